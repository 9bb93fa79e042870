// What the objective would lose, in its unit: one figure where it is settled, else at least and at most.
import { count, figure } from '../../format/number';
import { t, type Key } from '../../i18n';
import type { CentreSpecialty, Plan } from './types';

const UNITS: Record<string, Key> = {
    'case-minutes': 'worth.case-minutes',
    cases: 'worth.cases',
    minutes: 'worth.minutes',
    'cases brought home': 'worth.home',
    'score points': 'worth.points',
};

export function worth(value: number | null, plan: Plan): string {
    const unit = plan.result.objective_unit;
    const whole = unit !== 'minutes' && unit !== 'score points';
    return t(UNITS[unit] ?? 'worth.points', { n: whole ? count(value) : figure(value, 3) });
}

/** Is it only known that the loss lies between two figures? */
export const isRange = (least: number | null | undefined, most: number | null): boolean =>
    typeof least === 'number' && typeof most === 'number' && least < most;

/** Why this host and not another. */
export function nextText(s: CentreSpecialty, plan: Plan, nameOf: (h: string) => string): string {
    if (!s.next_hospital_id) return t(typeof s.next_least === 'number' ? 'why.unproven' : 'why.only');
    const name = nameOf(s.next_hospital_id);
    const cost = `*${worth(s.next_cost, plan)}*`;
    return isRange(s.next_least, s.next_cost)
        ? t('why.next.range', { name, cost, least: `*${worth(Math.max(0, s.next_least ?? 0), plan)}*` })
        : t('why.next', { name, cost });
}

/** What would be lost without it and nothing in its place. */
export function marginalText(s: CentreSpecialty, plan: Plan): string {
    if (s.marginal === undefined) return '';
    if (s.marginal === null) return t(typeof s.marginal_least === 'number' ? 'why.without.unproven' : 'why.without.never');
    const cost = worth(s.marginal, plan);
    return isRange(s.marginal_least, s.marginal)
        ? t('why.without.range', { cost, least: worth(s.fixed ? (s.marginal_least ?? 0) : Math.max(0, s.marginal_least ?? 0), plan) })
        : t('why.without', { cost });
}
