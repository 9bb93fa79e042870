// Rooms with a map need it and the zones: asked for as soon as there is a dataset, before anything is drawn.
import { effect } from '@preact/signals';
import { mapData, meta } from './data';
import { path } from './url';
import { zones } from './zones';

const WITH_MAP = ['', 'flows', 'access', 'zones'];

export function startData(): void {
    const stop = effect(() => {
        if (!WITH_MAP.includes(path.value.split('/')[1] ?? '')) return;
        if (!meta.value.data?.dataset) return;
        void mapData.peek();
        void zones.peek();
        queueMicrotask(() => stop());
    });
}
