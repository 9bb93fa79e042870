// The plan on the map: zones and centres, access before and after, where each area is assigned.
import { useMemo } from 'preact/hooks';
import { Check, Select } from '../../components/Controls';
import { Table } from '../../components/Table';
import { figure, signed } from '../../format/number';
import { t } from '../../i18n';
import { classOf, divergingBreaks, quantileBreaks, spread } from '../../map/classes';
import { ClassLegend, MarkKeys } from '../../map/Furniture';
import type { Arc, MapLayers, Mark } from '../../map/layers';
import { MapView } from '../../map/MapView';
import { palette } from '../../map/palette';
import { selected, type Thing } from '../../state/selection';
import { theme } from '../../state/theme';
import { param, setParams } from '../../state/url';
import { groupLayer } from '../../state/zones';
import { centreMarks, zonesOfPlan } from './PlanMap';
import type { ResultProps } from './Result';
import { ResultPanel } from './ResultPanel';
import { specialtyColumns } from './columns';
import type { PlanArea } from './types';

type Show = 'zones' | 'before' | 'after' | 'change';

const PER = 1000;

function figureOf(area: PlanArea | undefined, show: Show): number | null {
    if (!area || area.access_before === null || area.access_after === null) return null;
    if (show === 'change') return (area.access_after - area.access_before) * PER;
    return (show === 'after' ? area.access_after : area.access_before) * PER;
}

function useMarks({ plan, map, nameOf }: ResultProps, candidates: boolean): Mark[] {
    return useMemo(() => {
        const places = new Map(map.hospitals.map((h) => [h.id, h]));
        const mark = (id: string, shape: Mark['shape'], size: number, label: boolean, title = ''): Mark[] => {
            const h = places.get(id);
            return h && h.lon !== null && h.lat !== null ? [{ id, name: nameOf(id), lon: h.lon, lat: h.lat, shape, size, label, title }] : [];
        };
        const centres = centreMarks(plan, map);
        const known = new Set(plan.centres.map((c) => c.hospital_id));
        const exporters = [...new Set(plan.centre_specialties.flatMap((s) => s.build?.exporter_id ?? []))]
            .filter((id) => !known.has(id))
            .flatMap((id) => mark(id, 'exporter', 4.5, false, t('map.exporter')));
        const others = candidates
            ? map.hospitals.filter((h) => !h.outside && h.role === 'candidate' && !known.has(h.id)).flatMap((h) => mark(h.id, 'hospital', 3, false, [h.grade, h.sponsor].filter(Boolean).join(' ')))
            : [];
        return [...others, ...exporters, ...centres];
    }, [plan, map, candidates]);
}

/** Lines of what is chosen: an area to its centres, a centre from its exporters and to its areas. */
function arcsOf({ plan, map }: ResultProps, chosen: Thing | null): Arc[] {
    if (!chosen) return [];
    const hospitals = new Map(map.hospitals.map((h) => [h.id, h]));
    const areas = new Map(map.areas.map((a) => [a.id, a]));
    const at = (h: { lon: number | null; lat: number | null } | undefined): [number, number] | null =>
        h && h.lon !== null && h.lat !== null ? [h.lon, h.lat] : null;
    const arcs: { from: [number, number] | null; to: [number, number] | null; cases: number }[] = [];
    if (chosen.kind === 'area') {
        const area = plan.areas.find((a) => a.area_id === chosen.id);
        const sums = new Map<string, number>();
        for (const one of area?.assigned ?? []) sums.set(one.hospital_id, (sums.get(one.hospital_id) ?? 0) + one.cases);
        for (const [id, cases] of sums) arcs.push({ from: at(areas.get(chosen.id)), to: at(hospitals.get(id)), cases });
    }
    if (chosen.kind === 'hospital') {
        for (const s of plan.centre_specialties) {
            if (s.hospital_id === chosen.id && s.build?.exporter_id) {
                arcs.push({ from: at(hospitals.get(s.build.exporter_id)), to: at(hospitals.get(chosen.id)), cases: s.cases });
            }
            if (s.build?.exporter_id === chosen.id) arcs.push({ from: at(hospitals.get(chosen.id)), to: at(hospitals.get(s.hospital_id)), cases: s.cases });
        }
    }
    const most = arcs.reduce((top, a) => Math.max(top, a.cases), 1);
    return arcs.flatMap((a) => (a.from && a.to ? [{ from: a.from, to: a.to, weight: (0.25 * a.cases) / most }] : []));
}

