// The catalogue of indicators as the pages choose from it.
import type { Row } from '../../api/types';
import type { Choice } from '../../components/Controls';
import { text, useAction } from '../../state/programme';
import { param } from '../../state/url';

export const LEVELS = ['area', 'region', 'hospital', 'province'] as const;
export type Level = (typeof LEVELS)[number];

export function levelNow(): Level {
    const asked = param('level') as Level;
    return LEVELS.includes(asked) ? asked : 'area';
}

export function useCatalogue(level?: string): Row[] {
    const { data } = useAction('monitor/catalogue');
    const rows = data?.rows ?? [];
    if (!level) return rows;
    const fits = level === 'province' ? ['region', 'province'] : [level];
    return rows.filter((r) => text(r, 'levels').split(';').some((one) => fits.includes(one)));
}

export function choicesOf(rows: Row[]): Choice[] {
    return rows.map((r) => ({ value: text(r, 'id'), text: text(r, 'name') }));
}

export interface Value {
    id: string;
    name: string;
    period: string;
    value: number | null;
    numerator: number | null;
    denominator: number | null;
    flags: string[];
    row: Row;
}

const numberIn = (row: Row, key: string): number | null => (typeof row[key] === 'number' ? (row[key] as number) : null);

export function valuesOf(rows: Row[], indicator: string): Value[] {
    return rows.filter((r) => text(r, 'indicator') === indicator).map((r) => ({
        id: text(r, 'unit_id'),
        name: text(r, 'unit_name'),
        period: text(r, 'period'),
        value: numberIn(r, 'value'),
        numerator: numberIn(r, 'numerator'),
        denominator: numberIn(r, 'denominator'),
        flags: text(r, 'flags').split(';').map((s) => s.trim()).filter(Boolean),
        row: r,
    }));
}
