// The map of who leaves, with lines to where they go, and the table of what it shows.
import { useMemo } from 'preact/hooks';
import { apiUrl } from '../../api/client';
import { useAnswer } from '../../api/use';
import type { Table as Answer } from '../../api/types';
import { Select, Tabs } from '../../components/Controls';
import { ErrorBox, Waiting } from '../../components/Notice';
import { SplitBar } from '../../components/SplitBar';
import { Table, type Column } from '../../components/Table';
import { count, grouped, percent, percentFor } from '../../format/number';
import { t } from '../../i18n';
import { classOf, quantileBreaks, spread } from '../../map/classes';
import { ClassLegend, MarkKeys } from '../../map/Furniture';
import type { MapLayers } from '../../map/layers';
import { MapView } from '../../map/MapView';
import { palette } from '../../map/palette';
import { areaNames, has, mapData } from '../../state/data';
import { selected, type Thing } from '../../state/selection';
import { theme } from '../../state/theme';
import { href, setParams } from '../../state/url';
import { groupLayer, zones } from '../../state/zones';
import { useFlowLines } from './lines';
import { flowTabs } from './tabs';
import { unitOfLevel } from './units';
import { FlowPanel } from './FlowPanel';
import { hardOnly, level, levels, measure, measures, question, rateQuestion, where } from './question';
import { leaving, rate, ratesOf, type Level, type Measure, type Rates } from './rates';

const CLASSES = 7;

export function unitName(at: Level, row: Rates): string {
    const known = at === 'area' ? areaNames.value : at === 'zone' ? zones.value?.names : undefined;
    return row.name || known?.get(row.id) || row.id;
}

function fourWay(): Column<Rates>[] {
    const share = (key: 'county' | 'prefecture' | 'province' | 'outside', head: string): Column<Rates> => ({
        key, head, unit: '%', value: (r) => r.split[key], show: (r) => percent(r.split[key]),
    });
    return [
        { key: 'split', head: t('split.title'), value: (r) => r.split.county, show: (r) => <SplitBar split={r.split} thin /> },
        share('county', t('split.own_county')),
        share('prefecture', t('split.own_prefecture')),
        share('province', t('split.own_province')),
        share('outside', t('split.outside')),
    ];
}

function columns(at: Level, by: Measure, hard: boolean): Column<Rates>[] {
    const list: Column<Rates>[] = [
        { key: 'name', head: t(`level.${at}`), text: true, value: (r) => unitName(at, r) },
        { key: 'rate', head: t(hard ? 'col.hard_rate' : 'col.outflow_rate'), unit: '%', value: (r) => rate(r, by, hard), show: (r) => percent(rate(r, by, hard)), hint: where(at, by) },
        { key: 'out', head: t('col.outflow_cases'), value: (r) => leaving(r, by, hard).out, show: (r) => grouped(leaving(r, by, hard).out) },
        { key: 'cases', head: t('col.cases'), unit: t('unit.cases'), value: (r) => leaving(r, by, hard).of, show: (r) => grouped(leaving(r, by, hard).of) },
    ];
    if (hard) return list;
    return [
        ...list,
        ...(has('regions') ? fourWay() : []),
        ...(by !== 'unit' ? [] : [{ key: 'excl', head: t('col.outflow_rate_excl'), unit: '%', value: (r) => r.excl, show: (r) => percent(r.excl), hint: t('how.excl.f') } as Column<Rates>]),
        { key: 'inflow', head: t('col.inflow_cases'), value: (r) => r.inflow, show: (r) => grouped(r.inflow) },
        { key: 'inflowRate', head: t('col.inflow_rate'), unit: '%', value: (r) => r.inflowRate, show: (r) => percent(r.inflowRate) },
    ];
}

