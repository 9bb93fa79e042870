// The figures that judge a division: of each zone and of all together.
import type { Cell, Row } from '../../api/types';
import type { Column } from '../../components/Table';
import { figure, grouped, percent, points, signed } from '../../format/number';
import { t, type Key } from '../../i18n';

export interface Judgement {
    zones: Row[];
    indices: Record<string, Cell>;
}

export interface ZoneRow {
    id: string;
    name: string;
    city: string;
    areas: number | null;
    population: number | null;
    hospitals: number | null;
    beds: number | null;
    li: number | null;
    conductance: number | null;
    compactness: number | null;
    inside: number | null;
}

const num = (row: Row, key: string): number | null => (typeof row[key] === 'number' ? (row[key] as number) : null);

export function zoneRows(rows: Row[], names?: Map<string, string>): ZoneRow[] {
    return rows.map((row) => ({
        id: String(row.zone_id ?? row.id),
        name: String(names?.get(String(row.zone_id ?? row.id)) || row.zone_name || row.name || row.zone_id || row.id),
        city: String(row.centre_city ?? ''),
        areas: num(row, 'n_areas'),
        population: num(row, 'population'),
        hospitals: num(row, 'n_hospitals'),
        beds: num(row, 'beds'),
        li: num(row, 'localization_index'),
        conductance: num(row, 'conductance'),
        compactness: num(row, 'compactness'),
        inside: num(row, 'inside_minutes'),
    }));
}

type Figure = Exclude<keyof ZoneRow, 'id' | 'name' | 'city'>;

/** A figure with its change against the division before the moves. */
function changing(base: Map<string, ZoneRow>, on: boolean, key: Figure, show: (v: number | null) => string, delta: (v: number) => string) {
    return (row: ZoneRow) => {
        const was = base.get(row.id)?.[key];
        const is = row[key];
        if (!on || was === null || was === undefined || is === null || Math.abs(is - was) < 1e-12) return show(is);
        return <>{show(is)} <small>{delta(is - was)}</small></>;
    };
}

export function zoneColumns(base: Map<string, ZoneRow>, on: boolean): Column<ZoneRow>[] {
    const column = (key: Figure, head: Key, show: (v: number | null) => string, delta: (v: number) => string, unit?: string, hint?: Key): Column<ZoneRow> => ({
        key, head: t(head), value: (r) => r[key], show: changing(base, on, key, show, delta), ...(unit ? { unit } : {}), ...(hint ? { hint: t(hint) } : {}),
    });
    const change = (v: number) => signed(v, (x) => grouped(x));
    return [
        { key: 'name', head: t('col.zone'), text: true, value: (r) => r.name },
        { key: 'city', head: t('col.centre_city'), text: true, value: (r) => r.city },
        column('areas', 'col.n_areas', grouped, change),
        column('population', 'col.population', grouped, change),
        column('hospitals', 'col.n_hospitals', grouped, change),
        column('beds', 'col.beds', grouped, change),
        column('li', 'zones.li', percent, points, '%', 'zones.li.f'),
        column('conductance', 'zones.conductance', figure, (v) => signed(v), undefined, 'zones.conductance.f'),
        column('compactness', 'zones.compactness', figure, (v) => signed(v), undefined, 'zones.compactness.f'),
        column('inside', 'zones.inside', figure, (v) => signed(v), t('unit.min'), 'zones.inside.f'),
    ];
}

export const SUMMARY: { key: string; head: Key; formula: Key; share?: boolean; less?: boolean }[] = [
    { key: 'localization_index', head: 'zones.li', formula: 'zones.li.f', share: true },
    { key: 'lofi', head: 'zones.lofi', formula: 'zones.lofi.f', share: true },
    { key: 'modularity', head: 'zones.modularity', formula: 'zones.modularity.f' },
    { key: 'conductance_mean', head: 'zones.conductance', formula: 'zones.conductance.f', less: true },
    { key: 'population_cv', head: 'zones.cv', formula: 'zones.cv.f', less: true },
    { key: 'compactness', head: 'zones.compactness', formula: 'zones.compactness.f', less: true },
    { key: 'inside_minutes', head: 'zones.inside', formula: 'zones.inside.f', less: true },
    { key: 'n_components', head: 'zones.components', formula: 'zones.components.f', less: true },
];
