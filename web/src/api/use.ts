// An answer for a component; while the next one is on its way the last one stays.
import { useRef } from 'preact/hooks';
import { resource, type Resource } from './resource';
import type { Params } from './client';

export interface Answer<T> extends Resource<T> {
    /** What is shown belongs to the question before. */
    stale: boolean;
}

/** Asks when `path` is given; null asks nothing. */
export function useAnswer<T>(path: string | null, params: Params = {}): Answer<T> {
    const last = useRef<T | null>(null);
    if (path === null) return { data: null, error: null, loading: false, stale: false };
    const now = resource<T>(path, params).value;
    if (now.data) last.current = now.data;
    if (now.loading && last.current) return { ...now, data: last.current, stale: true };
    return { ...now, stale: false };
}
