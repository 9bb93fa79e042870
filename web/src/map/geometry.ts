// The areas as shapes in plane coordinates: built once, drawn and searched often.
import type { MapData } from '../api/types';

export interface Box {
    x0: number;
    y0: number;
    x1: number;
    y1: number;
}

export interface Shape {
    id: string;
    name: string;
    outside: boolean;
    path: Path2D;
    rings: Float64Array[];
    box: Box;
    /** The named place of the area, else the middle of its box. */
    x: number;
    y: number;
    population: number;
    region: string | null;
}

export interface Geometry {
    shapes: Shape[];
    index: Map<string, number>;
    box: Box;
    project: (lon: number, lat: number) => [number, number];
    /** Kilometres for one plane unit. */
    unitKm: number;
}

const EMPTY: Box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
const KM_PER_DEGREE = 111.195;

function include(box: Box, x: number, y: number): void {
    if (x < box.x0) box.x0 = x;
    if (x > box.x1) box.x1 = x;
    if (y < box.y0) box.y0 = y;
    if (y > box.y1) box.y1 = y;
}

/** Plate carree with true lengths at the middle latitude, as the report draws it. */
export function build(data: MapData): Geometry {
    const lats = data.areas.flatMap((area) => (area.outside || area.lat === null ? [] : [area.lat]));
    const middle = lats.length ? (lats.reduce((a, b) => Math.min(a, b)) + lats.reduce((a, b) => Math.max(a, b))) / 2 : 0;
    const squeeze = Math.cos((middle * Math.PI) / 180);
    const project = (lon: number, lat: number): [number, number] => [lon * squeeze, -lat];
    const box = { ...EMPTY };
    const index = new Map<string, number>();
    const shapes = data.areas.map((area, at) => {
        const path = new Path2D();
        const own = { ...EMPTY };
        const rings = area.rings.map((ring) => {
            const points = new Float64Array(ring.length * 2);
            ring.forEach(([lon, lat], k) => {
                const [x, y] = project(lon, lat);
                points[2 * k] = x;
                points[2 * k + 1] = y;
                include(own, x, y);
                if (k === 0) path.moveTo(x, y);
                else path.lineTo(x, y);
            });
            path.closePath();
            return points;
        });
        const placed = area.lon !== null && area.lat !== null;
        const [x, y] = placed
            ? project(area.lon as number, area.lat as number)
            : [(own.x0 + own.x1) / 2, (own.y0 + own.y1) / 2];
        if (!rings.length && placed) include(own, x, y);
        if (!area.outside && Number.isFinite(own.x0)) {
            include(box, own.x0, own.y0);
            include(box, own.x1, own.y1);
        }
        index.set(area.id, at);
        const { id, name, outside, population, region_id: region } = area;
        return { id, name, outside, path, rings, box: own, x, y, population, region };
    });
    if (!Number.isFinite(box.x0)) Object.assign(box, { x0: 0, y0: 0, x1: 1, y1: 1 });
    return { shapes, index, box, project, unitKm: KM_PER_DEGREE };
}

