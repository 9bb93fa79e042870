// Pages that are fetched when they are first opened, or before that when nothing else is to be done.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Waiting } from './components/Notice';

const later: (() => Promise<unknown>)[] = [];
const SETTLED_MS = 1500;

/** Something that will be wanted on another page. */
export function wantedLater(load: () => Promise<unknown>): void {
    later.push(load);
}

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
    let Loaded: ComponentType<P> | null = null;
    const fetch = () =>
        load().then((page) => {
            Loaded = page;
        });
    wantedLater(fetch);
    return function Lazy(props: P) {
        const [, again] = useState(0);
        const shown = Loaded !== null;
        useEffect(() => {
            // It may have been fetched ahead since this was drawn: what was shown decides.
            if (shown) return;
            let here = true;
            void fetch().then(() => here && again(1));
            return () => {
                here = false;
            };
        }, []);
        return Loaded ? <Loaded {...props} /> : <Waiting />;
    };
}

/** One after the other, each when the page is at rest; what a page itself fetches later comes last. */
export function fetchAhead(): void {
    const rest = (todo: () => void) =>
        'requestIdleCallback' in window ? requestIdleCallback(todo, { timeout: 5000 }) : setTimeout(todo, 300);
    const next = (at: number) => {
        const load = later[at];
        if (load) rest(() => void load().then(() => next(at + 1), () => undefined));
    };
    const begin = () => {
        if (document.querySelector('.waiting')) setTimeout(begin, SETTLED_MS);
        else next(0);
    };
    setTimeout(begin, SETTLED_MS);
}
