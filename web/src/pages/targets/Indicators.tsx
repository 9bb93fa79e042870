// One indicator over all areas or hospitals: map, ranking, course over time, and where every value comes from.
import { useMemo, useState } from 'preact/hooks';
import type { Problem, Row } from '../../api/types';
import { Chart } from '../../charts/Chart';
import { axis, base, chartColours, tooltip } from '../../charts/options';
import { Select } from '../../components/Controls';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { moment, period as periodText } from '../../format/date';
import { grouped } from '../../format/number';
import { t, tMaybe, type Key } from '../../i18n';
import { classOf, quantileBreaks, spread } from '../../map/classes';
import { ClassLegend } from '../../map/Furniture';
import type { MapLayers } from '../../map/layers';
import { MapView } from '../../map/MapView';
import { palette } from '../../map/palette';
import { mapData } from '../../state/data';
import { actFiles, actionUrl, isProblem, text, useAction } from '../../state/programme';
import { selected, type Thing } from '../../state/selection';
import { theme } from '../../state/theme';
import { href, param, setParams } from '../../state/url';
import { groupLayer, zones } from '../../state/zones';
import { choicesOf, levelNow, LEVELS, useCatalogue, valuesOf, type Value } from './catalogue';
import { flagWords, Marked, shownValue } from './Figure';

function Lineage({ indicator, value }: { indicator: Row; value: Value | undefined }) {
    const rows: [string, string][] = [
        [t('goal.definition'), text(indicator, 'definition')],
        [t('how.numerator'), `${text(indicator, 'numerator')}${value && value.numerator !== null ? t('sep') + grouped(value.numerator, 2) : ''}`],
        [t('how.denominator'), `${text(indicator, 'denominator')}${value && value.denominator !== null ? t('sep') + grouped(value.denominator, 2) : ''}`],
        [t('how.period'), value ? periodText(value.period) : text(indicator, 'period')],
        [t('how.basis'), tMaybe(`basis.${text(value?.row, 'basis')}`, text(value?.row, 'basis') || text(indicator, 'basis'))],
        [t('goal.from'), tMaybe(`goal.compute.${text(indicator, 'compute')}`, text(indicator, 'compute'))],
        [t('how.source'), text(indicator, 'source')],
        [t('goal.mark'), tMaybe(`goal.mark.${text(indicator, 'mark')}`, text(indicator, 'mark'))],
        [t('goal.version'), [text(indicator, 'version'), text(indicator, 'valid_from'), text(indicator, 'valid_to')].filter(Boolean).join(' ')],
        [t('goal.asof'), value ? moment(text(value.row, 'as_of')) : ''],
        [t('goal.data'), value ? text(value.row, 'data_fingerprint').slice(0, 12) : ''],
        [t('goal.remarks'), value ? flagWords(value.flags) : ''],
    ];
    return (
        <section>
            <h2 class="sub">{t('goal.lineage')}</h2>
            <dl class="why">{rows.filter(([, v]) => v).map(([k, v]) => [<dt key={k}>{k}</dt>, <dd key={`${k}d`}>{v}</dd>])}</dl>
        </section>
    );
}

function Course({ values, unit, label }: { values: Value[]; unit: string; label: string }) {
    const c = chartColours();
    const option = useMemo(() => ({
        ...base(c),
        tooltip: tooltip(c, { trigger: 'axis' }),
        xAxis: axis(c, { type: 'category', data: values.map((v) => periodText(v.period)) }),
        yAxis: axis(c, { type: 'value', scale: true, name: unit }),
        series: [{ type: 'line', data: values.map((v) => (v.value === null ? null : Number(v.value.toFixed(2)))), lineStyle: { color: c.accent }, itemStyle: { color: c.accent }, symbolSize: 6 }],
    }), [values, unit, theme.value]);
    return <Chart option={option} height={170} label={label} />;
}

