// What each zone's people leave for, with every ranking side by side.
import { useMemo } from 'preact/hooks';
import { apiUrl } from '../../api/client';
import type { Row, Table as Answer } from '../../api/types';
import { useAnswer } from '../../api/use';
import { Tabs } from '../../components/Controls';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { count, figure, grouped, percent } from '../../format/number';
import { lang, t, type Key } from '../../i18n';
import { param, setParams } from '../../state/url';
import { flowTabs } from './tabs';
import { question } from './question';
import { TakeTable } from '../../take/Take';

const RANKS = ['rank', 'rank_persons', 'rank_hard', 'rank_excess', 'rank_cost', 'rank_shortage'] as const;
const RANK_WORDS: Record<(typeof RANKS)[number], Key> = {
    rank: 'leaving.rank.cases',
    rank_persons: 'leaving.rank.persons',
    rank_hard: 'leaving.rank.hard',
    rank_excess: 'leaving.rank.excess',
    rank_cost: 'leaving.rank.cost',
    rank_shortage: 'leaving.rank.shortage',
};
const TOP = 3;

const number = (row: Row, key: string): number | null => (typeof row[key] === 'number' ? (row[key] as number) : null);

function columns(rows: Row[]): Column<Row>[] {
    const known = (key: string) => rows.some((row) => number(row, key) !== null);
    const figures: Column<Row>[] = [
        { key: 'leaving_cases', head: t('leaving.cases'), unit: t('unit.cases'), value: (r) => number(r, 'leaving_cases'), show: (r) => grouped(number(r, 'leaving_cases')) },
        { key: 'leaving_rate', head: t('leaving.rate'), unit: '%', value: (r) => number(r, 'leaving_rate'), show: (r) => percent(number(r, 'leaving_rate')) },
        { key: 'benchmark_rate', head: t('leaving.benchmark'), unit: '%', value: (r) => number(r, 'benchmark_rate'), show: (r) => percent(number(r, 'benchmark_rate')) },
        { key: 'excess_cases', head: t('leaving.excess'), value: (r) => number(r, 'excess_cases'), show: (r) => grouped(number(r, 'excess_cases')) },
        { key: 'beds_per_1000_cases', head: t('leaving.supply'), value: (r) => number(r, 'beds_per_1000_cases'), show: (r) => figure(number(r, 'beds_per_1000_cases')) },
    ];
    const ranks: Column<Row>[] = RANKS.filter(known).map((key) => ({
        key,
        head: t(RANK_WORDS[key]),
        value: (r) => number(r, key),
        show: (r) => {
            const rank = number(r, key);
            return <span class={rank !== null && rank <= TOP ? 'first' : ''}>{rank ?? '–'}</span>;
        },
    }));
    return [
        { key: 'specialty', head: t('col.specialty'), text: true, value: (r) => String(r.specialty) },
        ...ranks,
        ...figures.filter((c) => known(c.key)),
    ];
}

/** The zone that most cases leave. */
function most(rows: Row[]): string {
    const sums = new Map<string, number>();
    for (const row of rows) {
        const id = String(row.zone_id);
        sums.set(id, (sums.get(id) ?? 0) + (number(row, 'leaving_cases') ?? 0));
    }
    return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}

/** A matrix of zones and specialties: how many leave, the first three marked. */
function Matrix({ rows, zones, chosen }: { rows: Row[]; zones: Map<string, string>; chosen: string }) {
    const specialties = [...new Set(rows.map((row) => String(row.specialty)))];
    const most = rows.reduce((top, row) => Math.max(top, number(row, 'leaving_rate') ?? 0), 0.001);
    const cell = new Map(rows.map((row) => [`${row.zone_id}|${row.specialty}`, row]));
    return (
        <div class="matrix-box" tabIndex={0} role="region" aria-label={t('flows.leaving')}>
            <TakeTable label={t('flows.leaving')} />
            <table class="matrix">
                <thead>
                    <tr>
                        <th scope="col">{t('leaving.rate')} %</th>
                        {specialties.map((name) => <th scope="col" key={name}><span>{name}</span></th>)}
                    </tr>
                </thead>
                <tbody>
                    {[...zones].map(([id, name]) => (
                        <tr key={id} class={id === chosen ? 'on' : ''}>
                            <th scope="row"><button type="button" onClick={() => setParams({ zone: id }, true)}>{name}</button></th>
                            {specialties.map((s) => {
                                const row = cell.get(`${id}|${s}`);
                                const rate = row ? number(row, 'leaving_rate') : null;
                                const rank = row ? number(row, 'rank') : null;
                                const depth = rate === null ? 0 : Math.min(7, 1 + Math.floor((rate / most) * 6.99));
                                return (
                                    <td key={s} class={`d${depth}`}>
                                        {rate === null ? '–' : (rate * 100).toFixed(0)}
                                        {rank !== null && rank <= TOP && specialties.length > 1 && <sup>{rank}</sup>}
                                    </td>
                                );
                            })}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

export function Leaving() {
    const { data, error, stale } = useAnswer<Answer>('flows', question({ show: 'leaving', specialty: null }));
    const zones = useMemo(() => new Map((data?.rows ?? []).map((row) => [String(row.zone_id), String(row.zone_name || row.zone_id)])), [data]);
    if (error) return <ErrorBox problem={error} />;
    if (!data) return <Waiting />;
    const chosen = zones.has(param('zone')) ? param('zone') : most(data.rows);
    const rows = data.rows.filter((row) => row.zone_id === chosen);
    const first = [...rows].sort((a, b) => (number(a, 'rank') ?? 99) - (number(b, 'rank') ?? 99)).slice(0, TOP);
    const cases = first.reduce((sum, row) => sum + (number(row, 'leaving_cases') ?? 0), 0);
    const all = rows.reduce((sum, row) => sum + (number(row, 'leaving_cases') ?? 0), 0);
    const one = new Set(data.rows.map((row) => row.specialty)).size === 1;
    const list = first.map((row) => `*${row.specialty}*`).join(lang.value === 'zh' ? '、' : ', ');
    return (
        <div class={stale ? 'stale' : ''}>
            <Tabs label={t('nav.flows')} now="leaving" tabs={flowTabs()} />
            <div class="page">
                <div class="lead">
                    <p class="sentence">
                        <Rich text={t(one ? 'leaving.whole' : 'leaving.sentence', { zone: zones.get(chosen) ?? '', list, cases: `*${count(cases)}*`, share: `*${percent(all ? cases / all : null)}*` })} />
                    </p>
                    {!one && <p class="remark">{t('leaving.rule')}</p>}
                </div>
                <Matrix rows={data.rows} zones={zones} chosen={chosen} />
                <Table
                    key={chosen}
                    plain
                    label={zones.get(chosen) ?? ''}
                    columns={columns(data.rows)}
                    rows={rows}
                    id={(row) => `${row.zone_id}|${row.specialty}`}
                    sort={{ key: 'rank', down: false }}
                    csv={apiUrl('flows', { ...question({ show: 'leaving', specialty: null }), format: 'csv' })}
                    xlsx={apiUrl('flows', { ...question({ show: 'leaving', specialty: null }), format: 'xlsx' })}
                />
            </div>
        </div>
    );
}
