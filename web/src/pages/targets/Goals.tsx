// Targets: proposed from a plan, split to areas, accepted and locked, followed with lights and a forecast.
import { useState } from 'preact/hooks';
import type { Problem, Row, Table as Answer } from '../../api/types';
import { useAnswer } from '../../api/use';
import { Select } from '../../components/Controls';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { grouped, percent } from '../../format/number';
import { t, type Key } from '../../i18n';
import { act, actionUrl, number, text, today, touch, useAction, useKinds, useMachines, wordOf } from '../../state/programme';
import { href, param, setParams } from '../../state/url';
import { planTitle } from '../plan/PlanList';
import { choicesOf, levelNow, LEVELS, useCatalogue } from './catalogue';
import { Light } from './Light';

const RULES = ['equal', 'population', 'gap', 'last', 'hand'] as const;

function Split({ onProblem }: { onProblem: (p: Problem | null) => void }) {
    const level = levelNow();
    const list = useCatalogue(level);
    const [values, setValues] = useState<Record<string, string>>({ rule: 'population', year: today().slice(0, 4), step: '1' });
    const set = (name: string) => (value: string) => setValues((now) => ({ ...now, [name]: value }));
    const submit = async (event: Event) => {
        event.preventDefault();
        const hand = (values.hand ?? '').split(/[;；\n]/).map((s) => s.trim()).filter(Boolean);
        const options: Record<string, string> = { level, rule: values.rule ?? 'population', step: values.step || '1' };
        if (values.reason) options.reason = values.reason;
        onProblem(await act('monitor/split', [values.indicator || text(list[0], 'id'), values.year ?? '', values.total ?? '', ...hand], options));
    };
    const field = (name: string, type: string, required = false) => (
        <div class="field">
            <label for={`split-${name}`}>{t(`goal.split.${name}` as Key)}</label>
            <input id={`split-${name}`} type={type} step="any" required={required} value={values[name] ?? ''} onInput={(e) => set(name)(e.currentTarget.value)} />
        </div>
    );
    return (
        <form class="fact" onSubmit={submit}>
            <p class="row">
                <Select label={t('level')} value={level} choices={LEVELS.map((value) => ({ value, text: t(`level.${value}` as Key) }))} onChange={(value) => setParams({ level: value }, true)} />
                <Select label={t('goal.indicator')} value={values.indicator || text(list[0], 'id')} choices={choicesOf(list)} onChange={set('indicator')} />
                <Select label={t('goal.split.rule')} value={values.rule ?? ''} choices={RULES.map((value) => ({ value, text: t(`goal.rule.${value}`) }))} onChange={set('rule')} />
            </p>
            <div class="grid">{field('year', 'number', true)}{field('total', 'number', true)}{field('step', 'number')}{field('hand', 'text')}{field('reason', 'text')}</div>
            <button type="submit" class="main">{t('goal.split.do')}</button>
        </form>
    );
}

function Propose({ onProblem }: { onProblem: (p: Problem | null) => void }) {
    const plans = useAnswer<Answer>('plans');
    const [year, setYear] = useState(String(Number(today().slice(0, 4)) + 1));
    const rows = [...(plans.data?.rows ?? [])].sort((a, b) => Number(b.plan_id) - Number(a.plan_id)).slice(0, 5);
    if (!rows.length) return <p class="remark">{t('prog.noplan')}</p>;
    return (
        <ul class="plain-list">
            <li><label class="select"><span>{t('goal.firstyear')}</span><input type="number" value={year} onInput={(e) => setYear(e.currentTarget.value)} /></label></li>
            {rows.map((row) => (
                <li key={text(row, 'plan_id')} class="row">{planTitle(row)} {text(row, 'stage') === 'issued' ? <button type="button" onClick={() => void act('monitor/propose', [year], { plan: text(row, 'plan_id') }).then(onProblem)}>{t('goal.propose')}</button> : <a href={href(`/plan/${text(row, 'plan_id')}/versions`)}>{t('prog.notissued')}</a>}</li>
            ))}
        </ul>
    );
}

/** Moves of one target, with the reason where one is needed. */
function Decide({ row, onProblem }: { row: Row; onProblem: (p: Problem | null) => void }) {
    const state = text(row, 'state');
    const machines = useMachines();
    const moves = machines.moves.filter((m) => m.machine === 'target' && m.from === (state || 'proposed'));
    const [reason, setReason] = useState('');
    const [value, setValue] = useState(text(row, 'target'));
    const [seen, setSeen] = useState<number | null>(number(row, 'ledger_row'));
    const id = `${text(row, 'indicator')}@${text(row, 'year')}`;
    const move = (next: string) => act('programme/add', ['target', id, `item=${text(row, 'unit_id')}`, `state=${next}`, `value=${value}`, ...(reason ? [`reason=${reason}`] : [])], { seen: String(seen ?? number(row, 'ledger_row') ?? 0) }).then((refused) => {
        if (refused?.status === 409) touch();
        setSeen(null);
        onProblem(refused);
    });
    return (
        <section class="part">
            <h2>{id} {text(row, 'unit_id')} <small>{machines.states.get(`target:${state}`) ?? state}, {t('goal.versions', { n: text(row, 'versions') })}</small></h2>
            <p class="row">
                <label class="select"><span>{t('goal.target')}</span><input type="number" step="any" value={value} onInput={(e) => setValue(e.currentTarget.value)} /></label>
                <label class="select"><span>{t('prog.move.reason')}</span><input value={reason} onInput={(e) => setReason(e.currentTarget.value)} /></label>
                {moves.map((m) => <button key={m.id} type="button" class="main" disabled={m.needs.includes('reason') && !reason} onClick={() => void move(m.to)}>{m.name}{m.needs.includes('reason') && ` ${t('goal.withreason')}`}</button>)}
                <button type="button" onClick={() => setParams({ target: null }, true)}>{t('prog.close')}</button>
            </p>
            {state === 'locked' && <p class="remark flat">{t('goal.locked')}</p>}
        </section>
    );
}

