// What more centres, or more money, would buy: the best plan under each limit, as a line and as a table.
import { useMemo, useState } from 'preact/hooks';
import { asProblem } from '../../api/client';
import type { Problem } from '../../api/types';
import { Chart } from '../../charts/Chart';
import { axis, base, chartColours, tooltip, type EChartsOption } from '../../charts/options';
import { ErrorBox } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { count, figure, percent } from '../../format/number';
import { lang, t, type Key } from '../../i18n';
import { theme } from '../../state/theme';
import { startPlan } from './ScenarioForm';
import { withChoices } from './scenario';
import type { FrontierPoint, Plan } from './types';
import { worth } from './worth';

type Measure = 'mean_min' | 'coverage' | 'worst_tenth_min';

const tenths = (v: number | null): string => (v === null ? '–' : v.toFixed(1));

const MEASURES: { key: Measure; word: Key; show: (v: number | null) => string }[] = [
    { key: 'mean_min', word: 'plan.fig.minutes', show: tenths },
    { key: 'coverage', word: 'plan.fig.coverage', show: (v) => percent(v) },
    { key: 'worst_tenth_min', word: 'plan.fig.worst', show: tenths },
];

/** The first point after which less than a twentieth of the whole gain is left. */
export function knee(values: (number | null)[]): number {
    const known = values.flatMap((v, i) => (v === null ? [] : [{ v, i }]));
    const first = known[0];
    const last = known[known.length - 1];
    if (!first || !last) return -1;
    const whole = Math.abs(last.v - first.v);
    return known.find(({ v }) => Math.abs(last.v - v) <= 0.05 * whole)?.i ?? last.i;
}

function optionOf(points: FrontierPoint[], axisName: string, own: number | null, measure: (typeof MEASURES)[number]): EChartsOption {
    const c = chartColours();
    return {
        ...base(c),
        grid: { left: 10, right: 26, top: 26, bottom: 26, containLabel: true },
        tooltip: tooltip(c, { trigger: 'axis', valueFormatter: (v: number) => measure.show(v) }),
        xAxis: axis(c, { type: 'value', name: axisName, nameLocation: 'middle', nameGap: 26, scale: true, minInterval: 1, splitLine: { show: false } }),
        yAxis: axis(c, { type: 'value', scale: true, axisLabel: { color: c.soft, formatter: (v: number) => measure.show(v) } }),
        series: [{
            type: 'line', name: t(measure.word), step: 'end', color: c.accent, symbolSize: 7, lineStyle: { width: 2 },
            data: points.map((p) => [p.limit, p[measure.key]]),
            markLine: own === null ? undefined : { symbol: 'none', silent: true, lineStyle: { color: c.out, type: 'dashed' }, label: { formatter: t('frontier.own'), color: c.ink }, data: [{ xAxis: own }] },
        }],
    };
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** A limit under which there is no plan: which rules clash. */
function Without({ p }: { p: FrontierPoint }) {
    const why = p.clash ? `${t('sep')}${p.clash[lang.value]}` : '';
    return <td colSpan={MEASURES.length + 3} class="text">{p.status === 'infeasible' ? `${t('frontier.infeasible')}${why}` : t('frontier.missing')}</td>;
}

function Points({ points, plan, limitWord }: { points: FrontierPoint[]; plan: Plan; limitWord: string }) {
    return (
        <table class="small">
            <thead>
                <tr>
                    <th scope="col">{limitWord}</th><th scope="col">{t('plan.centres')}</th>
                    {MEASURES.map((m) => <th scope="col" key={m.key}>{t(m.word)}</th>)}
                    <th scope="col">{t('frontier.bound')}</th>
                    <th scope="col">{t('plan.fig.gap')}</th>
                </tr>
            </thead>
            <tbody>
                {points.map((p) => (
                    <tr key={p.limit}>
                        <th scope="row">{count(p.limit)}</th>
                        {p.objective === null ? <Without p={p} /> : (
                            <>
                                <td>{figure(p.centres)}</td>
                                {MEASURES.map((m) => <td key={m.key}>{m.show(p[m.key])}</td>)}
                                <td>{worth(p.bound, plan)}</td>
                                <td>{p.gap === 0 ? t('plan.fig.gap.none') : percent(p.gap, 2)}</td>
                            </>
                        )}
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

export function Frontier({ plan }: { plan: Plan }) {
    const [chosen, setChosen] = useState<Measure>('mean_min');
    const [problem, setProblem] = useState<Problem | null>(null);
    const measure = MEASURES.find((m) => m.key === chosen) ?? (MEASURES[0] as (typeof MEASURES)[number]);
    const points = useMemo(() => (plan.frontier ?? []).filter((p) => p.mean_min !== null), [plan]);
    const by = plan.scenario.frontier === 'budget' ? 'budget' : 'centres';
    const own = by === 'centres' ? plan.result.centres : null;
    const option = useMemo(() => optionOf(points, t(`frontier.limit.${by}`), own, measure), [points, by, measure, theme.value]);
    const trace = async () => {
        try {
            await startPlan({ ...withChoices(plan.scenario, [], []), frontier: 'centres' });
        } catch (error) {
            setProblem(asProblem(error));
        }
    };
    if (points.length < 2 && plan.frontier?.length) {
        return (
            <section>
                <h2>{t(`frontier.title.${by}`)}</h2>
                <Points points={plan.frontier} plan={plan} limitWord={t(`frontier.limit.${by}`)} />
            </section>
        );
    }
    if (points.length < 2) {
        return (
            <section>
                <h2>{t('frontier.title.centres')}</h2>
                <p class="row remark flat">{t('frontier.none')} <button type="button" onClick={trace}>{t('frontier.run')}</button></p>
                {problem && <ErrorBox problem={problem} />}
            </section>
        );
    }
    const at = knee(points.map((p) => p[chosen]));
    const first = points[0] as FrontierPoint;
    const turn = points[at] as FrontierPoint;
    return (
        <section>
            <h2 class="with">
                {t(`frontier.title.${by}`)}
                <span class="row" role="group" aria-label={t('measure')}>
                    {MEASURES.map((m) => <button type="button" key={m.key} aria-pressed={m.key === chosen} onClick={() => setChosen(m.key)}>{t(m.word)}</button>)}
                </span>
            </h2>
            <p class="sentence plain"><Rich text={t(`frontier.sentence.${by}`, { from: count(first.limit), to: `*${count(turn.limit)}*`, what: lower(t(measure.word)), before: measure.show(first[chosen]), after: `*${measure.show(turn[chosen])}*` })} /></p>
            <p class="remark flat">{t('frontier.how')}</p>
            <div class="columns">
                <Chart option={option} height={260} label={t(`frontier.title.${by}`)} />
                <Points points={plan.frontier ?? []} plan={plan} limitWord={t(`frontier.limit.${by}`)} />
            </div>
        </section>
    );
}
