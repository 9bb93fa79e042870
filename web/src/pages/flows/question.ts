// What the flows pages ask: filters of the address, level and measure of the map.
import { t } from '../../i18n';
import { filters, has, meta } from '../../state/data';
import { param } from '../../state/url';
import type { Recipe } from '../../components/How';
import type { Cell } from '../../api/types';
import { span } from '../../format/date';
import type { Level, Measure } from './rates';

export function hardOnly(): boolean {
    return param('hard') === '1' && has('hard');
}

export function level(): Level {
    const asked = param('level');
    if (asked === 'region' && has('regions')) return 'region';
    if (asked === 'zone' || asked === 'area') return asked;
    return has('regions') ? 'area' : 'zone';
}

export function levels(): Level[] {
    return has('regions') ? ['area', 'region', 'zone'] : ['area', 'zone'];
}

export function measures(at: Level): Measure[] {
    const list: Measure[] = ['unit'];
    if (hardOnly()) return list;
    if (at === 'area' && has('regions')) list.unshift('prefecture');
    if (has('outside')) list.push('outside');
    return list;
}

export function measure(): Measure {
    const known = measures(level());
    const asked = param('measure') as Measure;
    return known.includes(asked) ? asked : (known[0] as Measure);
}

/** Where those who leave are treated, in words. */
export function where(at: Level, by: Measure): string {
    if (by === 'outside') return t('flows.where.outside');
    if (by === 'prefecture') return t('flows.where.unit', { level: t('level.region') });
    return t('flows.where.unit', { level: t(`level.${at}`) });
}

export function question(extra: Record<string, string | number | boolean | null>): Record<string, string | number | boolean | null> {
    return { ...filters(), ...extra };
}

// What the map of flows needs of a unit; the server makes these very questions ready (server/warm.c).
const RATE_COLUMNS = 'cases,outflow_cases,outflow_rate_excl,hard_cases,hard_outflow_cases,inflow_cases,treated_cases,neighbour_cases,persons_outflow,cost_outflow,own_county_rate,own_prefecture_rate,own_province_rate,outside_rate';

/** The question behind the map of a level: no more columns and digits than the map, its panel and its table show. */
export function rateQuestion(at: Level): Record<string, string | number | boolean | null> {
    const columns = `${at}_id,${RATE_COLUMNS}${at === 'area' ? '' : ',name'}`;
    return question({ by: at, totals: true, digits: 6, columns });
}

/** Periods that the answer covers. */
export function periodsAsked(): string[] {
    const all = meta.value.data?.periods ?? [];
    const chosen = param('period');
    return chosen ? all.filter((code) => code.startsWith(chosen)) : all;
}

/** What every figure of a flows answer rests on. */
export function grounds(summary: Record<string, Cell> | undefined): Partial<Recipe> {
    if (!summary) return {};
    const years = typeof summary.years === 'number' ? summary.years : null;
    const source = (value: Cell | undefined) => (value ? String(value) : '–');
    const basis = String(summary.basis ?? '');
    return {
        period: t('how.years', { span: span(periodsAsked()) || '–', years: years ?? '–' }),
        basis: basis in { residence: 1, registration: 1, insurance: 1 } ? t(`basis.${basis as 'residence'}`) : basis || '–',
        source: t('how.sources', {
            inside: source(summary.inside_source),
            outside: summary.outside_collected ? source(summary.outside_source) : t('how.notcollected'),
        }),
    };
}
