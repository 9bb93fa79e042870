// New projects: from a plan at one click, from a table, or by hand.
import { useState } from 'preact/hooks';
import type { Problem, Row, Table as Answer } from '../../api/types';
import { useAnswer } from '../../api/use';
import { Select } from '../../components/Controls';
import { FactForm } from '../../components/FactForm';
import { ErrorBox } from '../../components/Notice';
import { moment } from '../../format/date';
import { t, tMaybe } from '../../i18n';
import { meta, mapData } from '../../state/data';
import { act, actFiles, isProblem, text, useKinds } from '../../state/programme';
import { go, href } from '../../state/url';
import { planTitle } from '../plan/PlanList';

function FromPlan() {
    const plans = useAnswer<Answer>(meta.value.data?.dataset ? 'plans' : null);
    const [level, setLevel] = useState('provincial');
    const [problem, setProblem] = useState<Problem | null>(null);
    const levels = useKinds().get('project')?.find((f) => f.name === 'level')?.choices ?? [];
    const rows = [...(plans.data?.rows ?? [])].sort((a, b) => Number(b.plan_id) - Number(a.plan_id));
    const make = async (row: Row) => {
        const refused = await act('programme/from-plan', [], { plan: text(row, 'plan_id'), level });
        setProblem(refused);
        if (!refused) go(href('/programme'));
    };
    return (
        <section>
            <h2>{t('prog.fromplan')}</h2>
            <p class="remark">{t('prog.fromplan.text')}</p>
            {problem && <ErrorBox problem={problem} />}
            {!rows.length && <p><a href={href('/plan')}>{t('prog.noplan')}</a></p>}
            {rows.length > 0 && <p class="row"><Select label={t('prog.level')} value={level} choices={levels} onChange={setLevel} /></p>}
            <ul class="plain-list">
                {rows.slice(0, 8).map((row) => (
                    <li key={text(row, 'plan_id')} class="row">
                        <a href={href(`/plan/${text(row, 'plan_id')}`)}>{planTitle(row)}</a>
                        <small>{moment(text(row, 'created_at'))} {tMaybe(`stage.${text(row, 'stage')}`, '')}</small>
                        {text(row, 'stage') === 'issued' ? <button type="button" class="main" onClick={() => void make(row)}>{t('prog.make')}</button> : <a href={href(`/plan/${text(row, 'plan_id')}/versions`)}>{t('prog.notissued')}</a>}
                    </li>
                ))}
            </ul>
        </section>
    );
}

const KINDS = ['project', 'commitment', 'milestone', 'money', 'task', 'capability', 'exporter', 'target', 'score'];

/** A table of any kind of fact. */
function Import() {
    const [kind, setKind] = useState('project');
    const [files, setFiles] = useState<File[]>([]);
    const [answer, setAnswer] = useState<Problem | Answer | null>(null);
    const fields = useKinds().get(kind) ?? [];
    const send = async () => {
        const result = await actFiles('programme/import', [], files, { kind });
        setAnswer(result);
        if (!isProblem(result)) setFiles([]);
    };
    return (
        <section>
            <h2>{t('prog.import')}</h2>
            <p class="remark">{t('prog.import.text')}</p>
            {answer && isProblem(answer) && <ErrorBox problem={answer} />}
            {answer && !isProblem(answer) && <p class="done" role="status">{t('prog.import.done', { n: text(answer.summary, 'n_written') })} <a href={href('/programme')}>{t('prog.tab.projects')}</a></p>}
            <p class="row">
                <Select label={t('prog.kind')} value={kind} choices={KINDS.map((value) => ({ value, text: t(`prog.kind.${value}` as 'prog.kind.project') }))} onChange={setKind} />
                <label class="button">
                    {t('data.files')}
                    <input type="file" class="sr" accept=".csv,.xlsx,.ods" onChange={(e) => setFiles([...(e.currentTarget.files ?? [])])} />
                </label>
                <span>{files.map((f) => f.name).join(', ')}</span>
                <button type="button" class="main" disabled={!files.length} onClick={() => void send()}>{t('data.import')}</button>
            </p>
            <details>
                <summary>{t('prog.columns')}</summary>
                <p class="codes">{fields.map((f) => <span key={f.name}>{f.label}</span>)}</p>
            </details>
        </section>
    );
}

export function NewProject() {
    const hospitals = (meta.value.data?.dataset ? mapData.value.data?.hospitals : null) ?? [];
    const specialties = (meta.value.data?.specialties ?? []).map((s) => s.name || s.id);
    return (
        <div class="page">
            <nav class="crumbs" aria-label={t('prog.crumbs')}><a href={href('/programme')}>{t('prog.tab.projects')}</a><span>{t('prog.new')}</span></nav>
            <FromPlan />
            <Import />
            <section>
                <h2>{t('prog.byhand')}</h2>
                <FactForm
                    kind="project"
                    subject={null}
                    seen={0}
                    subjectLabel={t('prog.project.id')}
                    first={['name', 'level', 'track', 'batch', 'city', 'specialties', 'exporter', 'host', 'host_id', 'mode', 'beds']}
                    suggest={{
                        host: hospitals.filter((h) => !h.outside).slice(0, 400).map((h) => h.name),
                        exporter: hospitals.filter((h) => h.outside).slice(0, 400).map((h) => h.name),
                        specialties,
                    }}
                    button={t('prog.add.project')}
                    onDone={(id) => go(href(`/programme/project/${encodeURIComponent(id)}`))}
                />
            </section>
        </div>
    );
}
