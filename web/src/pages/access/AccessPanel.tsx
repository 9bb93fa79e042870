// Beside the access map: the finding, the Lorenz curve and the measures of inequality.
import { useMemo } from 'preact/hooks';
import type { Cell, Table as Answer } from '../../api/types';
import { Chart } from '../../charts/Chart';
import { axis, base, chartColours, tooltip, type EChartsOption } from '../../charts/options';
import { Figures, type Figure } from '../../components/Figures';
import { Rich } from '../../components/Rich';
import { count, figure, percent } from '../../format/number';
import { t, tMaybe, type Key } from '../../i18n';
import { theme } from '../../state/theme';
import { zones } from '../../state/zones';
import { meansByGroup, type AccessKind, type AccessRow } from './figures';

interface PanelProps {
    rows: AccessRow[];
    summary: Record<string, Cell>;
    curve: Answer | null;
    kind: AccessKind;
    method: string;
    asked: Record<string, string>;
}

function lorenz(curve: Answer): EChartsOption {
    const c = chartColours();
    const points = curve.rows.map((row) => [Number(row.people_frac), Number(row.figure_frac)]);
    const share = (v: number) => percent(v, 0);
    return {
        ...base(c),
        grid: { left: 6, right: 14, top: 14, bottom: 22, containLabel: true },
        tooltip: tooltip(c, { trigger: 'axis', formatter: (p: { value: [number, number] }[]) => (p[0] ? `${share(p[0].value[0])} → ${share(p[0].value[1])}` : '') }),
        xAxis: axis(c, { type: 'value', max: 1, name: t('access.lorenz.x'), nameLocation: 'middle', nameGap: 26, axisLabel: { color: c.soft, formatter: share } }),
        yAxis: axis(c, { type: 'value', max: 1, axisLabel: { color: c.soft, formatter: share } }),
        series: [
            { type: 'line', data: [[0, 0], [1, 1]], showSymbol: false, silent: true, lineStyle: { color: c.soft, width: 1, type: 'dashed' }, tooltip: { show: false } },
            { type: 'line', data: points, showSymbol: false, sampling: 'lttb', lineStyle: { color: c.access, width: 2.2 }, areaStyle: { color: c.access, opacity: 0.12 } },
        ],
    };
}

const INDICES: { key: string; head: Key; formula: Key }[] = [
    { key: 'gini', head: 'access.gini', formula: 'access.gini.f' },
    { key: 'theil', head: 'access.theil', formula: 'access.theil.f' },
    { key: 'theil_between', head: 'access.between', formula: 'access.between.f' },
    { key: 'tenths_ratio', head: 'access.tenths', formula: 'access.tenths.f' },
    { key: 'variation', head: 'access.variation', formula: 'access.variation.f' },
    { key: 'palma', head: 'access.palma', formula: 'access.palma.f' },
];

function indices(summary: Record<string, Cell>): Figure[] {
    return INDICES.flatMap(({ key, head, formula }) => {
        const value = summary[key];
        if (typeof value !== 'number') return [];
        return [{ label: t(head), value: figure(value), how: { title: t(head), formula: t(formula), denominator: t('access.people') } }];
    });
}

function ByZone({ rows, kind }: { rows: AccessRow[]; kind: AccessKind }) {
    const known = zones.value;
    const means = useMemo(() => meansByGroup(rows, (id) => known?.of.get(id)), [rows, known]);
    if (!known || means.size < 2) return null;
    const sorted = [...means].sort((a, b) => (kind.lessIsBetter ? b[1].mean - a[1].mean : a[1].mean - b[1].mean)).slice(0, 12);
    const most = [...means.values()].reduce((top, m) => Math.max(top, m.mean), 0) || 1;
    return (
        <section>
            <h2 class="sub">{t('access.byzone')}</h2>
            <div class="ranking teal">
                {sorted.map(([id, m]) => (
                    <>
                        <span class="name">{known.names.get(id) ?? id}</span>
                        <span class="meter"><i style={{ width: `${(100 * m.mean) / most}%` }} /></span>
                        <b>{figure(m.mean)}</b>
                        <b>{count(m.people)}</b>
                    </>
                ))}
            </div>
        </section>
    );
}

export function AccessPanel({ rows, summary, curve, kind, method, asked }: PanelProps) {
    const option = useMemo(() => (curve ? lorenz(curve) : null), [curve, theme.value]);
    const people = rows.reduce((sum, row) => sum + row.population, 0);
    const without = rows.reduce((sum, row) => sum + (row.value === null || (!kind.lessIsBetter && row.value === 0) ? row.population : 0), 0);
    const mean = typeof summary.mean === 'number' ? summary.mean * kind.times : null;
    const sorted = rows.filter((row) => row.value !== null).sort((a, b) => ((a.value as number) - (b.value as number)) * (kind.lessIsBetter ? -1 : 1));
    const worst = sorted[0];
    return (
        <aside class="panel">
            <p class="sentence">
                <Rich text={t('access.sentence', {
                    title: kind.title, mean: `*${figure(mean)} ${kind.unit}*`, worst: worst?.name ?? '–', value: worst ? `*${figure(worst.value)}*` : '–',
                })} />
                {typeof summary.tenths_ratio === 'number' && <Rich text={t(kind.lessIsBetter ? 'access.sentence.tenths.less' : 'access.sentence.tenths', { ratio: `*${figure(summary.tenths_ratio)}*` })} />}
                {without > 0 && <Rich text={t('access.sentence.without', { people: `*${count(without)}*`, share: percent(without / people) })} />}
            </p>
            <p class="remark">{tMaybe(`choice.method.${method}`, method)}{asked.reach ? `, ${asked.reach} ${t('unit.min')}` : ''}{t('sep')}{tMaybe(`method.${method}`, '')}</p>
            <Figures items={indices(summary)} />
            {option && (
                <section>
                    <h2 class="sub">{t('access.lorenz')}</h2>
                    <Chart option={option} height={230} label={t('access.lorenz')} />
                </section>
            )}
            <ByZone rows={rows} kind={kind} />
        </aside>
    );
}
