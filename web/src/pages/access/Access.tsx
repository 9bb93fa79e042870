// Who is under-served: care within reach by area, how unequal it is, and where the least of it is.
import { useMemo } from 'preact/hooks';
import { apiUrl } from '../../api/client';
import type { Option, Table as Answer } from '../../api/types';
import { useAnswer } from '../../api/use';
import { ErrorBox, Waiting } from '../../components/Notice';
import { OptionField } from '../../components/OptionField';
import { Table, type Column } from '../../components/Table';
import { figure, grouped, minutes } from '../../format/number';
import { t } from '../../i18n';
import { classOf, quantileBreaks, spread } from '../../map/classes';
import { ClassLegend } from '../../map/Furniture';
import type { MapLayers } from '../../map/layers';
import { MapView } from '../../map/MapView';
import { palette } from '../../map/palette';
import { mapData, meta } from '../../state/data';
import type { Thing } from '../../state/selection';
import { theme } from '../../state/theme';
import { param, setParams } from '../../state/url';
import { groupLayer, zones } from '../../state/zones';
import { AccessPanel } from './AccessPanel';
import { accessRows, kindOf, type AccessRow } from './figures';

const CLASSES = 7;
const WITH_DECAY = ['gravity', 'gravity-competition', '2sfca', 'e2sfca', '3sfca', 'm2sfca', 'bfca', 'spatial-availability', 'cumulative'];

function optionOf(name: string): Option | undefined {
    return meta.value.data?.commands.find((c) => c.name === 'access')?.options.find((o) => o.name === name);
}

function shownOptions(method: string): Option[] {
    const names = ['reach'];
    if (WITH_DECAY.includes(method)) names.push('decay');
    if (method === 'k-nearest') names[0] = 'k';
    if (method === 'nearest') names.length = 0;
    if (method === 'raam') names.push('tau');
    names.push('outside');
    return names.flatMap((name) => optionOf(name) ?? []);
}

function Tools({ method }: { method: string }) {
    const choice = optionOf('method');
    return (
        <div class="tabs tools">
            {choice && (
                <OptionField
                    bare
                    option={{ ...choice, choices: (choice.choices ?? []).filter((c) => c !== 'i2sfca') }}
                    value={param('method')}
                    onChange={(value) => setParams({ method: value })}
                />
            )}
            {shownOptions(method).map((option) => (
                <OptionField bare key={option.name} option={option} value={param(option.name)} onChange={(value) => setParams({ [option.name]: value })} />
            ))}
        </div>
    );
}

export function Access() {
    const method = param('method') || String(optionOf('method')?.default ?? '2sfca');
    const asked = useMemo(() => {
        const list: Record<string, string> = { method };
        for (const option of shownOptions(method)) if (param(option.name)) list[option.name] = param(option.name);
        return list;
    }, [method, location.search]);
    const answer = useAnswer<Answer>('access', asked);
    const curve = useAnswer<Answer>('access', { ...asked, show: 'lorenz' });
    const map = mapData.value;
    const known = zones.value;
    const colours = palette(theme.value);
    const kind = kindOf(method);
    const rows = useMemo(() => (answer.data ? accessRows(answer.data, kind) : []), [answer.data, kind]);
    const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
    const breaks = useMemo(() => quantileBreaks(rows.map((row) => row.value), CLASSES), [rows]);
    const ramp = useMemo(() => {
        const list = spread(colours.access, breaks.length + 1);
        return kind.lessIsBetter ? [...list].reverse() : list;
    }, [breaks, colours, kind]);
    const layers = useMemo<MapLayers>(() => {
        if (!map.data) return {};
        const classes = Int16Array.from(map.data.areas, (area) => classOf(byId.get(area.id)?.value, breaks));
        return { classes, colours: ramp, groups: groupLayer(map.data, known) };
    }, [map.data, byId, breaks, ramp, known]);
    const unitOf = useMemo(() => (i: number) => {
        const area = map.data?.areas[i];
        return area && !area.outside ? area.id : null;
    }, [map.data]);

    const error = map.error ?? answer.error;
    if (error) return <div><Tools method={method} /><ErrorBox problem={error} /></div>;
    if (!map.data || !answer.data) return <Waiting />;
    const show = kind.minutes ? minutes : (v: number | null) => figure(v);
    const describe = (thing: Thing) => {
        const row = byId.get(thing.id);
        return row ? { title: row.name, lines: [`${show(row.value)} ${kind.unit}`, `${grouped(row.population)} ${t('unit.people')}`] } : null;
    };
    const columns: Column<AccessRow>[] = [
        { key: 'name', head: t('level.area'), text: true, value: (r) => r.name },
        { key: 'value', head: kind.title, unit: kind.unit, value: (r) => r.value, show: (r) => show(r.value) },
        { key: 'population', head: t('col.population'), value: (r) => r.population, show: (r) => grouped(r.population) },
        { key: 'zone', head: t('col.zone'), text: true, value: (r) => { const id = known?.of.get(r.id); return id ? (known?.names.get(id) ?? id) : null; } },
    ];
    const values = rows.map((row) => row.value).filter((v): v is number => v !== null);
    return (
        <div class={answer.stale ? 'atlas stale' : 'atlas'}>
            <Tools method={method} />
            <div class="picture">
                <MapView
                    data={map.data}
                    layers={layers}
                    kind="area"
                    unitOf={unitOf}
                    describe={describe}
                    label={t('access.map')}
                    legend={
                        <ClassLegend
                            title={`${kind.title} (${kind.unit})`}
                            breaks={breaks}
                            colours={ramp}
                            low={values.reduce((a, b) => Math.min(a, b), Infinity)}
                            high={values.reduce((a, b) => Math.max(a, b), -Infinity)}
                            show={show}
                            note={t('map.quantiles.n', { n: breaks.length + 1 })}
                        />
                    }
                />
            </div>
            <AccessPanel rows={rows} summary={answer.data.summary} curve={curve.data} kind={kind} method={method} asked={asked} />
            <Table
                key={method}
                label={t('access.table')}
                columns={columns}
                rows={rows}
                id={(row) => row.id}
                kind="area"
                sort={{ key: 'value', down: kind.lessIsBetter }}
                csv={apiUrl('access', { ...asked, format: 'csv' })}
                xlsx={apiUrl('access', { ...asked, format: 'xlsx' })}
            />
        </div>
    );
}