export function Goals() {
    const level = levelNow();
    const answer = useAction('monitor/targets', [], { level });
    const kinds = useKinds();
    const names = new Map(useCatalogue().map((r) => [text(r, 'id'), r]));
    const [problem, setProblem] = useState<Problem | null>(null);
    if (answer.error) return <ErrorBox problem={answer.error} />;
    if (!answer.data) return <Waiting />;
    const all = answer.data.rows;
    const sets = [...new Set(all.map((r) => `${text(r, 'indicator')}@${text(r, 'year')}`))];
    const set = sets.includes(param('set')) ? param('set') : '';
    const rows = set ? all.filter((r) => `${text(r, 'indicator')}@${text(r, 'year')}` === set) : all;
    const count = (light: string) => rows.filter((r) => text(r, 'light') === light).length;
    const key = (r: Row) => `${text(r, 'indicator')}@${text(r, 'year')}/${text(r, 'unit_id')}`;
    const chosen = all.find((r) => key(r) === param('target'));
    const plain = (name: string, head: Key, most = 2): Column<Row> => ({ key: name, head: t(head), value: (r) => number(r, name), show: (r) => grouped(number(r, name), most) });
    const columns: Column<Row>[] = [
        { key: 'unit', head: t('prog.unit'), text: true, value: (r) => text(r, 'name') || text(r, 'unit_id'), show: (r) => <button type="button" class="link" onClick={() => setParams({ target: key(r) }, true)}>{text(r, 'name') || text(r, 'unit_id')}</button> },
        { key: 'indicator', head: t('goal.indicator'), text: true, value: (r) => text(names.get(text(r, 'indicator')), 'name') || text(r, 'indicator') },
        { key: 'year', head: t('prog.year'), text: true, value: (r) => text(r, 'year') },
        { key: 'light', head: t('goal.light'), text: true, value: (r) => text(r, 'light'), show: (r) => <Light light={text(r, 'light')} /> },
        { key: 'rank', head: t('goal.rank'), value: (r) => number(r, 'rank') },
        plain('baseline', 'goal.baseline'), plain('target', 'goal.target'), plain('low', 'goal.low'), plain('high', 'goal.high'), plain('value', 'goal.sofar'), plain('forecast', 'goal.forecast'),
        { key: 'progress', head: t('goal.progress'), value: (r) => number(r, 'progress'), show: (r) => percent(number(r, 'progress'), 0) },
        { key: 'elapsed', head: t('goal.elapsed'), value: (r) => number(r, 'elapsed'), show: (r) => percent(number(r, 'elapsed'), 0) },
        { key: 'state', head: t('prog.state'), text: true, value: (r) => wordOf(kinds, 'target', 'state', text(r, 'state')) },
        { key: 'versions', head: t('goal.version'), value: (r) => number(r, 'versions') },
    ];
    return (
        <div class="page">
            <p class="sentence lead"><Rich text={all.length ? t('goal.targets.sentence', { n: rows.length, green: count('green'), yellow: count('yellow'), red: count('red') }) : t('goal.targets.none')} /></p>
            {problem && <ErrorBox problem={problem} />}
            <p class="row">
                <Select label={t('level')} value={level} choices={LEVELS.map((value) => ({ value, text: t(`level.${value}` as Key) }))} onChange={(value) => setParams({ level: value }, true)} />
                <Select label={t('goal.set')} value={set} choices={[{ value: '', text: t('app.all') }, ...sets.map((value) => ({ value, text: `${text(names.get(value.split('@')[0] ?? ''), 'name') || value} ${value.split('@').pop()}` }))]} onChange={(value) => setParams({ set: value || null }, true)} />
            </p>
            {chosen && <Decide key={param('target')} row={chosen} onProblem={setProblem} />}
            {all.length > 0 && <Table plain label={t('goal.tab.goals')} columns={columns} rows={rows} id={key} csv={actionUrl('monitor/targets', [], { level, format: 'csv' })} xlsx={actionUrl('monitor/targets', [], { level, format: 'xlsx' })} />}
            <p class="remark">{t('goal.bands')}</p>
            <section class="part no-print"><h2>{t('goal.split')}</h2><p class="remark">{t('goal.split.text')}</p><Split onProblem={setProblem} /></section>
            <section class="part no-print"><h2>{t('goal.fromplan')}</h2><p class="remark">{t('goal.fromplan.text')}</p><Propose onProblem={setProblem} /></section>
        </div>
    );
}
