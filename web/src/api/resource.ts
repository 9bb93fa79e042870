// Answers of the server as signals: asked once, kept, asked anew when the address changes.
import { signal, type Signal } from '@preact/signals';
import { apiUrl, asProblem, getJson, type Params } from './client';
import type { Problem } from './types';

export interface Resource<T> {
    data: T | null;
    error: Problem | null;
    loading: boolean;
}

const kept = new Map<string, Signal<Resource<unknown>>>();
const KEPT_MAX = 60;

function trim(): void {
    for (const key of kept.keys()) {
        if (kept.size <= KEPT_MAX) return;
        kept.delete(key);
    }
}

/** The resource at that address, as `read` makes it of what was sent; reading `.value` in a component follows it. */
export function resource<T>(path: string, params: Params = {}, read: (sent: unknown) => T = (sent) => sent as T): Signal<Resource<T>> {
    const key = apiUrl(path, params);
    const found = kept.get(key);
    if (found) return found as Signal<Resource<T>>;
    const made = signal<Resource<T>>({ data: null, error: null, loading: true });
    kept.set(key, made as Signal<Resource<unknown>>);
    trim();
    getJson<unknown>(path, params).then(
        (sent) => {
            made.value = { data: read(sent), error: null, loading: false };
        },
        (error: unknown) => {
            made.value = { data: null, error: asProblem(error), loading: false };
        },
    );
    return made;
}

/** Forgets refusals, so that the next look asks again. */
export function forgetErrors(): void {
    for (const [key, found] of kept) if (found.peek().error) kept.delete(key);
}

/** After the data changed nothing kept is true any more. */
export function forgetAll(): void {
    kept.clear();
}

export function forget(prefix: string): void {
    for (const key of [...kept.keys()]) if (key.startsWith(`/api/v1/${prefix}`)) kept.delete(key);
}
