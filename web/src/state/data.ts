// The dataset that everything is about, and the figures pages share.
import { computed, signal } from '@preact/signals';
import { forgetAll, resource, type Resource } from '../api/resource';
import type { MapData, Meta, Table } from '../api/types';
import { decodeMap, type GridMap } from '../map/decode';
import { param } from './url';

// Without a dataset the server has no lists to give.
const NOTHING = { specialties: [], periods: [], bases: [], area_levels: [], commands: [] };
const generation = signal(0);

/** What the server holds; anew after an import. */
export const meta = computed<Resource<Meta>>(() => {
    void generation.value;
    const answer = resource<Meta>('meta').value;
    return answer.data ? { ...answer, data: { ...NOTHING, ...answer.data } } : answer;
});

export const mapData = computed<Resource<MapData>>(() => {
    void generation.value;
    return resource<MapData>('map', { form: 'grid' }, (sent) => decodeMap(sent as GridMap)).value;
});

export const areaNames = computed<Map<string, string>>(() => new Map(mapData.value.data?.areas.map((area) => [area.id, area.name])));

/** After another dataset was loaded. */
export function reload(): void {
    forgetAll();
    generation.value++;
}

export function offers(command: string): boolean {
    return !!meta.value.data?.commands.some((known) => known.name === command);
}

export function has(what: string): boolean {
    return !!meta.value.data?.dataset?.has[what];
}

/** The filters of the address as parameters of a question. */
export function filters(): Record<string, string> {
    const chosen: Record<string, string> = {};
    for (const name of ['period', 'specialty', 'basis']) if (param(name)) chosen[name] = param(name);
    return chosen;
}

export function table(command: string, params: Record<string, string | number | boolean | null | undefined>): Resource<Table> {
    return resource<Table>(command, params).value;
}
