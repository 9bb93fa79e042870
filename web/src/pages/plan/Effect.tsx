// What would change: zones before and after with intervals, year by year, and what it hangs on.
import { useMemo } from 'preact/hooks';
import { Chart } from '../../charts/Chart';
import { axis, base, chartColours, tooltip, type EChartsOption } from '../../charts/options';
import { Figures } from '../../components/Figures';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { count, figure, grouped, percent } from '../../format/number';
import { lang, t } from '../../i18n';
import { theme } from '../../state/theme';
import { Frontier } from './Frontier';
import type { ResultProps } from './Result';
import type { Plan, Text2, ZoneEffect } from './types';
import { TakeTable } from '../../take/Take';

interface ZoneRow {
    id: string;
    name: string;
    effect: ZoneEffect;
}

function columns(): Column<ZoneRow>[] {
    const rate = (key: 'before' | 'after' | 'low' | 'high') => (z: ZoneRow) => z.effect.outflow_rate?.[key] ?? null;
    const home = (key: 'after' | 'low' | 'high') => (z: ZoneRow) => z.effect.cases_brought_home?.[key] ?? null;
    const hours = (z: ZoneRow) => z.effect.travel_hours_saved?.after ?? null;
    return [
        { key: 'name', head: t('col.zone'), text: true, value: (z) => z.name },
        { key: 'before', head: t('effect.rate.before'), unit: '%', value: rate('before'), show: (z) => percent(rate('before')(z), 2) },
        { key: 'after', head: t('effect.rate.after'), unit: '%', value: rate('after'), show: (z) => percent(rate('after')(z), 2) },
        { key: 'range', head: t('effect.range'), unit: '%', value: rate('low'), show: (z) => `${percent(rate('low')(z), 2)} – ${percent(rate('high')(z), 2)}` },
        { key: 'home', head: t('effect.home'), unit: t('unit.cases'), value: home('after'), show: (z) => grouped(home('after')(z)) },
        { key: 'homerange', head: t('effect.range'), value: home('low'), show: (z) => `${grouped(home('low')(z))} – ${grouped(home('high')(z))}` },
        { key: 'hours', head: t('effect.hours'), value: hours, show: (z) => grouped(hours(z)) },
    ];
}

function yearsOption(plan: Plan): EChartsOption | null {
    const years = plan.prediction?.years ?? [];
    if (years.length < 2) return null;
    const c = chartColours();
    return {
        ...base(c),
        grid: { left: 10, right: 16, top: 30, bottom: 4, containLabel: true },
        tooltip: tooltip(c, { trigger: 'axis', valueFormatter: (v: number) => grouped(v) }),
        legend: { top: 0, left: 0, itemWidth: 14, textStyle: { color: c.ink } },
        xAxis: axis(c, { type: 'category', data: years.map((y) => t('effect.year', { n: y.year ?? 0 })), splitLine: { show: false } }),
        yAxis: axis(c, { type: 'value', axisLabel: { color: c.soft, formatter: (v: number) => count(v) } }),
        series: [
            { type: 'bar', name: t('effect.home'), data: years.map((y) => y.zone_home_cases), color: c.access, barMaxWidth: 34 },
            { type: 'line', name: t('effect.home.outside'), data: years.map((y) => y.home_cases), color: c.out, symbolSize: 6 },
        ],
    };
}

const reason = (why: unknown): string => (why && typeof why === 'object' ? (why as Text2)[lang.value] : String(why ?? ''));

function Equity({ plan }: { plan: Plan }) {
    const { before, after } = plan.equity ?? {};
    if (!before || !after || typeof before.gini !== 'number') return null;
    const pair = (key: string) => `${figure(before[key])} → ${figure(after[key])}`;
    return (
        <section>
            <h2>{t('effect.equity')}</h2>
            <p class="remark flat">{t('plan.access.note')}</p>
            <Figures items={[
                { label: t('access.gini'), value: pair('gini'), how: { title: t('access.gini'), formula: t('access.gini.f'), denominator: t('access.people') } },
                { label: t('access.theil'), value: pair('theil'), how: { title: t('access.theil'), formula: t('access.theil.f'), denominator: t('access.people') } },
                { label: t('access.between'), value: pair('theil_between'), how: { title: t('access.between'), formula: t('access.between.f') } },
            ]} />
        </section>
    );
}

export function Effect({ plan }: ResultProps) {
    const p = plan.prediction;
    const option = useMemo(() => yearsOption(plan), [plan, theme.value]);
    const names = new Map(plan.zones.map((z) => [z.zone_id, z.name || z.zone_id]));
    const zoneRows = useMemo<ZoneRow[]>(() => (p?.by_zone ?? []).map((z) => ({ id: z.zone_id, name: names.get(z.zone_id) ?? z.zone_id, effect: z.effect })), [p]);
    const home = p?.zones?.cases_brought_home;
    return (
        <div class="page">
            {p?.done && home ? (
                <p class="sentence lead">
                    <Rich text={t('effect.sentence', {
                        home: `*${count(home.after)}*`, low: count(home.low), high: count(home.high),
                        before: percent(p.zones?.outflow_rate?.before, 2), after: `*${percent(p.zones?.outflow_rate?.after, 2)}*`,
                    })} />
                </p>
            ) : (
                <p class="sentence lead">{t('effect.none')} {reason(p?.why_not)}</p>
            )}
            <p class="remark flat">{t('effect.assumption')}</p>
            {zoneRows.length > 0 && <Table plain label={t('effect.byzone')} columns={columns()} rows={zoneRows} id={(z) => z.id} />}
            <div class="columns">
                {option && (
                    <section>
                        <h2>{t('effect.years')}</h2>
                        <Chart option={option} height={240} label={t('effect.years')} />
                    </section>
                )}
                {!!p?.sensitivity?.length && (
                    <section>
                        <h2>{t('effect.sensitivity')}</h2>
                        <TakeTable label={t('effect.sensitivity')} />
                        <table class="small">
                            <thead><tr><th scope="col">{t('effect.uplift')}</th><th scope="col">{t('effect.home')}</th><th scope="col">{t('effect.home.outside')}</th><th scope="col">{t('effect.rate.after')}</th></tr></thead>
                            <tbody>
                                {p.sensitivity.map((row) => (
                                    <tr key={String(row.uplift)}><th scope="row">{percent(row.uplift, 0)}</th><td>{grouped(row.zone_home_cases)}</td><td>{grouped(row.home_cases)}</td><td>{percent(row.zone_outflow_rate, 2)}</td></tr>
                                ))}
                            </tbody>
                        </table>
                    </section>
                )}
            </div>
            <Frontier plan={plan} />
            <Equity plan={plan} />
        </div>
    );
}
