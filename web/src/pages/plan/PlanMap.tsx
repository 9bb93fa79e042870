// The zones and centres of a plan as a map on its own.
import { useMemo } from 'preact/hooks';
import type { MapData } from '../../api/types';
import { t } from '../../i18n';
import { MarkKeys } from '../../map/Furniture';
import type { MapLayers, Mark } from '../../map/layers';
import { MapView } from '../../map/MapView';
import { groupLayer, type Zones } from '../../state/zones';
import type { Plan } from './types';

export function zonesOfPlan(plan: Plan): Zones {
    return {
        of: new Map(plan.areas.flatMap((a) => (a.zone_id ? [[a.area_id, a.zone_id] as [string, string]] : []))),
        names: new Map(plan.zones.map((z) => [z.zone_id, z.name || z.zone_id])),
    };
}

/** The centres, larger with more specialties; existing ones are squares. */
export function centreMarks(plan: Plan, map: MapData): Mark[] {
    const places = new Map(map.hospitals.map((h) => [h.id, h]));
    const most = plan.centres.reduce((top, c) => Math.max(top, c.specialties), 1);
    const existing = new Set(plan.centre_specialties.filter((s) => s.existing).map((s) => s.hospital_id));
    return plan.centres.flatMap((c): Mark[] => {
        const h = places.get(c.hospital_id);
        if (!h || h.lon === null || h.lat === null) return [];
        const shape = existing.has(h.id) ? 'existing' : 'centre';
        const title = t('plan.specialties.n', { n: c.specialties });
        return [{ id: h.id, name: h.name, lon: h.lon, lat: h.lat, shape, size: 5 + 4 * (c.specialties / most), label: true, title }];
    });
}

export function PlanMap({ plan, map, small }: { plan: Plan; map: MapData; small?: boolean }) {
    const layers = useMemo<MapLayers>(() => ({ groups: groupLayer(map, zonesOfPlan(plan), true), marks: centreMarks(plan, map) }), [plan, map]);
    const unitOf = useMemo(() => (i: number) => map.areas[i]?.id ?? null, [map]);
    return (
        <MapView
            data={map}
            layers={layers}
            kind="area"
            unitOf={unitOf}
            describe={() => null}
            label={t('plan.map')}
            bare={small}
            legend={small ? null : <MarkKeys marks={layers.marks ?? []} />}
        />
    );
}