export function ResultMap(props: ResultProps) {
    const { plan, map, id, nameOf } = props;
    const withAccess = plan.areas.some((a) => a.access_before !== null && a.access_after !== null);
    const asked = param('show') as Show;
    const show: Show = withAccess && ['before', 'after', 'change'].includes(asked) ? asked : 'zones';
    const candidates = param('candidates') === '1';
    const colours = palette(theme.value);
    const zones = useMemo(() => zonesOfPlan(plan), [plan]);
    const byArea = useMemo(() => new Map(plan.areas.map((a) => [a.area_id, a])), [plan]);
    const marks = useMarks(props, candidates);
    const chosen = selected.value;
    const arcs = useMemo(() => arcsOf(props, chosen), [plan, map, chosen]);
    const { breaks, ramp } = useMemo(() => {
        const all = plan.areas.flatMap((a) => (show === 'change' ? figureOf(a, 'change') : [figureOf(a, 'before'), figureOf(a, 'after')]));
        if (show === 'change') {
            const list = divergingBreaks(all);
            return { breaks: list, ramp: [...colours.change].slice(0, list.length + 1) };
        }
        const list = quantileBreaks(all.filter((v) => v !== 0), 7);
        return { breaks: list, ramp: spread(colours.access, list.length + 1) };
    }, [plan, show, colours]);
    const layers = useMemo<MapLayers>(() => {
        const groups = groupLayer(map, zones, show === 'zones');
        if (show === 'zones') return { groups, marks, arcs };
        const classes = Int16Array.from(map.areas, (a) => classOf(figureOf(byArea.get(a.id), show), breaks));
        return { groups, marks, arcs, classes, colours: ramp };
    }, [map, zones, show, marks, arcs, breaks, ramp, byArea]);
    const unitOf = useMemo(() => (i: number) => {
        const area = map.areas[i];
        return area && !area.outside ? area.id : null;
    }, [map]);
    const describe = (thing: Thing) => {
        if (thing.kind === 'hospital') {
            const mark = marks.find((m) => m.id === thing.id);
            return mark ? { title: mark.name, lines: mark.title ? [mark.title] : [] } : null;
        }
        const area = map.areas.find((a) => a.id === thing.id);
        const planned = byArea.get(thing.id);
        if (!area || !planned) return null;
        const lines = [zones.names.get(planned.zone_id ?? '') ?? ''];
        for (const one of planned.assigned) lines.push(`${one.specialty} → ${nameOf(one.hospital_id)}`);
        if (show !== 'zones') lines.push(`${t('access.share')} ${figure(figureOf(planned, 'before'))} → ${figure(figureOf(planned, 'after'))}`);
        return { title: area.name, lines };
    };
    const showFigure = show === 'change' ? (v: number) => signed(v, (x) => figure(x, 2)) : (v: number) => figure(v);
    const legend = (
        <>
            {show !== 'zones' && breaks.length > 0 && (
                <ClassLegend title={`${t(`plan.show.${show}`)} (${t('access.share.unit')})`} breaks={breaks} colours={ramp} show={showFigure} note={t('plan.access.note')} />
            )}
            <MarkKeys marks={marks} />
        </>
    );
    return (
        <div class="atlas">
            <div class="tabs tools">
                <Select
                    label={t('plan.show')}
                    value={show}
                    choices={(withAccess ? ['zones', 'before', 'after', 'change'] as const : ['zones'] as const).map((value) => ({ value, text: t(`plan.show.${value}`) }))}
                    onChange={(value) => setParams({ show: value === 'zones' ? null : value }, true)}
                />
                <Check label={t('plan.candidates')} checked={candidates} onChange={(on) => setParams({ candidates: on ? '1' : null }, true)} />
            </div>
            <div class="picture">
                <MapView data={map} layers={layers} kind="area" unitOf={unitOf} describe={describe} label={t('plan.map')} legend={legend} />
            </div>
            <ResultPanel {...props} chosen={chosen} />
            <Table
                label={t('plan.table')}
                columns={specialtyColumns(plan, nameOf)}
                rows={plan.centre_specialties}
                id={(s) => `${s.hospital_id}:${s.specialty}`}
                kind="hospital"
                pick={(s) => s.hospital_id}
                csv={`/api/v1/plans/${id}/tables/centre_specialties.csv`}
                xlsx={`/api/v1/plans/${id}/plan.xlsx`}
            />
        </div>
    );
}
