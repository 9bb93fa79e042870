// The map: areas to point at, choose, zoom into, and walk through with the arrow keys.
import { effect } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { t } from '../i18n';
import { hover, hovered, select, selected, type Kind, type Thing } from '../state/selection';
import { theme } from '../state/theme';
import type { MapData } from '../api/types';
import { areaAt, build, type Geometry } from './geometry';
import type { MapLayers, UnitOf } from './layers';
import { paintLabels, paintMarkLabels } from './labels';
import { paintArcs, paintAreas, paintMarks, paintUnit, prepare, screen, toPlane } from './paint';
import { palette } from './palette';
import { follow, type Gestures } from './gestures';
import { nextUnit } from './walk';
import { fit, scaleBar, zoom, type View } from './view';
import { Controls, Furniture } from './Furniture';

export interface MapViewProps {
    data: MapData;
    layers: MapLayers;
    kind: Kind;
    unitOf: UnitOf;
    /** Name and figure of a unit, for the tip and for screen readers. */
    describe: (thing: Thing) => { title: string; lines: string[] } | null;
    label: string;
    legend?: ComponentChildren;
    /** Where given, areas are dragged to other groups instead of moving the map. */
    onMove?: ((areaId: string, toArea: string) => void) | undefined;
    /** Without buttons and legend: one of several small maps. */
    bare?: boolean | undefined;
}

const geometries = new WeakMap<MapData, Geometry>();

export function geometryOf(data: MapData): Geometry {
    let made = geometries.get(data);
    if (!made) geometries.set(data, (made = build(data)));
    return made;
}

// Room below the map, more where the legend is higher.
const FOOT_PX = 58;
// Areas that are painted within a frame; how often a moving larger map is painted, and how soon at rest.
const PAINT_AT_ONCE = 400;
const REPAINT_MS = 700;
const REST_MS = 110;

interface Tip {
    x: number;
    y: number;
    title: string;
    lines: string[];
}

