// Walking over the map with the arrow keys.
import type { Geometry } from './geometry';
import type { UnitOf } from './layers';

export interface Stop {
    id: string;
    x: number;
    y: number;
}

function stops(geometry: Geometry, unitOf: UnitOf): Map<string, Stop> {
    const sums = new Map<string, Stop & { n: number }>();
    geometry.shapes.forEach((shape, i) => {
        const id = unitOf(i);
        if (id === null) return;
        const sum = sums.get(id) ?? { id, x: 0, y: 0, n: 0 };
        sum.x += shape.x;
        sum.y += shape.y;
        sum.n++;
        sums.set(id, sum);
    });
    return new Map([...sums].map(([id, sum]) => [id, { id, x: sum.x / sum.n, y: sum.y / sum.n }]));
}

/** The nearest unit in a direction: distance ahead, with what lies aside counting double. */
export function nextUnit(geometry: Geometry, unitOf: UnitOf, from: string | null, way: [number, number]): Stop | null {
    const all = stops(geometry, unitOf);
    const { box } = geometry;
    const here = from !== null ? all.get(from) : undefined;
    if (!here) {
        const middle = { x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2 };
        return least(all, (stop) => Math.hypot(stop.x - middle.x, stop.y - middle.y));
    }
    return least(all, (stop) => {
        const dx = stop.x - here.x;
        const dy = stop.y - here.y;
        const ahead = dx * way[0] + dy * way[1];
        const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
        return ahead <= 0 || aside > 2.5 * ahead ? Infinity : ahead + 2 * aside;
    });
}

function least(all: Map<string, Stop>, cost: (stop: Stop) => number): Stop | null {
    let best: Stop | null = null;
    let lowest = Infinity;
    for (const stop of all.values()) {
        const value = cost(stop);
        if (value < lowest) {
            lowest = value;
            best = stop;
        }
    }
    return best;
}
