// Lines from what is chosen to where its people go, or to a hospital from where they come.
import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../api/use';
import type { MapData, Table } from '../../api/types';
import { count, percent } from '../../format/number';
import type { Arc, Mark } from '../../map/layers';
import { mapData } from '../../state/data';
import { selected } from '../../state/selection';
import { zones } from '../../state/zones';
import type { AreaProfile, HospitalProfile } from './profile';
import { question } from './question';
import type { Level } from './rates';
import { unitOfLevel } from './units';

export const LINES = 12;

type Point = [number, number];

/** Where a unit stands: the middle of its people. */
export function unitPoints(data: MapData, units: (string | null)[]): Map<string, Point> {
    const sums = new Map<string, { x: number; y: number; w: number }>();
    data.areas.forEach((area, i) => {
        const id = units[i];
        if (!id || area.lon === null || area.lat === null) return;
        const weight = area.population || 1;
        const sum = sums.get(id) ?? { x: 0, y: 0, w: 0 };
        sum.x += area.lon * weight;
        sum.y += area.lat * weight;
        sum.w += weight;
        sums.set(id, sum);
    });
    return new Map([...sums].map(([id, s]) => [id, [s.x / s.w, s.y / s.w]]));
}

/** Marks of the hospitals that planning speaks of: centres that exist, exporters. */
export function landmarks(data: MapData): Mark[] {
    const largest = data.hospitals.reduce((most, h) => Math.max(most, h.beds ?? 0), 1);
    return data.hospitals.flatMap((h) => {
        if (h.lon === null || h.lat === null || (h.role !== 'centre' && h.role !== 'exporter')) return [];
        const size = 3.5 + 4 * Math.sqrt((h.beds ?? 0) / largest);
        return [{ id: h.id, name: h.name, lon: h.lon, lat: h.lat, shape: h.role === 'centre' ? 'existing' : 'exporter', size } as Mark];
    });
}

function arcsTo(ends: { from: Point; to: Point | null; cases: number }[]): Arc[] {
    const most = ends.reduce((top, end) => Math.max(top, end.cases), 1);
    return ends.flatMap((end) => (end.to ? [{ from: end.from, to: end.to, weight: end.cases / most }] : []));
}

export function useFlowLines(at: Level): { arcs: Arc[]; marks: Mark[] } {
    const data = mapData.value.data;
    const known = zones.value;
    const chosen = selected.value;
    const areaId = chosen?.kind === 'area' && at === 'area' ? chosen.id : null;
    const hospitalId = chosen?.kind === 'hospital' ? chosen.id : null;
    const unitId = chosen && chosen.kind === at && at !== 'area' ? chosen.id : null;
    const area = useAnswer<AreaProfile>(areaId ? `areas/${encodeURIComponent(areaId)}` : null, question({})).data;
    const hospital = useAnswer<HospitalProfile>(hospitalId ? `hospitals/${encodeURIComponent(hospitalId)}` : null, question({})).data;
    const table = useAnswer<Table>(unitId ? 'flows' : null, question({ show: 'destinations', by: at, top: LINES })).data;

    return useMemo(() => {
        if (!data) return { arcs: [], marks: [] };
        const marks = landmarks(data);
        const places = new Map(data.hospitals.map((h) => [h.id, h]));
        const standing = new Set(marks.map((m) => m.id));
        const show = (id: string, title: string) => {
            const h = places.get(id);
            if (!h || h.lon === null || h.lat === null) return null;
            const known = marks.find((m) => m.id === id);
            if (known) Object.assign(known, { title, label: true });
            else if (!standing.has(id)) marks.push({ id, name: h.name, lon: h.lon, lat: h.lat, shape: 'hospital', size: 4, label: true, title });
            return [h.lon, h.lat] as Point;
        };
        const areaPoints = unitPoints(data, data.areas.map((a) => a.id));
        if (areaId && area) {
            const from = areaPoints.get(areaId);
            const going = area.destinations.filter((d) => places.get(d.hospital_id)?.area_id !== areaId).slice(0, LINES);
            const ends = going.map((d) => ({ from: from as Point, to: show(d.hospital_id, `${count(d.cases)} · ${percent(d.share)}`), cases: d.cases }));
            return { arcs: from ? arcsTo(ends) : [], marks };
        }
        if (hospitalId && hospital) {
            const to = show(hospitalId, '');
            const coming = hospital.origins.filter((o) => o.area_id !== hospital.area?.id).slice(0, 2 * LINES);
            const ends = coming.flatMap((o) => {
                const from = areaPoints.get(o.area_id);
                return from ? [{ from, to, cases: o.cases }] : [];
            });
            return { arcs: arcsTo(ends), marks };
        }
        if (unitId && table) {
            const points = unitPoints(data, unitOfLevel(data, at));
            const from = points.get(unitId);
            const ends = table.rows.flatMap((row) => {
                const to = points.get(String(row.destination_id));
                if (row.origin_id !== unitId || row.destination_id === unitId || !from || !to) return [];
                return [{ from, to, cases: Number(row.cases) }];
            });
            return { arcs: arcsTo(ends), marks };
        }
        return { arcs: [], marks };
    }, [data, areaId, hospitalId, unitId, area, hospital, table, at, known]);
}
