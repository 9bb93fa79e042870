// A plan being computed: stage, best so far, what is proven, how long.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { send } from '../../api/client';
import { followJob, isOver } from '../../api/jobs';
import { forget } from '../../api/resource';
import type { Job } from '../../api/types';
import { Chart } from '../../charts/Chart';
import { axis, base, chartColours, tooltip } from '../../charts/options';
import { Figures } from '../../components/Figures';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { duration } from '../../format/date';
import { figure, percent } from '../../format/number';
import { t } from '../../i18n';
import { theme } from '../../state/theme';
import { go, href } from '../../state/url';

interface Point {
    s: number;
    objective: number | null;
    bound: number | null;
}

export function useJob(id: string): { job: Job | null; lost: boolean } {
    const [job, setJob] = useState<Job | null>(null);
    const [lost, setLost] = useState(false);
    useEffect(() => followJob(id, (next) => {
        setLost(false);
        setJob(next);
    }, () => setLost(true)), [id]);
    return { job, lost };
}

function Closing({ points }: { points: Point[] }) {
    const option = useMemo(() => {
        const c = chartColours();
        const line = (name: string, key: 'objective' | 'bound', color: string, dashed: boolean) => ({
            type: 'line', name, step: 'end', showSymbol: points.length < 4, color,
            lineStyle: { width: 2, type: dashed ? 'dashed' : 'solid' },
            data: points.filter((p) => p[key] !== null).map((p) => [p.s, p[key]]),
            endLabel: { show: true, formatter: '{a}', color: c.ink },
        });
        return {
            ...base(c),
            grid: { left: 12, right: 90, top: 16, bottom: 24, containLabel: true },
            tooltip: tooltip(c, { trigger: 'axis', valueFormatter: (v: number) => figure(v, 5) }),
            xAxis: axis(c, { type: 'value', name: 's', nameLocation: 'end', splitLine: { show: false } }),
            yAxis: axis(c, { type: 'value', scale: true, axisLabel: { color: c.soft, formatter: (v: number) => figure(v) } }),
            series: [line(t('job.objective'), 'objective', c.accent, false), line(t('job.bound'), 'bound', c.out, true)],
        };
    }, [points, theme.value]);
    return <Chart option={option} height={260} label={t('job.chart')} />;
}

export function JobPage({ id }: { id: string }) {
    const { job, lost } = useJob(id);
    const points = useRef<Point[]>([]);
    const [shown, setShown] = useState<Point[]>([]);
    useEffect(() => {
        if (!job || job.objective === null) return;
        points.current.push({ s: job.elapsed_s ?? 0, objective: job.objective, bound: job.bound });
        setShown([...points.current]);
    }, [job]);
    useEffect(() => {
        if (job?.state !== 'done') return;
        forget('plans');
        if (job.result?.plan) go(href(`/plan/${job.result.plan}`), true);
    }, [job?.state]);
    if (!job) return <Waiting />;
    const stop = (keep: boolean) => void send('DELETE', `jobs/${id}`, undefined, { keep });
    return (
        <div class="page">
            <nav class="crumbs" aria-label={t('plan.title')}>
                <a href={href('/plan')}>{t('nav.plan')}</a>
                <span>{t('plan.job', { n: id })}</span>
            </nav>
            <h2 class="title">{t(`job.state.${job.state}`)}</h2>
            {lost && <p class="remark">{t('job.lost')}</p>}
            {job.error && <ErrorBox problem={job.error} />}
            {!isOver(job) && (
                <>
                    <p class="sentence" role="status">{job.stage ?? t('job.waiting')}</p>
                    {job.objective !== null && (
                        <p class="sentence plain">
                            <Rich text={job.gap === null || job.bound === null ? t('job.sentence.unknown') : t('job.sentence', { gap: `*${percent(job.gap, 2)}*` })} />
                        </p>
                    )}
                    <progress max={1} value={job.fraction ?? undefined} aria-label={job.stage ?? t('job.waiting')} />
                    <Figures items={[
                        ...(job.objective === null ? [] : [
                            { label: t('job.objective'), value: figure(job.objective, 5) },
                            { label: t('job.bound'), value: figure(job.bound, 5) },
                            { label: t('job.gap'), value: percent(job.gap, 2) },
                        ]),
                        { label: t('job.elapsed'), value: duration(job.elapsed_s) },
                        { label: t('job.remaining'), value: duration(job.remaining_s) },
                    ]} />
                    {shown.length > 1 && <Closing points={shown} />}
                    <p class="row">
                        {job.state === 'running' && <button type="button" onClick={() => stop(true)}>{t('job.keep')}</button>}
                        <button type="button" class="danger" onClick={() => stop(false)}>{t('job.cancel')}</button>
                    </p>
                </>
            )}
            {isOver(job) && job.state !== 'done' && <p><a class="button main" href={href('/plan/new')}>{t('plan.scenario')}</a></p>}
        </div>
    );
}
