// The list of projects as the pages use it: places on the map, states in words, filters.
import type { MapData, Row } from '../../api/types';
import type { Mark } from '../../map/layers';
import { number, text, type Field, type Machines } from '../../state/programme';

export const FILTERS = ['level', 'track', 'batch', 'province', 'specialties', 'programme', 'building'] as const;
export type Filter = (typeof FILTERS)[number];

export function valuesOf(rows: Row[], filter: Filter): string[] {
    const all = rows.flatMap((row) => (filter === 'specialties' ? text(row, filter).split(/[;；]/) : [text(row, filter)]));
    return [...new Set(all.filter(Boolean))].sort((a, b) => a.localeCompare(b, 'zh-CN', { numeric: true }));
}

export function passes(row: Row, chosen: Partial<Record<Filter, string>>): boolean {
    return FILTERS.every((filter) => {
        const value = chosen[filter];
        if (!value) return true;
        return filter === 'specialties' ? text(row, filter).split(/[;；]/).includes(value) : text(row, filter) === value;
    });
}

/** Where a project stands: its host, its own coordinates, its area. */
export function placeOf(row: Row, map: MapData | null): [number, number] | null {
    const host = map?.hospitals.find((h) => h.id === text(row, 'host_id') || (text(row, 'host') !== '' && h.name === text(row, 'host')));
    if (host && host.lon !== null && host.lat !== null) return [host.lon, host.lat];
    const lon = number(row, 'lon');
    const lat = number(row, 'lat');
    if (lon !== null && lat !== null) return [lon, lat];
    const area = map?.areas.find((a) => a.id === text(row, 'area_id'));
    return area && area.lon !== null && area.lat !== null ? [area.lon, area.lat] : null;
}

/** Marks within the territory; those beyond it are counted. */
export function marksOf(rows: Row[], map: MapData): { marks: Mark[]; beyond: number } {
    const points = map.areas.filter((a) => !a.outside).flatMap((a) => a.rings.flat());
    const lons = points.map((p) => p[0]);
    const lats = points.map((p) => p[1]);
    const least = (list: number[]) => list.reduce((a, b) => Math.min(a, b), Infinity);
    const most = (list: number[]) => list.reduce((a, b) => Math.max(a, b), -Infinity);
    const box = [least(lons) - 0.3, most(lons) + 0.3, least(lats) - 0.3, most(lats) + 0.3] as const;
    const marks: Mark[] = [];
    let beyond = 0;
    for (const row of rows) {
        const place = placeOf(row, map);
        if (!place || place[0] < box[0] || place[0] > box[1] || place[1] < box[2] || place[1] > box[3]) {
            beyond++;
            continue;
        }
        const shape = text(row, 'building') === 'opened' ? 'existing' : 'centre';
        marks.push({ id: text(row, 'id'), name: text(row, 'name'), lon: place[0], lat: place[1], shape, size: 6, label: true, title: text(row, 'specialties') });
    }
    return { marks, beyond };
}

export function stateName(machines: Machines, machine: string, state: string): string {
    return machines.states.get(`${machine}:${state}`) ?? state;
}

/** A value of a filter in the reader's words. */
export function filterWord(filter: Filter, value: string, machines: Machines, fields: Field[]): string {
    if (filter === 'programme' || filter === 'building') return stateName(machines, filter, value);
    return fields.find((f) => f.name === filter)?.choices.find((c) => c.value === value)?.text ?? value;
}

export function money(value: number | null): number | null {
    return value === null ? null : value / 1e4;
}

export function budgetOf(row: Row): number | null {
    const parts = ['central', 'province', 'city', 'bonds', 'exporter', 'own'].flatMap((s) => number(row, `budget_${s}`) ?? []);
    return parts.length ? parts.reduce((a, b) => a + b, 0) : null;
}
