// A page that is fetched when it is first opened.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Waiting } from './components/Notice';

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
    let Loaded: ComponentType<P> | null = null;
    return function Lazy(props: P) {
        const [, again] = useState(0);
        useEffect(() => {
            if (Loaded) return;
            let here = true;
            void load().then((page) => {
                Loaded = page;
                if (here) again(1);
            });
            return () => {
                here = false;
            };
        }, []);
        return Loaded ? <Loaded {...props} /> : <Waiting />;
    };
}
