// Draws areas, borders, marks and flow lines on a canvas.
import { border, middles, outline, type Geometry } from './geometry';
import type { Arc, MapLayers, Mark, UnitOf } from './layers';
import type { Palette } from './palette';
import type { View } from './view';

export const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';

/** Paths that only change with the figures, not with the view. */
export interface Prepared {
    fills: { colour: string; alpha: number; path: Path2D }[];
    borders: Path2D;
    outside: Path2D;
    outline: Path2D | null;
    changed: Path2D | null;
    labels: { x: number; y: number; width: number; text: string }[];
}

function gather(geometry: Geometry, colourOf: (index: number) => string): Map<string, Path2D> {
    const paths = new Map<string, Path2D>();
    geometry.shapes.forEach((shape, i) => {
        if (shape.outside) return;
        const colour = colourOf(i);
        let path = paths.get(colour);
        if (!path) paths.set(colour, (path = new Path2D()));
        path.addPath(shape.path);
    });
    return paths;
}

// Figures change more often than zones do.
const NO_GROUPS: (string | null)[] = [];
const outlines = new WeakMap<Geometry, WeakMap<object, Path2D>>();

function keptOutline(geometry: Geometry, groups: object, groupOf: (index: number) => string | null): Path2D {
    let known = outlines.get(geometry);
    if (!known) outlines.set(geometry, (known = new WeakMap()));
    let path = known.get(groups);
    if (!path) known.set(groups, (path = outline(geometry, groupOf)));
    return path;
}

export function prepare(geometry: Geometry, layers: MapLayers, colours: Palette): Prepared {
    const { classes, groups } = layers;
    const zoneFill = (i: number): string => {
        const group = groups?.of[i];
        const number = group ? groups?.fill?.get(group) : undefined;
        return number === undefined ? colours.none : (colours.zones[number % colours.zones.length] as string);
    };
    const classFill = (i: number): string => {
        const at = classes?.[i] ?? -1;
        return at < 0 ? colours.none : (layers.colours?.[at] ?? colours.none);
    };
    const byZone = !classes && !!groups?.fill;
    const fills = [...gather(geometry, byZone ? zoneFill : classFill)].map(([colour, path]) => ({
        colour,
        path,
        alpha: byZone && colour !== colours.none ? 0.38 : 1,
    }));
    const borders = new Path2D();
    const outside = new Path2D();
    const changed = new Path2D();
    for (const shape of geometry.shapes) {
        (shape.outside ? outside : borders).addPath(shape.path);
        if (layers.changed?.has(shape.id)) changed.addPath(shape.path);
    }
    const groupOf = (i: number) => groups?.of[i] ?? null;
    const labels = groups
        ? [...middles(geometry, groupOf)].map(([id, at]) => ({ ...at, text: groups.names.get(id) ?? id }))
        : [];
    return {
        fills,
        borders,
        outside,
        outline: keptOutline(geometry, groups?.of ?? NO_GROUPS, groupOf),
        changed: layers.changed?.size ? changed : null,
        labels: labels.length > 80 ? [] : labels,
    };
}

export function toPlane(ctx: CanvasRenderingContext2D, view: View, ratio: number): void {
    ctx.setTransform(ratio * view.k, 0, 0, ratio * view.k, ratio * view.x, ratio * view.y);
}

export function paintAreas(ctx: CanvasRenderingContext2D, ready: Prepared, view: View, c: Palette, fine: boolean): void {
    ctx.lineJoin = 'round';
    ctx.fillStyle = c.outside;
    ctx.fill(ready.outside);
    for (const { colour, alpha, path } of ready.fills) {
        ctx.globalAlpha = alpha;
        ctx.fillStyle = colour;
        ctx.fill(path);
    }
    ctx.globalAlpha = 1;
    if (fine) {
        ctx.strokeStyle = c.border;
        ctx.lineWidth = 0.6 / view.k;
        ctx.stroke(ready.borders);
        ctx.strokeStyle = c.outline;
        ctx.globalAlpha = 0.25;
        ctx.stroke(ready.outside);
        ctx.globalAlpha = 1;
    }
    if (ready.outline) {
        ctx.strokeStyle = c.outline;
        ctx.lineWidth = 1.3 / view.k;
        ctx.stroke(ready.outline);
    }
    if (ready.changed) {
        ctx.strokeStyle = c.ink;
        ctx.lineWidth = 1.6 / view.k;
        ctx.setLineDash([4 / view.k, 3 / view.k]);
        ctx.stroke(ready.changed);
        ctx.setLineDash([]);
    }
}