function insideRing(ring: Float64Array, x: number, y: number): boolean {
    let inside = false;
    const n = ring.length / 2;
    for (let i = 0, j = n - 1; i < n; j = i++) {
        const xi = ring[2 * i] as number;
        const yi = ring[2 * i + 1] as number;
        const xj = ring[2 * j] as number;
        const yj = ring[2 * j + 1] as number;
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
}

/** The area at a place of the plane, or -1. */
export function areaAt(geometry: Geometry, x: number, y: number): number {
    for (let i = 0; i < geometry.shapes.length; i++) {
        const shape = geometry.shapes[i] as Shape;
        const { box } = shape;
        if (x < box.x0 || x > box.x1 || y < box.y0 || y > box.y1) continue;
        let inside = false;
        for (const ring of shape.rings) if (insideRing(ring, x, y)) inside = !inside;
        if (inside) return i;
    }
    return -1;
}

/** Each edge once: its ends in the plane and the one or two areas it borders. */
interface Edges {
    ends: Float64Array;
    /** Two for each edge; -1: no second area. */
    sides: Int32Array;
}

// Corners are told apart by their place on a grid this fine over the territory.
const GRAIN = 2 ** 24;
const edgesOf = new WeakMap<Geometry, Edges>();

function edges(geometry: Geometry): Edges {
    const known = edgesOf.get(geometry);
    if (known) return known;
    const { box, shapes } = geometry;
    const grain = GRAIN / Math.max(box.x1 - box.x0, box.y1 - box.y0, 1e-12);
    const corners = new Map<number, number>();
    const cornerAt = (x: number, y: number): number => {
        const place = Math.round((x - box.x0) * grain) * GRAIN * 4 + Math.round((y - box.y0) * grain);
        let at = corners.get(place);
        if (at === undefined) corners.set(place, (at = corners.size));
        return at;
    };
    const found = new Map<number, number>();
    const ends: number[] = [];
    const sides: number[] = [];
    shapes.forEach((shape, at) => {
        for (const ring of shape.rings) {
            const n = ring.length / 2;
            if (!n) continue;
            let before = cornerAt(ring[2 * n - 2] as number, ring[2 * n - 1] as number);
            for (let i = 0, j = n - 1; i < n; j = i++) {
                const here = cornerAt(ring[2 * i] as number, ring[2 * i + 1] as number);
                const key = Math.min(before, here) * GRAIN * 4 + Math.max(before, here);
                const same = before === here;
                before = here;
                if (same) continue;
                const other = found.get(key);
                if (other !== undefined && sides[2 * other + 1] === -1) {
                    sides[2 * other + 1] = at;
                    continue;
                }
                found.set(key, sides.length / 2);
                sides.push(at, -1);
                ends.push(ring[2 * j] as number, ring[2 * j + 1] as number, ring[2 * i] as number, ring[2 * i + 1] as number);
            }
        }
    });
    const made = { ends: Float64Array.from(ends), sides: Int32Array.from(sides) };
    edgesOf.set(geometry, made);
    return made;
}

function edgesWhere(geometry: Geometry, drawn: (a: number, b: number) => boolean): Path2D {
    const { ends, sides } = edges(geometry);
    const path = new Path2D();
    for (let i = 0; i < sides.length; i += 2) {
        if (!drawn(sides[i] as number, sides[i + 1] as number)) continue;
        path.moveTo(ends[2 * i] as number, ends[2 * i + 1] as number);
        path.lineTo(ends[2 * i + 2] as number, ends[2 * i + 3] as number);
    }
    return path;
}

/** The edges between areas of different groups, and those at the border of the territory. */
export function outline(geometry: Geometry, groupOf: (index: number) => string | null): Path2D {
    const inside = (at: number) => at >= 0 && !(geometry.shapes[at] as Shape).outside;
    return edgesWhere(geometry, (a, b) => {
        if (!inside(a)) return inside(b);
        return !inside(b) || groupOf(a) !== groupOf(b);
    });
}

/** The border around the areas for which `of` holds. */
export function border(geometry: Geometry, of: (index: number) => boolean): Path2D {
    return edgesWhere(geometry, (a, b) => of(a) !== (b >= 0 && of(b)));
}

/** Middle of each group of areas, where its label stands: of its boxes, weighted by their size. */
export function middles(
    geometry: Geometry,
    groupOf: (index: number) => string | null,
): Map<string, { x: number; y: number; width: number }> {
    const sums = new Map<string, { x: number; y: number; w: number; x0: number; x1: number }>();
    geometry.shapes.forEach((shape, at) => {
        const group = groupOf(at);
        if (group === null || shape.outside) return;
        const { box } = shape;
        const weight = Math.max((box.x1 - box.x0) * (box.y1 - box.y0), 1e-12);
        const sum = sums.get(group) ?? { x: 0, y: 0, w: 0, x0: Infinity, x1: -Infinity };
        sum.x0 = Math.min(sum.x0, box.x0);
        sum.x1 = Math.max(sum.x1, box.x1);
        sum.x += ((box.x0 + box.x1) / 2) * weight;
        sum.y += ((box.y0 + box.y1) / 2) * weight;
        sum.w += weight;
        sums.set(group, sum);
    });
    return new Map([...sums].map(([key, sum]) => [key, { x: sum.x / sum.w, y: sum.y / sum.w, width: sum.x1 - sum.x0 }]));
}
