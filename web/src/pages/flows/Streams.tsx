// Streams of cases between zones or prefectures: where people live and where they are treated.
import { useMemo } from 'preact/hooks';
import { apiUrl } from '../../api/client';
import type { Row, Table as Answer } from '../../api/types';
import { useAnswer } from '../../api/use';
import { Chart } from '../../charts/Chart';
import { base, chartColours, tooltip, type ChartColours, type EChartsOption } from '../../charts/options';
import { Check, Select, Tabs } from '../../components/Controls';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { count, grouped, percent } from '../../format/number';
import { t } from '../../i18n';
import { has } from '../../state/data';
import { theme } from '../../state/theme';
import { param, setParams } from '../../state/url';
import { flowTabs } from './tabs';
import { question } from './question';

const STREAMS_MAX = 60;

interface Stream {
    from: string;
    to: string;
    fromName: string;
    toName: string;
    cases: number;
    relevance: number;
    commitment: number;
    stays: boolean;
}

function streamOf(row: Row): Stream {
    const side = (end: 'origin' | 'destination') =>
        String(row[`${end}_name`] || (row[`${end}_id`] === 'outside' ? t('split.outside') : row[`${end}_id`]));
    return {
        from: String(row.origin_id),
        to: String(row.destination_id),
        fromName: side('origin'),
        toName: side('destination'),
        cases: Number(row.cases),
        relevance: Number(row.relevance),
        commitment: Number(row.commitment),
        stays: row.origin_id === row.destination_id,
    };
}

const LABEL_MAX_PX = 230;
const LABEL_PX = 12.5;

/** How wide the longest of the names is written: a Latin letter takes about half of a Chinese one. */
function widest(names: string[]): number {
    const width = (name: string) => [...name].reduce((sum, letter) => sum + ((letter.codePointAt(0) as number) > 0x2e80 ? 1 : 0.56), 0);
    return Math.ceil(names.reduce((most, name) => Math.max(most, width(name)), 0) * LABEL_PX);
}

function option(streams: Stream[], c: ChartColours): EChartsOption {
    const colour = new Map<string, string>();
    for (const s of streams) for (const id of [s.from, s.to]) {
        if (!colour.has(id)) colour.set(id, id === 'outside' ? c.out : (c.series[colour.size % c.series.length] as string));
    }
    const names = new Map(streams.flatMap((s) => [[s.from, s.fromName], [s.to, s.toName]] as [string, string][]));
    const room = 26 + Math.min(LABEL_MAX_PX, widest([...names.values()]));
    const side = (end: 'from' | 'to', mark: string) => [...new Set(streams.map((s) => s[end]))].map((id) => ({
        name: mark + id,
        depth: end === 'from' ? 0 : 1,
        itemStyle: { color: colour.get(id) },
        label: { position: end === 'from' ? 'left' : 'right', formatter: names.get(id) ?? id },
    }));
    return {
        ...base(c),
        tooltip: tooltip(c, {
            trigger: 'item',
            formatter: (p: { dataType: string; data: { source?: string; target?: string; value?: number; name?: string }; value: number }) =>
                p.dataType === 'edge'
                    ? `${names.get((p.data.source ?? '').slice(1))} → ${names.get((p.data.target ?? '').slice(1))}\n${grouped(p.data.value)}`
                    : `${names.get((p.data.name ?? '').slice(1))}\n${grouped(p.value)}`,
        }),
        series: [{
            type: 'sankey',
            left: room, right: room, top: 12, bottom: 12,
            nodeWidth: 14,
            nodeGap: 17,
            draggable: false,
            emphasis: { focus: 'adjacency' },
            label: { color: c.ink, fontSize: LABEL_PX, width: room - 22, overflow: 'truncate' },
            lineStyle: { color: 'source', opacity: 0.38, curveness: 0.5 },
            data: [...side('from', '<'), ...side('to', '>')],
            links: streams.map((s) => ({ source: `<${s.from}`, target: `>${s.to}`, value: s.cases })),
        }],
    };
}

function columns(): Column<Stream>[] {
    return [
        { key: 'from', head: t('col.origin'), text: true, value: (s) => s.fromName },
        { key: 'to', head: t('col.destination'), text: true, value: (s) => s.toName },
        { key: 'cases', head: t('col.cases'), unit: t('unit.cases'), value: (s) => s.cases, show: (s) => grouped(s.cases) },
        { key: 'relevance', head: t('col.relevance'), unit: '%', value: (s) => s.relevance, show: (s) => percent(s.relevance) },
        { key: 'commitment', head: t('col.commitment'), unit: '%', value: (s) => s.commitment, show: (s) => percent(s.commitment) },
    ];
}

export function Streams() {
    const by = param('level') === 'region' && has('regions') ? 'region' : 'zone';
    const own = param('own') === '1';
    const asked = question({ show: 'destinations', by });
    const { data, error, stale } = useAnswer<Answer>('flows', asked);
    const streams = useMemo(() => (data?.rows ?? []).map(streamOf).filter((s) => s.cases > 0), [data]);
    const shown = useMemo(() => {
        const list = streams.filter((s) => own || !s.stays);
        return [...list].sort((a, b) => b.cases - a.cases).slice(0, STREAMS_MAX);
    }, [streams, own]);
    const chart = useMemo(() => option(shown, chartColours()), [shown, theme.value]);
    if (error) return <ErrorBox problem={error} />;
    if (!data) return <Waiting />;
    const crossing = streams.filter((s) => !s.stays);
    const top = [...crossing].sort((a, b) => b.cases - a.cases)[0];
    return (
        <div class={stale ? 'stale' : ''}>
            <Tabs label={t('nav.flows')} now="streams" tabs={flowTabs()}>
                <span class="push">
                    {has('regions') && (
                        <Select
                            label={t('level')}
                            value={by}
                            choices={(['zone', 'region'] as const).map((value) => ({ value, text: t(`level.${value}`) }))}
                            onChange={(value) => setParams({ level: value })}
                        />
                    )}
                    <Check label={t('sankey.own')} checked={own} onChange={(on) => setParams({ own: on ? '1' : null })} />
                </span>
            </Tabs>
            <div class="page">
                {top && (
                    <p class="sentence lead">
                        <Rich text={t('sankey.sentence', {
                            level: t(`level.${by}`),
                            cases: `*${count(crossing.reduce((sum, s) => sum + s.cases, 0))}*`,
                            from: top.fromName, to: top.toName, flow: `*${count(top.cases)}*`,
                        })} />
                    </p>
                )}
                <Chart option={chart} height={Math.max(380, Math.min(820, 34 * new Set(shown.map((s) => s.from)).size + 160))} label={t('sankey.label')} />
                <Table
                    plain
                    label={t('sankey.label')}
                    columns={columns()}
                    rows={streams}
                    id={(s) => `${s.from}>${s.to}`}
                    sort={{ key: 'cases', down: true }}
                    csv={apiUrl('flows', { ...asked, format: 'csv' })}
                    xlsx={apiUrl('flows', { ...asked, format: 'xlsx' })}
                />
            </div>
        </div>
    );
}
