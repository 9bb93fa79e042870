// One selection for map, panel and table: what is pointed at and what is chosen.
import { computed, signal } from '@preact/signals';
import { param, setParams } from './url';

export type Kind = 'area' | 'region' | 'zone' | 'hospital';

export interface Thing {
    kind: Kind;
    id: string;
}

export const hovered = signal<Thing | null>(null);

export const selected = computed<Thing | null>(() => {
    const text = param('sel');
    const at = text.indexOf(':');
    if (at < 0) return null;
    return { kind: text.slice(0, at) as Kind, id: text.slice(at + 1) };
});

export function select(thing: Thing | null): void {
    setParams({ sel: thing ? `${thing.kind}:${thing.id}` : null }, true);
}

export function hover(thing: Thing | null): void {
    const now = hovered.value;
    if (now?.kind === thing?.kind && now?.id === thing?.id) return;
    hovered.value = thing;
}
