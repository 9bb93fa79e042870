// The table of `flows` as figures: which share leaves, by which measure.
import type { Row, Table } from '../../api/types';
import type { Split } from '../../components/SplitBar';

export type Level = 'area' | 'region' | 'zone';
export type Measure = 'unit' | 'prefecture' | 'outside';

export interface Rates {
    id: string;
    name: string;
    specialty: string;
    cases: number | null;
    outflow: number | null;
    outflowRate: number | null;
    excl: number | null;
    hard: number | null;
    hardOutflow: number | null;
    inflow: number | null;
    inflowRate: number | null;
    treated: number | null;
    neighbour: number | null;
    persons: number | null;
    cost: number | null;
    split: Split;
}

const num = (row: Row, key: string): number | null => {
    const value = row[key];
    return typeof value === 'number' ? value : null;
};
const over = (part: number | null, of: number | null): number | null => (part !== null && of ? part / of : null);
const text = (row: Row, key: string): string => String(row[key] ?? '');

export function toRates(row: Row): Rates {
    const id = row.area_id ?? row.region_id ?? row.zone_id ?? row.hospital_id ?? row.territory;
    return {
        id: String(id ?? ''),
        name: text(row, 'name'),
        specialty: text(row, 'specialty'),
        cases: num(row, 'cases'),
        outflow: num(row, 'outflow_cases'),
        outflowRate: num(row, 'outflow_rate') ?? over(num(row, 'outflow_cases'), num(row, 'cases')),
        excl: num(row, 'outflow_rate_excl'),
        hard: num(row, 'hard_cases'),
        hardOutflow: num(row, 'hard_outflow_cases'),
        inflow: num(row, 'inflow_cases'),
        inflowRate: num(row, 'inflow_rate') ?? over(num(row, 'inflow_cases'), num(row, 'treated_cases')),
        treated: num(row, 'treated_cases'),
        neighbour: num(row, 'neighbour_cases'),
        persons: num(row, 'persons_outflow'),
        cost: num(row, 'cost_outflow'),
        split: {
            county: num(row, 'own_county_rate'),
            prefecture: num(row, 'own_prefecture_rate'),
            province: num(row, 'own_province_rate'),
            outside: num(row, 'outside_rate'),
        },
    };
}

export function ratesOf(table: Table): Rates[] {
    return table.rows.map(toRates);
}

/** Cases over which the measure is taken, and those of them that leave. */
export function leaving(row: Rates, measure: Measure, hard: boolean): { of: number | null; out: number | null } {
    if (hard) return { of: row.hard, out: row.hardOutflow };
    const { province, outside } = row.split;
    if (measure === 'unit' || row.cases === null) return { of: row.cases, out: row.outflow };
    if (measure === 'outside') return { of: row.cases, out: outside === null ? null : outside * row.cases };
    if (province === null) return { of: row.cases, out: null };
    return { of: row.cases, out: (province + (outside ?? 0)) * row.cases };
}

export function rate(row: Rates, measure: Measure, hard: boolean): number | null {
    const { of, out } = leaving(row, measure, hard);
    return of && out !== null ? out / of : null;
}
