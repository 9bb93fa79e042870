// What the figures of each method mean and how they are shown.
import type { Table } from '../../api/types';
import { t } from '../../i18n';

export interface AccessKind {
    title: string;
    unit: string;
    minutes: boolean;
    lessIsBetter: boolean;
    /** Shown figure for one of the answer. */
    times: number;
}

export interface AccessRow {
    id: string;
    name: string;
    value: number | null;
    population: number;
}

const MINUTES = ['nearest', 'k-nearest'];
const SUMS = ['cumulative', 'cumulative-interval', 'gravity'];

export function kindOf(method: string): AccessKind {
    if (MINUTES.includes(method)) return { title: t('access.minutes'), unit: t('unit.min'), minutes: true, lessIsBetter: true, times: 1 };
    if (SUMS.includes(method)) return { title: t('access.within'), unit: t('col.beds'), minutes: false, lessIsBetter: false, times: 1 };
    if (method === 'raam') return { title: t('access.cost'), unit: t('access.cost.unit'), minutes: false, lessIsBetter: true, times: 1 };
    return { title: t('access.share'), unit: t('access.share.unit'), minutes: false, lessIsBetter: false, times: 1000 };
}

export function accessRows(table: Table, kind: AccessKind): AccessRow[] {
    return table.rows.map((row) => ({
        id: String(row.area_id),
        name: String(row.name),
        value: typeof row.access === 'number' ? row.access * kind.times : null,
        population: Number(row.population ?? 0),
    }));
}

/** Mean over people of each group of areas. */
export function meansByGroup(rows: AccessRow[], groupOf: (id: string) => string | undefined): Map<string, { mean: number; people: number }> {
    const sums = new Map<string, { sum: number; people: number }>();
    for (const row of rows) {
        const group = groupOf(row.id);
        if (group === undefined || row.value === null) continue;
        const sum = sums.get(group) ?? { sum: 0, people: 0 };
        sum.sum += row.value * row.population;
        sum.people += row.population;
        sums.set(group, sum);
    }
    return new Map([...sums].map(([id, s]) => [id, { mean: s.people ? s.sum / s.people : NaN, people: s.people }]));
}