export function MapView(props: MapViewProps) {
    const { data, layers, kind, unitOf, describe } = props;
    const geometry = geometryOf(data);
    const frame = useRef<HTMLDivElement>(null);
    const base = useRef<HTMLCanvasElement>(null);
    const over = useRef<HTMLCanvasElement>(null);
    const view = useRef<View | null>(null);
    const home = useRef<View>({ k: 1, x: 0, y: 0 });
    const moved = useRef(false);
    const foot = useRef(FOOT_PX);
    const size = useRef({ width: 0, height: 0 });
    const drag = useRef<{ from: string; x: number; y: number } | null>(null);
    const [tip, setTip] = useState<Tip | null>(null);
    const [bar, setBar] = useState({ km: 0, width: 0 });
    const [spoken, setSpoken] = useState('');
    const colours = palette(theme.value);
    const ready = useMemo(() => prepare(geometry, layers, colours), [geometry, layers, colours]);
    const latest = useRef({ props, ready, colours, geometry });
    latest.current = { props, ready, colours, geometry };
    const overBlank = useRef(false);
    const pending = useRef({ base: false, over: false });
    const painted = useRef<{ view: View; at: number; timer: number }>({ view: home.current, at: 0, timer: 0 });

    const paintBase = () => {
        const canvas = base.current;
        const ctx = canvas?.getContext('2d');
        if (!canvas || !ctx || !view.current) return;
        const { ready: r, colours: c, geometry: g, props: p } = latest.current;
        const ratio = devicePixelRatio || 1;
        const { width, height } = size.current;
        window.clearTimeout(painted.current.timer);
        painted.current = { view: view.current, at: performance.now(), timer: 0 };
        canvas.style.transform = '';
        ctx.setTransform(1, 0, 0, 1, 0, 0);
        ctx.clearRect(0, 0, canvas.width, canvas.height);
        toPlane(ctx, view.current, ratio);
        paintAreas(ctx, r, view.current, c, g.shapes.length < 4000 || view.current.k > home.current.k * 2);
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        // Legend and scale stand at the foot: a mark beyond the territory is not drawn under them.
        const below = p.bare || height < 380 ? height : height - foot.current;
        const v = view.current;
        const marks = (p.layers.marks ?? []).filter((m) => screen(v, ...g.project(m.lon, m.lat))[1] < below);
        paintMarks(ctx, g, marks, v, c, null);
        paintLabels(ctx, g, r, marks, v, c, width, height);
    };

    const paintOver = () => {
        const canvas = over.current;
        const ctx = canvas?.getContext('2d');
        if (!canvas || !ctx || !view.current) return;
        const { colours: c, geometry: g, props: p } = latest.current;
        const ratio = devicePixelRatio || 1;
        const chosen = selected.peek();
        const pointed = hovered.peek();
        const blank = !chosen && !pointed && !drag.current && !p.layers.arcs?.length;
        if (blank && overBlank.current) return;
        overBlank.current = blank;
        ctx.setTransform(1, 0, 0, 1, 0, 0);
        ctx.clearRect(0, 0, canvas.width, canvas.height);
        toPlane(ctx, view.current, ratio);
        if (chosen?.kind === p.kind) paintUnit(ctx, g, p.unitOf, chosen.id, view.current, c.ink, 2.4, c.halo);
        if (pointed?.kind === p.kind && pointed.id !== chosen?.id) {
            paintUnit(ctx, g, p.unitOf, pointed.id, view.current, c.accent, 1.8, c.halo);
        }
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        paintArcs(ctx, g, p.layers.arcs ?? [], view.current, c);
        const markId = chosen?.kind === 'hospital' ? chosen.id : null;
        const pointedMark = pointed?.kind === 'hospital' ? pointed.id : null;
        const named = p.layers.arcs?.length ? (p.layers.marks ?? []).filter((m) => m.label) : [];
        if (named.length) {
            paintMarks(ctx, g, named, view.current, c, null);
            paintMarkLabels(ctx, g, named, view.current, c, size.current.width, size.current.height);
        }
        const marks = (p.layers.marks ?? []).filter((m) => m.id === markId || m.id === pointedMark);
        if (marks.length) paintMarks(ctx, g, marks, view.current, c, markId ?? pointedMark);
        if (drag.current) {
            ctx.setLineDash([5, 4]);
            ctx.strokeStyle = c.ink;
            ctx.lineWidth = 2;
            const shape = g.shapes[g.index.get(drag.current.from) ?? -1];
            if (shape) {
                ctx.beginPath();
                ctx.moveTo(...screen(view.current, shape.x, shape.y));
                ctx.lineTo(drag.current.x, drag.current.y);
                ctx.stroke();
            }
            ctx.setLineDash([]);
        }
    };

    const ask = (what: 'base' | 'over') => {
        const waiting = pending.current;
        const idle = !waiting.base && !waiting.over;
        waiting[what] = true;
        if (!idle) return;
        requestAnimationFrame(() => {
            const todo = { ...waiting };
            waiting.base = waiting.over = false;
            if (todo.base) paintBase();
            paintOver();
        });
    };

    // A large map moves as the picture it is and is painted anew now and then, and when it rests.
    const shift = (next: View) => {
        const was = painted.current;
        if (!base.current || !was.at || performance.now() - was.at > REPAINT_MS) {
            ask('base');
            return;
        }
        const scale = next.k / was.view.k;
        base.current.style.transform = `translate(${next.x - was.view.x * scale}px, ${next.y - was.view.y * scale}px) scale(${scale})`;
        window.clearTimeout(was.timer);
        was.timer = window.setTimeout(() => ask('base'), REST_MS);
        ask('over');
    };

    const setView = (next: View, byHand = true) => {
        const grown = next.k !== view.current?.k;
        view.current = next;
        moved.current = byHand;
        if (grown) setBar(scaleBar(next, geometry.unitKm, 110));
        if (byHand && geometry.shapes.length > PAINT_AT_ONCE) shift(next);
        else ask('base');
    };

    const goHome = () => setView({ ...home.current }, false);

    useEffect(() => {
        const element = frame.current as HTMLDivElement;
        const watch = new ResizeObserver(() => {
            const width = element.clientWidth;
            const height = element.clientHeight;
            if (!width || !height) return;
            const ratio = devicePixelRatio || 1;
            size.current = { width, height };
            for (const canvas of [base.current, over.current]) {
                if (!canvas) continue;
                canvas.width = Math.round(width * ratio);
                canvas.height = Math.round(height * ratio);
            }
            const legend = element.querySelector('.map-furniture');
            foot.current = Math.max(FOOT_PX, legend ? legend.clientHeight : 0);
            home.current = fit(geometry.box, width, height - (latest.current.props.bare || height < 380 ? 0 : foot.current), 18);
            if (!view.current || !moved.current) goHome();
            // At once: on the way to paper there is no next frame.
            paintBase();
            paintOver();
        });
        watch.observe(element);
        const legend = element.querySelector('.map-furniture');
        if (legend) watch.observe(legend);
        return () => watch.disconnect();
    }, [geometry]);

    useEffect(() => ask('base'), [ready]);

    useEffect(
        () =>
            effect(() => {
                void selected.value;
                void hovered.value;
                ask('over');
            }),
        [],
    );

    const unitAt = (px: number, py: number): Thing | null => {
        const { geometry: g, props: p } = latest.current;
        const v = view.current;
        if (!v) return null;
        let best: Thing | null = null;
        let near = 9;
        for (const mark of p.layers.marks ?? []) {
            const [x, y] = screen(v, ...g.project(mark.lon, mark.lat));
            const away = Math.hypot(px - x, py - y) - mark.size;
            if (away < near && away < 4) {
                near = away;
                best = { kind: 'hospital', id: mark.id };
            }
        }
        if (best) return best;
        const at = areaAt(g, (px - v.x) / v.k, (py - v.y) / v.k);
        const id = at < 0 ? null : p.unitOf(at);
        return id === null ? null : { kind: p.kind, id };
    };

    const point = (px: number, py: number) => {
        const thing = unitAt(px, py);
        hover(thing);
        const about = thing && latest.current.props.describe(thing);
        setTip(about ? { x: px, y: py, ...about } : null);
    };

    const choose = (thing: Thing | null) => {
        const p = latest.current.props;
        if (p.bare) return;
        select(thing && thing.id === selected.peek()?.id ? null : thing);
    };

    useEffect(() => {
        const areaIdAt = (x: number, y: number): string | null => {
            const v = view.current;
            const g = latest.current.geometry;
            const shape = v && g.shapes[areaAt(g, (x - v.x) / v.k, (y - v.y) / v.k)];
            return shape && !shape.outside ? shape.id : null;
        };
        const gestures: Gestures = {
            view: () => view.current,
            least: () => home.current.k,
            setView,
            point,
            leave: () => {
                hover(null);
                setTip(null);
            },
            tap: (x, y) => choose(unitAt(x, y)),
            grab: (x, y) => {
                const from = latest.current.props.onMove ? areaIdAt(x, y) : null;
                if (!from) return false;
                drag.current = { from, x, y };
                return true;
            },
            carry: (x, y) => {
                if (drag.current) drag.current = { ...drag.current, x, y };
                point(x, y);
                ask('over');
            },
            drop: (x, y) => {
                const to = areaIdAt(x, y);
                const from = drag.current?.from;
                drag.current = null;
                ask('over');
                if (from && to && from !== to) latest.current.props.onMove?.(from, to);
            },
        };
        return follow(over.current as HTMLCanvasElement, gestures);
    }, []);

    const onKey = (event: KeyboardEvent) => {
        const g = geometry;
        const v = view.current;
        if (!v) return;
        const { width, height } = size.current;
        const arrows: Record<string, [number, number]> = {
            ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
        };
        const way = arrows[event.key];
        if (way) {
            if (event.shiftKey) setView({ ...v, x: v.x - way[0] * 60, y: v.y - way[1] * 60 });
            else {
                const now = hovered.value ?? selected.value;
                const next = nextUnit(g, unitOf, now?.kind === kind ? now.id : null, way);
                if (next) {
                    const thing = { kind, id: next.id };
                    hover(thing);
                    const about = describe(thing);
                    setSpoken(about ? [about.title, ...about.lines].join(', ') : next.id);
                    const [x, y] = screen(v, next.x, next.y);
                    if (x < 0 || y < 0 || x > width || y > height) {
                        setView({ ...v, x: v.x + width / 2 - x, y: v.y + height / 2 - y });
                    }
                    setTip(about ? { x, y, ...about } : null);
                }
            }
        } else if (event.key === 'Enter' || event.key === ' ') {
            choose(hovered.value);
        } else if (event.key === 'Escape') {
            if (!selected.value && !hovered.value) return;
            hover(null);
            setTip(null);
            select(null);
        } else if (event.key === '+' || event.key === '=') {
            setView(zoom(v, 1.4, width / 2, height / 2, home.current.k));
        } else if (event.key === '-') {
            setView(zoom(v, 1 / 1.4, width / 2, height / 2, home.current.k));
        } else if (event.key === '0') {
            goHome();
        } else return;
        event.preventDefault();
        event.stopPropagation();
    };

    const step = (factor: number) => {
        const v = view.current;
        const { width, height } = size.current;
        if (v) setView(zoom(v, factor, width / 2, height / 2, home.current.k));
    };

    return (
        <div class="map" ref={frame}>
            <canvas ref={base} aria-hidden="true" />
            <canvas
                ref={over}
                class={props.onMove ? 'over moving' : 'over'}
                tabIndex={0}
                role="application"
                aria-roledescription={t('map.role')}
                aria-label={`${props.label}. ${t('map.keys')}`}
                onKeyDown={onKey}
                onBlur={() => setTip(null)}
            />
            <div class="sr" aria-live="polite">{spoken}</div>
            {tip && (
                <div
                    class={tip.x > size.current.width - 230 ? 'tip left' : 'tip'}
                    style={{ left: `${tip.x}px`, top: `${Math.min(tip.y, size.current.height - 70)}px` }}
                >
                    <b>{tip.title}</b>
                    {tip.lines.map((line) => <span key={line}>{line}</span>)}
                </div>
            )}
            {!props.bare && <Controls onIn={() => step(1.5)} onOut={() => step(1 / 1.5)} onHome={goHome} />}
            {!props.bare && <Furniture data={data} bar={bar} legend={props.legend} />}
        </div>
    );
}
