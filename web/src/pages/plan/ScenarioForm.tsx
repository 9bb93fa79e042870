// The scenario: every rule of the plan as a field, from the server's own table of keys.
import { useMemo, useState } from 'preact/hooks';
import { asProblem, send } from '../../api/client';
import { forget } from '../../api/resource';
import type { Option, Problem } from '../../api/types';
import { useAnswer } from '../../api/use';
import { ErrorBox, Waiting } from '../../components/Notice';
import { OptionField } from '../../components/OptionField';
import { t, tMaybe } from '../../i18n';
import { meta } from '../../state/data';
import { go, href, param } from '../../state/url';
import { toForm, toScenario, type Form } from './scenario';
import type { Plan } from './types';

// What a planner decides first; everything else has a default that guidelines or models give.
const FIRST = ['name', 'cases', 'demand', 'zones.method', 'zones.count', 'top_specialties', 'centres.max_total', 'objective', 'time_limit_s'];

export async function startPlan(scenario: Record<string, unknown>): Promise<void> {
    const answer = await send<{ job: number | string }>('POST', 'jobs', { command: 'plan', scenario });
    forget('jobs');
    if (answer) go(href(`/plan/job/${answer.job}`));
}

function groupsOf(keys: Option[]): [string, Option[]][] {
    const groups = new Map<string, Option[]>();
    for (const key of keys) {
        if (FIRST.includes(key.name)) continue;
        const name = key.group || 'rules';
        groups.set(name, [...(groups.get(name) ?? []), key]);
    }
    return [...groups];
}

function Fields({ keys, form, onChange }: { keys: Option[]; form: Form; onChange: (name: string, value: string) => void }) {
    const specialties = meta.value.data?.specialties.map((s) => s.id) ?? [];
    return (
        <div class="fields">
            {keys.map((key) => (
                <OptionField
                    key={key.name}
                    option={key}
                    value={form[key.name] ?? ''}
                    onChange={(value) => onChange(key.name, value)}
                    suggest={key.name === 'specialties' ? specialties : undefined}
                />
            ))}
        </div>
    );
}

function Editor({ keys, start }: { keys: Option[]; start: Form }) {
    const [form, setForm] = useState<Form>(start);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [busy, setBusy] = useState(false);
    const [find, setFind] = useState('');
    const change = (name: string, value: string) => setForm({ ...form, [name]: value });
    const first = FIRST.flatMap((name) => keys.find((key) => key.name === name) ?? []);
    const word = find.trim().toLowerCase();
    const fits = (key: Option) => `${key.name} ${tMaybe(`opt.${key.name}`, '')} ${key.help ?? ''}`.toLowerCase().includes(word);
    const found = word ? keys.filter(fits) : [];
    const set = keys.filter((key) => form[key.name]);
    const submit = async (event: Event) => {
        event.preventDefault();
        setBusy(true);
        setProblem(null);
        try {
            await startPlan(toScenario(form, keys));
        } catch (error) {
            setProblem(asProblem(error));
        }
        setBusy(false);
    };
    return (
        <form class="scenario" onSubmit={submit}>
            <div class="row">
                <button type="submit" class="main" disabled={busy}>{t('plan.run')}</button>
                <span class="remark flat">{set.length ? t('plan.changed', { n: set.length }) : t('plan.unchanged')}</span>
                <input type="search" class="push" placeholder={t('plan.find')} aria-label={t('plan.find')} value={find} onInput={(e) => setFind(e.currentTarget.value)} />
            </div>
            {problem && <ErrorBox problem={problem} />}
            {word ? (
                <Fields keys={found} form={form} onChange={change} />
            ) : (
                <>
                    <Fields keys={first} form={form} onChange={change} />
                    {groupsOf(keys).map(([name, list]) => (
                        <details key={name} open={list.some((key) => form[key.name])}>
                            <summary>
                                {tMaybe(`group.${name}`, name)}
                                <small> {list.length}{list.some((key) => form[key.name]) ? ` · ${t('plan.set', { n: list.filter((key) => form[key.name]).length })}` : ''}</small>
                            </summary>
                            <Fields keys={list} form={form} onChange={change} />
                        </details>
                    ))}
                </>
            )}
        </form>
    );
}

export function ScenarioForm() {
    const from = param('from');
    const keys = useAnswer<{ keys: Option[] }>('scenario');
    const plain = useAnswer<{ keys: Option[] }>(from ? 'scenario' : null, { lang: 'en' });
    const source = useAnswer<Plan>(from ? `plans/${from}` : null);
    const start = useMemo<Form | null>(() => {
        if (!keys.data) return null;
        if (!from) return {};
        return source.data && plain.data ? toForm(source.data.scenario, plain.data.keys) : null;
    }, [keys.data, plain.data, source.data, from]);
    const error = keys.error ?? source.error;
    if (error) return <ErrorBox problem={error} />;
    return (
        <div class="page">
            <nav class="crumbs" aria-label={t('plan.title')}>
                <a href={href('/plan')}>{t('nav.plan')}</a>
                <span>{t('plan.scenario')}</span>
            </nav>
            <h2 class="title">{t('plan.scenario')}</h2>
            <p class="sentence lead">{t('plan.scenario.text')}</p>
            {keys.data && start ? <Editor key={from} keys={keys.data.keys} start={start} /> : <Waiting />}
        </div>
    );
}
