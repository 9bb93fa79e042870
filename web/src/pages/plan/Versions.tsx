// From the first draft to the plan as issued: which version it is, what changed, what was said about it.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { asProblem, getTagged, sendTagged, type Tagged } from '../../api/client';
import { forget } from '../../api/resource';
import type { Option, Problem, Row, Table as Answer } from '../../api/types';
import { useAnswer } from '../../api/use';
import { Select } from '../../components/Controls';
import { ErrorBox, Waiting } from '../../components/Notice';
import { optionLabel } from '../../components/OptionField';
import { Rich } from '../../components/Rich';
import { moment } from '../../format/date';
import { figure, percent, points, signed } from '../../format/number';
import { t } from '../../i18n';
import { today } from '../../state/programme';
import { href, param, setParams } from '../../state/url';
import { specialtyName } from './columns';
import { Opinions } from './Opinions';
import { planTitle } from './PlanList';
import type { ResultProps } from './Result';
import { STAGES, type Stage, type VersionsData } from './types';

const place = (stage: unknown): number => STAGES.indexOf(stage as Stage);

/** What a version is compared with: the latest plan of an earlier version, else the plan made before. */
function earlierOf(rows: Row[], id: number): string {
    const own = rows.find((row) => Number(row.plan_id) === id);
    const others = rows.filter((row) => Number(row.plan_id) !== id);
    const lower = others.filter((row) => place(row.stage) < place(own?.stage) && place(row.stage) > 0);
    const before = others.filter((row) => Number(row.plan_id) < id);
    const pick = (lower.length ? lower : before.length ? before : others).reduce<Row | null>((a, b) => (a && Number(a.plan_id) > Number(b.plan_id) ? a : b), null);
    return pick ? String(pick.plan_id) : '';
}

function Track({ versions, onStage }: { versions: VersionsData; onStage: (stage: Stage, firstYear: string) => void }) {
    const [year, setYear] = useState(String(Number(today().slice(0, 4)) + 1));
    const now = place(versions.stage);
    const since = (stage: Stage) => [...versions.stages].reverse().find((entry) => entry.stage === stage)?.at;
    return (
        <ol class="track">
            {STAGES.map((stage, i) => (
                <li key={stage} class={i < now ? 'past' : i === now ? 'now' : ''} aria-current={i === now ? 'step' : undefined}>
                    <b>{t(`stage.${stage}`)}</b>
                    <small>{since(stage) ? moment(since(stage) as string) : i === 0 ? t('versions.start') : ' '}</small>
                    {i !== now && <button type="button" onClick={() => onStage(stage, year)}>{t('versions.set')}</button>}
                    {stage === 'issued' && i !== now && <label class="select"><span>{t('goal.firstyear')}</span><input type="number" min={1900} max={9000} value={year} onInput={(e) => setYear(e.currentTarget.value)} /></label>}
                    {i === now && <span class="here">{t('versions.now')}</span>}
                </li>
            ))}
        </ol>
    );
}

interface Difference {
    part: 'figure' | 'scenario' | 'centre_specialty';
    name: string;
    label?: string;
    first: number | string | null;
    second: number | string | null;
    difference: number | null;
}

const SHARES = /^(gap|cases within reach after|treated outside their zone after)$/;

function shown(value: number | string | null, name: string): string {
    if (typeof value === 'number') return SHARES.test(name) ? percent(value, 2) : figure(value);
    return value === null || value === '' ? '–' : value;
}

function changeOf({ part, name, first, second, difference }: Difference): string {
    if (part === 'centre_specialty') return t(first === null ? 'versions.added' : 'versions.dropped');
    if (part === 'scenario' || first === null || second === null) return '';
    if (!difference) return t('versions.same');
    return SHARES.test(name) ? t('versions.points', { change: points(difference, 2) }) : signed(difference);
}

function DifferenceRow({ row, nameOf, keys }: { row: Difference; nameOf: (id: string) => string; keys: Option[] }) {
    const key = keys.find((option) => option.name === row.name);
    const at = row.name.indexOf(' ');
    const name = row.part === 'centre_specialty' ? `${nameOf(row.name.slice(0, at))} ${specialtyName(row.name.slice(at + 1))}` : (row.label ?? (key ? optionLabel(key) : row.name));
    return <tr><th scope="row">{name}</th><td>{shown(row.first, row.name)}</td><td>{shown(row.second, row.name)}</td><td>{changeOf(row)}</td></tr>;
}

