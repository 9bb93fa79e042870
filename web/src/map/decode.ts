// The map as it is sent: places on a fine grid, shared corners once, columns instead of rows.
import type { MapArea, MapData, MapHospital, Ring } from '../api/types';

type Columns<T> = { [K in keyof T]: T[K][] };

export interface GridMap extends Omit<MapData, 'areas' | 'hospitals'> {
    grid: { lon: number; lat: number; step_lon: number; step_lat: number };
    /** Steps from one corner to the next, x and y in turn. */
    points: number[];
    /** Of each area its rings: 0 is the next new corner, n the n-th before it. */
    rings: number[][][];
    areas: Columns<Omit<MapArea, 'rings' | 'outside' | 'region_id'>> & { region: number[]; n_inside: number };
    hospitals: Columns<Omit<MapHospital, 'outside' | 'area_id'>> & { area: number[]; n_inside: number };
}

function cornersOf(map: GridMap): Ring {
    const { grid, points } = map;
    const corners: Ring = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i + 1 < points.length; i += 2) {
        x += points[i] as number;
        y += points[i + 1] as number;
        corners.push([grid.lon + x * grid.step_lon, grid.lat + y * grid.step_lat]);
    }
    return corners;
}

export function decodeMap(map: GridMap): MapData {
    const { grid, areas, hospitals } = map;
    const corners = cornersOf(map);
    let next = 0;
    const ringOf = (steps: number[]): Ring => {
        const ring = steps.map((step) => {
            const at = next - step;
            if (step === 0) next++;
            return corners[at] as [number, number];
        });
        if (ring.length) ring.push(ring[0] as [number, number]);
        return ring;
    };
    const lon = (x: number | null) => (x === null ? null : grid.lon + x * grid.step_lon);
    const lat = (y: number | null) => (y === null ? null : grid.lat + y * grid.step_lat);
    return {
        ...map,
        areas: areas.id.map((id, i): MapArea => ({
            id,
            name: areas.name[i] as string,
            region_id: map.regions[areas.region[i] as number]?.id ?? null,
            outside: i >= areas.n_inside,
            population: areas.population[i] as number,
            lon: lon(areas.lon[i] as number | null),
            lat: lat(areas.lat[i] as number | null),
            rings: (map.rings[i] ?? []).map(ringOf),
        })),
        hospitals: hospitals.id.map((id, i): MapHospital => ({
            id,
            name: hospitals.name[i] as string,
            lon: lon(hospitals.lon[i] as number | null),
            lat: lat(hospitals.lat[i] as number | null),
            area_id: areas.id[hospitals.area[i] as number] ?? null,
            grade: hospitals.grade[i] as string | null,
            sponsor: hospitals.sponsor[i] as string | null,
            kind: hospitals.kind[i] as string | null,
            beds: hospitals.beds[i] as number | null,
            role: hospitals.role[i] as string,
            outside: i >= hospitals.n_inside,
        })),
    };
}
