// Choices locked or forbidden by hand, until the plan is run again with them.
import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { asProblem } from '../../api/client';
import type { Problem } from '../../api/types';
import { ErrorBox } from '../../components/Notice';
import { t } from '../../i18n';
import { withChoices, type Choice } from './scenario';
import { specialtyName } from './columns';
import { startPlan } from './ScenarioForm';
import type { Plan } from './types';

export type Verdict = 'fixed' | 'forbidden';

/** For one plan: what was decided about hospitals and their specialties. */
export const verdicts = signal<{ plan: string; of: ReadonlyMap<string, Verdict> }>({ plan: '', of: new Map() });

export const keyOf = (c: Choice): string => (c.specialty ? `${c.hospital_id}:${c.specialty}` : c.hospital_id);

export function verdictOf(plan: string, choice: Choice): Verdict | undefined {
    return verdicts.value.plan === plan ? verdicts.value.of.get(keyOf(choice)) : undefined;
}

export function decide(plan: string, choice: Choice, verdict: Verdict): void {
    const of = new Map(verdicts.value.plan === plan ? verdicts.value.of : []);
    if (of.get(keyOf(choice)) === verdict) of.delete(keyOf(choice));
    else of.set(keyOf(choice), verdict);
    verdicts.value = { plan, of };
}

export function Decide({ plan, choice }: { plan: string; choice: Choice }) {
    const now = verdictOf(plan, choice);
    return (
        <span class="decide">
            <button type="button" aria-pressed={now === 'fixed'} onClick={() => decide(plan, choice, 'fixed')}>{t('plan.lock')}</button>
            <button type="button" aria-pressed={now === 'forbidden'} onClick={() => decide(plan, choice, 'forbidden')}>{t('plan.forbid')}</button>
        </span>
    );
}

function fromKey(key: string): Choice {
    const at = key.indexOf(':');
    return at < 0 ? { hospital_id: key } : { hospital_id: key.slice(0, at), specialty: key.slice(at + 1) };
}

/** What was decided and the button that runs the plan again. */
export function Choices({ id, plan, nameOf }: { id: string; plan: Plan; nameOf: (hospital: string) => string }) {
    const [problem, setProblem] = useState<Problem | null>(null);
    if (verdicts.value.plan !== id || !verdicts.value.of.size) return null;
    const all = [...verdicts.value.of];
    const pick = (verdict: Verdict) => all.filter(([, v]) => v === verdict).map(([key]) => fromKey(key));
    const run = async () => {
        try {
            await startPlan(withChoices(plan.scenario, pick('fixed'), pick('forbidden')));
            verdicts.value = { plan: '', of: new Map() };
        } catch (error) {
            setProblem(asProblem(error));
        }
    };
    return (
        <div class="choices" role="status">
            {all.map(([key, verdict]) => {
                const c = fromKey(key);
                return (
                    <span key={key} class={`chip ${verdict}`}>
                        {t(verdict === 'fixed' ? 'plan.locked' : 'plan.forbidden')} {nameOf(c.hospital_id)}{c.specialty ? ` ${specialtyName(c.specialty)}` : ''}
                        <button type="button" aria-label={t('plan.undo')} onClick={() => decide(id, c, verdict)}>×</button>
                    </span>
                );
            })}
            <button type="button" class="main" onClick={run}>{t('plan.rerun')}</button>
            {problem && <ErrorBox problem={problem} />}
        </div>
    );
}