function Enter() {
    const [answer, setAnswer] = useState<Problem | null | 'done'>(null);
    return (
        <details>
            <summary>{t('goal.enter')}</summary>
            <p class="remark">{t('goal.enter.text')}</p>
            {answer && answer !== 'done' && <ErrorBox problem={answer} />}
            {answer === 'done' && <p role="status" class="done">{t('goal.entered.done')}</p>}
            <label class="button">
                {t('data.files')}
                <input type="file" class="sr" accept=".csv,.xlsx,.ods" onChange={(e) => { const files = [...(e.currentTarget.files ?? [])]; void actFiles('monitor/enter', [], files).then((a) => setAnswer(isProblem(a) ? a : 'done')); }} />
            </label>
        </details>
    );
}

export function Indicators() {
    const level = levelNow();
    const list = useCatalogue(level);
    const id = list.some((r) => text(r, 'id') === param('indicator')) ? param('indicator') : text(list[0], 'id');
    const indicator = list.find((r) => text(r, 'id') === id);
    const provisional = param('provisional') || '0';
    const answer = useAction(id ? 'monitor/values' : null, [id], { level, provisional });
    const all = useMemo(() => valuesOf(answer.data?.rows ?? [], id), [answer.data, id]);
    const periods = useMemo(() => [...new Set(all.map((v) => v.period))].sort(), [all]);
    const period = periods.includes(param('at')) ? param('at') : ([...periods].reverse().find((p) => all.some((v) => v.period === p && v.value !== null)) ?? '');
    const rows = useMemo(() => all.filter((v) => v.period === period), [all, period]);
    const byId = useMemo(() => new Map(rows.map((v) => [v.id, v])), [rows]);
    const map = mapData.value.data;
    const colours = palette(theme.value);
    const breaks = useMemo(() => quantileBreaks(rows.map((v) => v.value), 7), [rows]);
    const good = text(indicator, 'direction');
    const ramp = useMemo(() => spread(good === 'up' ? colours.access : colours.leave, breaks.length + 1), [breaks, colours, good]);
    const unitOfArea = useMemo(() => {
        const region = new Map((map?.regions ?? []).map((r) => [r.id, r]));
        return (i: number): string | null => {
            const area = map?.areas[i];
            if (!area || area.outside) return null;
            if (level === 'area') return area.id;
            let at = region.get(area.region_id ?? '');
            while (level === 'province' && at?.parent_id) at = region.get(at.parent_id);
            return at?.id ?? null;
        };
    }, [map, level]);
    const layers = useMemo<MapLayers>(() => {
        if (!map) return {};
        if (level === 'hospital') {
            const places = new Map(map.hospitals.map((h) => [h.id, h]));
            const top = rows.reduce((m, v) => Math.max(m, v.value ?? 0), 0);
            const marks = rows.flatMap((v) => { const h = places.get(v.id); return h && h.lon !== null && h.lat !== null && v.value !== null ? [{ id: h.id, name: h.name, lon: h.lon, lat: h.lat, shape: 'hospital' as const, size: 2 + (7 * v.value) / (top || 1) }] : []; });
            return { groups: groupLayer(map, zones.value), marks };
        }
        return { classes: Int16Array.from(map.areas, (_, i) => classOf(byId.get(unitOfArea(i) ?? '')?.value, breaks)), colours: ramp, groups: groupLayer(map, zones.value) };
    }, [map, rows, byId, breaks, ramp, level, unitOfArea, zones.value]);
    if (answer.error) return <ErrorBox problem={answer.error} />;
    if (!answer.data || !map || !indicator) return <Waiting />;
    const unit = text(indicator, 'unit');
    const chosen = selected.value ? byId.get(selected.value.id) : undefined;
    const collected = rows.filter((v) => v.value !== null);
    const best = [...collected].sort((a, b) => (good === 'up' ? 1 : -1) * ((b.value ?? 0) - (a.value ?? 0)));
    const kind = level === 'hospital' ? 'hospital' : level === 'area' ? 'area' : 'region';
    const describe = (thing: Thing) => { const v = byId.get(thing.id); return v ? { title: v.name, lines: [`${shownValue(v.value, unit)} ${unit}`, flagWords(v.flags)].filter(Boolean) } : null; };
    const columns: Column<Value>[] = [
        { key: 'name', head: t(`level.${level}` as Key), text: true, value: (v) => v.name },
        { key: 'value', head: text(indicator, 'name'), unit, value: (v) => v.value, show: (v) => <Marked value={v} unit={unit} /> },
        { key: 'numerator', head: text(indicator, 'numerator') || t('how.numerator'), value: (v) => v.numerator, show: (v) => grouped(v.numerator, 2) },
        { key: 'denominator', head: text(indicator, 'denominator') || t('how.denominator'), value: (v) => v.denominator, show: (v) => grouped(v.denominator, 2) },
        { key: 'flags', head: t('goal.remarks'), text: true, value: (v) => flagWords(v.flags) || null },
        { key: 'sheet', head: t('goal.sheet'), text: true, value: (v) => v.id, show: (v) => <a href={href('/targets/sheet', { level, unit: v.id })}>{t('goal.sheet')}</a> },
    ];
    return (
        <div class={answer.stale ? 'atlas stale' : 'atlas'}>
            <div class="tabs tools">
                <Select label={t('level')} value={level} choices={LEVELS.map((value) => ({ value, text: t(`level.${value}` as Key) }))} onChange={(value) => setParams({ level: value, sel: null })} />
                <Select label={t('goal.indicator')} value={id} choices={choicesOf(list)} onChange={(value) => setParams({ indicator: value })} />
                <Select label={t('goal.provisional.n')} value={provisional} choices={['0', '1', '2', '3', '4'].map((value) => ({ value, text: value }))} onChange={(value) => setParams({ provisional: value === '0' ? null : value }, true)} />
                <Select label={t('prog.period')} value={period} choices={periods.map((value) => ({ value, text: periodText(value) }))} onChange={(value) => setParams({ at: value })} />
            </div>
            <div class="picture">
                <MapView
                    data={map}
                    layers={layers}
                    kind={kind}
                    unitOf={level === 'hospital' ? () => null : unitOfArea}
                    describe={describe}
                    label={text(indicator, 'name')}
                    legend={level === 'hospital' || !breaks.length ? null : <ClassLegend title={`${text(indicator, 'name')} (${unit})`} breaks={breaks} colours={ramp} show={(v) => shownValue(v, unit)} note={t('map.quantiles.n', { n: breaks.length + 1 })} />}
                />
            </div>
            <div class="panel">
                <p class="sentence">
                    <Rich text={chosen ? t('goal.one', { name: chosen.name, indicator: text(indicator, 'name'), value: shownValue(chosen.value, unit), unit })
                        : collected.length ? t('goal.sentence', { period: periodText(period), indicator: text(indicator, 'name'), n: collected.length, best: best[0]?.name ?? '', value: shownValue(best[0]?.value ?? null, unit), worst: best[best.length - 1]?.name ?? '', least: shownValue(best[best.length - 1]?.value ?? null, unit), unit })
                        : t('goal.none', { indicator: text(indicator, 'name') })} />
                </p>
                {chosen && <Course values={all.filter((v) => v.id === chosen.id)} unit={unit} label={`${chosen.name} ${text(indicator, 'name')}`} />}
                <Lineage indicator={indicator} value={chosen} />
                <Enter />
            </div>
            <Table
                key={`${level}${id}`}
                label={t('goal.values')}
                columns={columns}
                rows={rows}
                id={(v) => v.id}
                kind={kind}
                sort={{ key: 'value', down: true }}
                csv={actionUrl('monitor/values', [id], { level, format: 'csv' })}
                xlsx={actionUrl('monitor/values', [id], { level, format: 'xlsx' })}
            />
        </div>
    );
}
