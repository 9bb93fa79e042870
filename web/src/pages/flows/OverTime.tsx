// The out-of-area rate period by period: the territory and its zones.
import { useMemo } from 'preact/hooks';
import { resource } from '../../api/resource';
import type { Table as Answer } from '../../api/types';
import { Chart } from '../../charts/Chart';
import { axis, base, chartColours, tooltip, type ChartColours, type EChartsOption } from '../../charts/options';
import { Tabs } from '../../components/Controls';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { period } from '../../format/date';
import { percent, points } from '../../format/number';
import { t } from '../../i18n';
import { has, meta } from '../../state/data';
import { theme } from '../../state/theme';
import { flowTabs } from './tabs';
import { hardOnly, question } from './question';
import { rate, ratesOf } from './rates';

interface Line {
    id: string;
    name: string;
    values: (number | null)[];
}

const WHOLE = 'whole';

/** One question for each period, all at once. */
function useLines(periods: string[], hard: boolean): { lines: Line[]; waiting: boolean; error: import('../../api/types').Problem | null } {
    const zoneAnswers = periods.map((code) => resource<Answer>('flows', question({ by: 'zone', totals: true, period: code })).value);
    const wholeAnswers = has('outside')
        ? periods.map((code) => resource<Answer>('flows', question({ by: 'specialty', totals: true, period: code })).value)
        : [];
    const every = [...zoneAnswers, ...wholeAnswers];
    const ready = every.every((a) => a.data);
    const error = every.find((a) => a.error)?.error ?? null;
    const lines = useMemo(() => {
        if (!ready) return [];
        const known = new Map<string, Line>();
        const take = (at: number, id: string, name: string, value: number | null) => {
            const line = known.get(id) ?? { id, name, values: periods.map(() => null) };
            line.values[at] = value;
            known.set(id, line);
        };
        wholeAnswers.forEach((a, at) => {
            const row = a.data && ratesOf(a.data)[0];
            if (row) take(at, WHOLE, t('time.territory'), rate(row, 'outside', hard));
        });
        zoneAnswers.forEach((a, at) => {
            for (const row of a.data ? ratesOf(a.data) : []) take(at, row.id, row.name || row.id, rate(row, 'unit', hard));
        });
        return [...known.values()];
    }, [ready, hard, ...every]);
    return { lines, waiting: !ready && !error, error };
}

function option(lines: Line[], periods: string[], c: ChartColours): EChartsOption {
    const few = lines.length <= 9;
    return {
        ...base(c),
        grid: { left: 12, right: few ? 150 : 18, top: 20, bottom: 8, containLabel: true },
        tooltip: tooltip(c, { trigger: few ? 'axis' : 'item', valueFormatter: (v: number) => percent(v) }),
        xAxis: axis(c, { type: 'category', data: periods.map(period), boundaryGap: false, splitLine: { show: false } }),
        yAxis: axis(c, { type: 'value', scale: true, axisLabel: { color: c.soft, formatter: (v: number) => percent(v, 0) } }),
        series: lines.map((line, i) => ({
            type: 'line',
            name: line.name,
            data: line.values,
            symbol: ['circle', 'rect', 'triangle', 'diamond'][i % 4],
            symbolSize: 6,
            lineStyle: { width: line.id === WHOLE ? 3 : 1.6, type: line.id === WHOLE ? 'solid' : i % 2 ? 'solid' : 'dashed' },
            color: line.id === WHOLE ? c.ink : c.series[i % c.series.length],
            endLabel: { show: few, formatter: '{a}', color: c.ink, fontSize: 12, lineHeight: 17, padding: [1, 0] },
            labelLayout: { moveOverlap: 'shiftY' },
        })),
    };
}

export function OverTime() {
    const periods = meta.value.data?.periods ?? [];
    const hard = hardOnly();
    const { lines, waiting, error } = useLines(periods, hard);
    const chart = useMemo(() => option(lines, periods, chartColours()), [lines, theme.value]);
    const columns = useMemo<Column<Line>[]>(() => [
        { key: 'name', head: t('col.zone'), text: true, value: (l) => l.name },
        ...periods.map((code, at): Column<Line> => ({ key: code, head: period(code), unit: '%', value: (l) => l.values[at] ?? null, show: (l) => percent(l.values[at]) })),
    ], [periods, lines]);
    const first = lines[0];
    const a = first?.values[0] ?? null;
    const b = first?.values[periods.length - 1] ?? null;
    return (
        <div>
            <Tabs label={t('nav.flows')} now="time" tabs={flowTabs()} />
            {error && <ErrorBox problem={error} />}
            {waiting && <Waiting />}
            {!waiting && !error && (
                <div class="page">
                    {periods.length > 1 && first && a !== null && b !== null ? (
                        <p class="sentence lead">
                            <Rich text={t('time.sentence', {
                                name: first.name,
                                first: period(periods[0] as string), last: period(periods[periods.length - 1] as string),
                                a: `*${percent(a)}*`, b: `*${percent(b)}*`, change: `*${points(b - a)}*`,
                            })} />
                        </p>
                    ) : <p class="sentence">{t('time.one')}</p>}
                    {periods.length > 1 && has('outside') && <p class="remark flat">{t('time.remark')}</p>}
                    {periods.length > 1 && <Chart option={chart} height={420} label={t('time.label')} />}
                    <Table plain label={t('time.label')} columns={columns} rows={lines} id={(l) => l.id} />
                </div>
            )}
        </div>
    );
}
