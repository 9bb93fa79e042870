// The plans of the workspace and what is being computed.
import { useMemo, useState } from 'preact/hooks';
import type { Job, Row, Table as Answer } from '../../api/types';
import { isOver } from '../../api/jobs';
import { useAnswer } from '../../api/use';
import { ErrorBox, Waiting } from '../../components/Notice';
import { moment } from '../../format/date';
import { figure, percent } from '../../format/number';
import { t } from '../../i18n';
import { meta } from '../../state/data';
import { href } from '../../state/url';
import type { Stage } from './types';
import { TakeTable } from '../../take/Take';

export function planTitle(row: { plan_id?: unknown; name?: unknown }): string {
    const name = String(row.name ?? '');
    return name || t('plan.untitled', { n: String(row.plan_id ?? '') });
}

function Running() {
    const { data } = useAnswer<{ rows: Job[] }>('jobs');
    const open = (data?.rows ?? []).filter((job) => job.kind === 'plan' && !isOver(job));
    if (!open.length) return null;
    return (
        <section>
            <h2>{t('plan.running')}</h2>
            {open.map((job) => (
                <p key={job.id}><a href={href(`/plan/job/${job.id}`)}>{t('plan.job', { n: String(job.id) })} {job.fraction !== null ? percent(job.fraction, 0) : ''}</a></p>
            ))}
        </section>
    );
}

function Rows({ rows }: { rows: Row[] }) {
    const sorted = useMemo(() => [...rows].sort((a, b) => Number(b.plan_id) - Number(a.plan_id)), [rows]);
    const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(sorted.slice(0, 2).map((row) => String(row.plan_id))));
    const now = meta.value.data?.dataset?.fingerprint;
    const has = (key: string) => rows.some((row) => row[key] !== null && row[key] !== undefined);
    const toggle = (id: string) => {
        const next = new Set(chosen);
        if (!next.delete(id)) next.add(id);
        setChosen(next);
    };
    return (
        <section>
            <div class="row">
                <a class="button main" href={href('/plan/new')}>{t('plan.new')}</a>
                {rows.length > 1 && (
                    <a
                        class="button"
                        aria-disabled={chosen.size < 2}
                        href={chosen.size < 2 ? undefined : href('/plan/compare', { plans: [...chosen].join(',') })}
                    >
                        {t('plan.compare')}{chosen.size ? ` (${chosen.size})` : ''}
                    </a>
                )}
            </div>
            <div class="listed">
            <TakeTable label={t('nav.plan')} />
            <table class="list">
                <thead>
                    <tr>
                        {rows.length > 1 && <th scope="col"><span class="sr">{t('plan.compare')}</span></th>}
                        <th scope="col" class="text">{t('plan.name')}</th>
                        <th scope="col" class="text">{t('plan.made')}</th>
                        <th scope="col" class="text">{t('plan.stage')}</th>
                        {has('centres') && <th scope="col">{t('plan.centres')}</th>}
                        {has('centre_specialties') && <th scope="col">{t('plan.specialties')}</th>}
                        {has('gap') && <th scope="col">{t('plan.gap')}</th>}
                        <th scope="col" class="text">{t('plan.data')}</th>
                        <th scope="col" class="text">{t('nav.report')}</th>
                    </tr>
                </thead>
                <tbody>
                    {sorted.map((row) => {
                        const id = String(row.plan_id);
                        return (
                            <tr key={id}>
                                {rows.length > 1 && <td><input type="checkbox" aria-label={planTitle(row)} checked={chosen.has(id)} onChange={() => toggle(id)} /></td>}
                                <td class="text"><a href={href(`/plan/${id}`)}>{planTitle(row)}</a></td>
                                <td class="text">{moment(String(row.created_at ?? ''))}</td>
                                <td class="text"><a href={href(`/plan/${id}/versions`)}>{t(`stage.${(row.stage ?? 'draft') as Stage}`)}</a></td>
                                {has('centres') && <td>{figure(row.centres as number | null)}</td>}
                                {has('centre_specialties') && <td>{figure(row.centre_specialties as number | null)}</td>}
                                {has('gap') && <td>{row.gap === 0 ? t('plan.fig.gap.none') : percent(row.gap as number | null, 2)}</td>}
                                <td class="text">{row.data_fingerprint === now ? t('plan.data.same') : <span class="worse">{t('plan.data.other')}</span>}</td>
                                <td class="text"><a href={href('/report', { plan: id })}>{t('nav.report')}</a></td>
                            </tr>
                        );
                    })}
                </tbody>
            </table>
            </div>
        </section>
    );
}

export function PlanList() {
    const { data, error } = useAnswer<Answer>('plans');
    if (error) return <ErrorBox problem={error} />;
    if (!data) return <Waiting />;
    return (
        <div class="page">
            <h2 class="title">{t('plan.title')}</h2>
            <p class="sentence lead">{data.rows.length ? t('plan.some', { n: data.rows.length }) : t('plan.none')}</p>
            <Running />
            {data.rows.length ? <Rows rows={data.rows} /> : <p><a class="button main" href={href('/plan/new')}>{t('plan.first')}</a></p>}
        </div>
    );
}
