// The address is the state: what a page shows can be sent to a colleague as a link.
import { computed, signal } from '@preact/signals';

interface Place {
    path: string;
    query: Record<string, string>;
}

function read(): Place {
    return {
        path: location.pathname,
        query: Object.fromEntries(new URLSearchParams(location.search)),
    };
}

export const place = signal<Place>(read());
export const path = computed(() => place.value.path);

function write(next: Place, replace: boolean): void {
    const query = new URLSearchParams(next.query).toString();
    const url = next.path + (query ? `?${query}` : '');
    if (url === location.pathname + location.search) return;
    if (replace) history.replaceState(null, '', url);
    else history.pushState(null, '', url);
    place.value = next;
}

export function param(name: string): string {
    return place.value.query[name] ?? '';
}

/** Sets parameters; empty ones leave the address. */
export function setParams(changes: Record<string, string | null>, replace = false): void {
    const query = { ...place.value.query };
    for (const [key, value] of Object.entries(changes)) {
        if (value) query[key] = value;
        else delete query[key];
    }
    write({ path: place.value.path, query }, replace);
}

// Filters go along from page to page; what belongs to one page does not.
const COMMON = ['period', 'specialty', 'hard', 'basis', 'lang'];

export function href(to: string, extra: Record<string, string> = {}): string {
    const query = new URLSearchParams();
    for (const key of COMMON) {
        const value = place.value.query[key];
        if (value) query.set(key, value);
    }
    for (const [key, value] of Object.entries(extra)) query.set(key, value);
    const text = query.toString();
    return to + (text ? `?${text}` : '');
}

export function go(url: string, replace = false): void {
    const target = new URL(url, location.origin);
    write({ path: target.pathname, query: Object.fromEntries(target.searchParams) }, replace);
    if (!replace) window.scrollTo(0, 0);
}

/** Links inside the application change the place without loading anew. */
export function startRouter(): void {
    addEventListener('popstate', () => {
        place.value = read();
    });
    document.addEventListener('click', (event) => {
        if (event.defaultPrevented || event.button !== 0) return;
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        const link = (event.target as Element).closest('a');
        if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
        if (link.pathname.startsWith('/api/') || link.hash) return;
        event.preventDefault();
        go(link.pathname + link.search);
    });
}