export function FlowMap() {
    const at = level();
    const by = measure();
    const hard = hardOnly();
    const asked = question({ by: at, totals: true });
    const answer = useAnswer<Answer>('flows', rateQuestion(at));
    const whole = useAnswer<Answer>('flows', question({ by: 'specialty' }));
    const map = mapData.value;
    const colours = palette(theme.value);
    const known = zones.value;
    const rows = useMemo(() => (answer.data ? ratesOf(answer.data) : []), [answer.data]);
    const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
    const units = useMemo(() => (map.data ? unitOfLevel(map.data, at) : []), [map.data, at, known]);
    const breaks = useMemo(() => quantileBreaks(rows.map((row) => rate(row, by, hard)), CLASSES), [rows, by, hard]);
    const ramp = useMemo(() => spread(colours.leave, breaks.length + 1), [breaks, colours]);
    const groups = useMemo(() => (map.data ? groupLayer(map.data, known) : null), [map.data, known]);
    const { arcs, marks } = useFlowLines(at);
    const layers = useMemo<MapLayers>(() => {
        const classes = Int16Array.from(units, (id) => {
            const row = id === null ? undefined : byId.get(id);
            return row ? classOf(rate(row, by, hard), breaks) : -1;
        });
        return { classes, colours: ramp, groups, arcs, marks };
    }, [units, byId, breaks, ramp, groups, arcs, marks, by, hard]);
    const unitOf = useMemo(() => (i: number) => units[i] ?? null, [units]);

    if (map.error) return <ErrorBox problem={map.error} />;
    if (answer.error) return <ErrorBox problem={answer.error} />;
    const data = map.data;
    if (!data || !answer.data) return <Waiting />;

    const describe = (thing: Thing) => {
        if (thing.kind === 'hospital') {
            const mark = marks.find((m) => m.id === thing.id);
            return mark ? { title: mark.name, lines: mark.title ? [mark.title] : [] } : null;
        }
        const row = byId.get(thing.id);
        if (!row) return null;
        const { of, out } = leaving(row, by, hard);
        return {
            title: unitName(at, row),
            lines: [`${where(at, by)} ${percent(rate(row, by, hard))}`, `${count(out)} / ${count(of)}`],
        };
    };
    const values = rows.map((row) => rate(row, by, hard)).filter((v): v is number => v !== null);
    const legend = (
        <>
        <ClassLegend
            title={t(hard ? 'col.hard_rate' : 'col.outflow_rate') + t('sep') + where(at, by)}
            breaks={breaks}
            colours={ramp}
            low={values.length ? values.reduce((a, b) => Math.min(a, b)) : 0}
            high={values.length ? values.reduce((a, b) => Math.max(a, b)) : 0}
            show={percentFor(breaks)}
            note={t('map.quantiles.n', { n: breaks.length + 1 })}
        />
        <MarkKeys marks={marks} />
        </>
    );
    return (
        <div class={answer.stale ? 'atlas stale' : 'atlas'}>
            <Tabs label={t('nav.flows')} now="map" tabs={flowTabs()}>
                <span class="push">
                    <Select
                        label={t('level')}
                        value={at}
                        choices={levels().map((value) => ({ value, text: t(`level.${value}`) }))}
                        onChange={(value) => setParams({ level: value, sel: null })}
                    />
                    {measures(at).length > 1 && (
                        <Select
                            label={t('measure')}
                            value={by}
                            choices={measures(at).map((value) => ({ value, text: t(`measure.${value}`) }))}
                            onChange={(value) => setParams({ measure: value })}
                        />
                    )}
                </span>
            </Tabs>
            <div class="picture">
                <MapView data={data} layers={layers} kind={at} unitOf={unitOf} describe={describe} label={t('flows.map.label')} legend={legend} />
            </div>
            <FlowPanel
                level={at}
                measure={by}
                hard={hard}
                rows={rows}
                nameOf={(row) => unitName(at, row)}
                whole={whole.data}
                chosen={selected.value?.kind === at ? (byId.get(selected.value.id) ?? null) : null}
                summary={answer.data.summary}
            />
            <Table
                key={`${at}${by}${hard}`}
                label={t('flows.table')}
                columns={columns(at, by, hard)}
                rows={rows}
                id={(row) => row.id}
                kind={at}
                sort={{ key: 'rate', down: true }}
                csv={apiUrl('flows', { ...asked, format: 'csv' })}
                xlsx={apiUrl('flows', { ...asked, format: 'xlsx' })}
                onOpen={at === 'area' ? (row) => location.assign(href(`/flows/area/${encodeURIComponent(row.id)}`)) : undefined}
            />
        </div>
    );
}
