// The zones of the dataset (given, else made from flows), for outlines and names on every map.
import { computed } from '@preact/signals';
import { resource } from '../api/resource';
import type { MapData, Table } from '../api/types';
import type { GroupLayer } from '../map/layers';
import { meta, offers } from './data';

export interface Zones {
    of: Map<string, string>;
    names: Map<string, string>;
}

export const zones = computed<Zones | null>(() => {
    if (!meta.value.data?.dataset || !offers('zones')) return null;
    const answer = resource<Table>('zones', { columns: 'area_id,zone_id,zone_name' }).value.data;
    return answer ? zonesOf(answer) : null;
});

export function zonesOf(answer: Table): Zones {
    const of = new Map<string, string>();
    const names = new Map<string, string>();
    for (const row of answer.rows) {
        const id = row.zone_id;
        if (id === null || id === undefined || id === '') continue;
        of.set(String(row.area_id), String(id));
        names.set(String(id), String(row.zone_name || id));
    }
    return { of, names };
}

export function groupLayer(data: MapData, known: Zones | null, fill = false): GroupLayer | null {
    if (!known) return null;
    const layer: GroupLayer = { of: data.areas.map((area) => known.of.get(area.id) ?? null), names: known.names };
    if (fill) layer.fill = new Map([...known.names.keys()].map((id, i) => [id, i]));
    return layer;
}