function Differences({ id, nameOf }: { id: string; nameOf: (hospital: string) => string }) {
    const plans = useAnswer<Answer>('plans');
    const keys = useAnswer<{ keys: Option[] }>('scenario').data?.keys ?? [];
    const rows = plans.data?.rows ?? [];
    const other = param('with') || earlierOf(rows, Number(id));
    const answer = useAnswer<{ rows: Difference[] }>(other ? `plans/${other}/compare` : null, { with: id });
    if (plans.data && rows.length < 2) return <section><h2>{t('versions.differences')}</h2><p class="remark flat">{t('versions.alone')}</p></section>;
    const title = (row: Row) => `${planTitle(row)}${t('sep')}${t(`stage.${(row.stage ?? 'draft') as Stage}`)}`;
    const parts = (['figure', 'scenario', 'centre_specialty'] as const).map((part) => ({ part, list: (answer.data?.rows ?? []).filter((row) => row.part === part) }));
    return (
        <section>
            <h2 class="with">
                {t('versions.differences')}
                <Select
                    label={t('versions.with')}
                    value={other}
                    choices={rows.filter((row) => String(row.plan_id) !== id).map((row) => ({ value: String(row.plan_id), text: title(row) }))}
                    onChange={(value) => setParams({ with: value })}
                />
            </h2>
            {answer.error && <ErrorBox problem={answer.error} />}
            {answer.data && (
                <table class="small differences">
                    <thead><tr><th scope="col">{t('versions.what')}</th><th scope="col">{t('versions.before')}</th><th scope="col">{t('versions.after')}</th><th scope="col">{t('versions.change')}</th></tr></thead>
                    {parts.map(({ part, list }) => (
                        <tbody key={part}>
                            <tr class="part"><th scope="rowgroup" colSpan={4}>{t(`versions.part.${part}`)}</th></tr>
                            {list.map((row) => <DifferenceRow key={row.name} row={row} nameOf={nameOf} keys={keys} />)}
                            {!list.length && <tr><td class="text" colSpan={4}>{t('versions.none')}</td></tr>}
                        </tbody>
                    ))}
                </table>
            )}
        </section>
    );
}

export function Versions({ id, nameOf }: ResultProps) {
    const [state, setState] = useState<Tagged<VersionsData> | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const load = () => getTagged<VersionsData>(`plans/${id}/versions`).then(setState, (error: unknown) => setProblem(asProblem(error)));
    useEffect(() => void load(), [id]);
    const change = async (method: 'PUT' | 'POST', path: string, body: object): Promise<boolean> => {
        setProblem(null);
        try {
            setState(await sendTagged<VersionsData>(method, `plans/${id}/${path}`, body, state?.tag ?? ''));
            forget('plans?');
            return true;
        } catch (error) {
            setProblem(asProblem(error));
            await load(); // what somebody else has written meanwhile
            return false;
        }
    };
    const counts = useMemo(() => {
        const of = (decision: string) => state?.data.opinions.filter((o) => o.decision === decision).length ?? 0;
        return { adopted: of('adopted'), partly: of('partly'), not: of('not'), open: of('open') };
    }, [state]);
    if (!state) return problem ? <ErrorBox problem={problem} /> : <Waiting />;
    const { data } = state;
    return (
        <div class="page">
            <p class="sentence lead">
                <Rich text={t('versions.sentence', { stage: `*${t(`stage.${data.stage}`)}*` })} />
                <Rich text={data.opinions.length ? t('versions.opinions.sentence', { n: `*${data.opinions.length}*`, ...counts }) : t('versions.opinions.none')} />
            </p>
            {problem && <ErrorBox problem={problem} />}
            <Track versions={data} onStage={(stage, year) => void change('PUT', 'stage', stage === 'issued' ? { stage, first_year: year } : { stage })} />
            <p class="remark flat">{data.stage === 'issued' ? <>{t('versions.targets.done')} <a href={href('/targets/goals')}>{t('versions.targets.see')}</a></> : t('versions.targets.then')}</p>
            <Opinions
                opinions={data.opinions}
                onAdd={(opinion) => change('POST', 'opinions', opinion)}
                onAmend={(at, opinion) => change('PUT', `opinions/${at}`, opinion)}
            />
            <Differences id={id} nameOf={nameOf} />
        </div>
    );
}