export function paintUnit(
    ctx: CanvasRenderingContext2D,
    geometry: Geometry,
    unitOf: UnitOf,
    id: string,
    view: View,
    colour: string,
    width: number,
    halo: string,
): void {
    const around = borderOfUnit(geometry, unitOf, id);
    ctx.lineJoin = 'round';
    ctx.strokeStyle = halo;
    ctx.lineWidth = (width + 2) / view.k;
    ctx.stroke(around);
    ctx.strokeStyle = colour;
    ctx.lineWidth = width / view.k;
    ctx.stroke(around);
}

let keptUnit: { geometry: Geometry; unitOf: UnitOf; id: string; path: Path2D }[] = [];

function borderOfUnit(geometry: Geometry, unitOf: UnitOf, id: string): Path2D {
    const found = keptUnit.find((kept) => kept.geometry === geometry && kept.unitOf === unitOf && kept.id === id);
    if (found) return found.path;
    const path = border(geometry, (i) => unitOf(i) === id);
    keptUnit = [{ geometry, unitOf, id, path }, ...keptUnit].slice(0, 12);
    return path;
}

export function screen(view: View, x: number, y: number): [number, number] {
    return [x * view.k + view.x, y * view.k + view.y];
}

export function paintArcs(
    ctx: CanvasRenderingContext2D,
    geometry: Geometry,
    arcs: Arc[],
    view: View,
    c: Palette,
): void {
    ctx.lineCap = 'round';
    for (const arc of [...arcs].sort((a, b) => a.weight - b.weight)) {
        const [ax, ay] = screen(view, ...geometry.project(...arc.from));
        const [bx, by] = screen(view, ...geometry.project(...arc.to));
        const length = Math.hypot(bx - ax, by - ay);
        if (length < 6) continue;
        const bend = 0.16;
        const mx = (ax + bx) / 2 + (by - ay) * bend;
        const my = (ay + by) / 2 - (bx - ax) * bend;
        const width = 0.8 + 3.6 * Math.sqrt(arc.weight);
        const angle = Math.atan2(by - my, bx - mx);
        const head = 5 + width * 1.5;
        const ex = bx - Math.cos(angle) * head * 0.8;
        const ey = by - Math.sin(angle) * head * 0.8;
        for (const [colour, extra, alpha] of [[c.halo, 2, 0.8], [c.flow, 0, 0.82]] as const) {
            ctx.globalAlpha = alpha;
            ctx.strokeStyle = ctx.fillStyle = colour;
            ctx.lineWidth = width + extra;
            ctx.beginPath();
            ctx.moveTo(ax, ay);
            ctx.quadraticCurveTo(mx, my, ex, ey);
            ctx.stroke();
            if (extra) continue;
            ctx.beginPath();
            ctx.moveTo(bx, by);
            ctx.lineTo(bx - head * Math.cos(angle - 0.42), by - head * Math.sin(angle - 0.42));
            ctx.lineTo(bx - head * Math.cos(angle + 0.42), by - head * Math.sin(angle + 0.42));
            ctx.fill();
        }
    }
    ctx.globalAlpha = 1;
}

export function paintMarks(
    ctx: CanvasRenderingContext2D,
    geometry: Geometry,
    marks: Mark[],
    view: View,
    c: Palette,
    chosen: string | null,
): void {
    for (const mark of marks) {
        const [x, y] = screen(view, ...geometry.project(mark.lon, mark.lat));
        const r = mark.size;
        ctx.beginPath();
        if (mark.shape === 'existing') ctx.rect(x - r, y - r, 2 * r, 2 * r);
        else ctx.arc(x, y, r, 0, 7);
        const hollow = mark.shape === 'exporter';
        ctx.lineWidth = hollow ? 2 : 1.2;
        ctx.fillStyle = hollow ? c.halo : mark.shape === 'centre' ? c.accent : c.outline;
        ctx.globalAlpha = mark.shape === 'hospital' ? 0.8 : 1;
        ctx.strokeStyle = hollow ? c.exporter : c.halo;
        ctx.fill();
        ctx.stroke();
        ctx.globalAlpha = 1;
        if (mark.id !== chosen) continue;
        ctx.strokeStyle = c.ink;
        ctx.lineWidth = 2;
        ctx.beginPath();
        ctx.arc(x, y, r + 4, 0, 7);
        ctx.stroke();
    }
}
