// A small plot in SVG: points with intervals, lines, bands. Prints; the table stands beside it.
import { TakeSvg } from '../take/Take';
export interface Point {
    x: number;
    y: number | null;
    low?: number | null;
    high?: number | null;
    label?: string;
    strong?: boolean;
}
export interface Line {
    points: [number, number | null][];
    dashed?: boolean;
    soft?: boolean;
    label?: string;
}

const W = 640;
const H = 300;
const PAD = { left: 62, right: 18, top: 14, bottom: 40 };

/** Round steps: at most about `n` of them. */
export function ticks(from: number, to: number, n: number): number[] {
    const span = to - from;
    if (!(span > 0)) return [from];
    const raw = span / n;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= raw) ?? raw;
    const list: number[] = [];
    for (let k = Math.ceil(from / step); k * step <= to + step * 1e-9; k++) list.push(Number((k * step).toPrecision(12)));
    return list;
}

export function Plot(props: { points: Point[]; lines?: Line[]; xName: string; yName: string; label: string; zero?: number; mark?: number; xText?: (x: number) => string }) {
    const lines = props.lines ?? [];
    const fine = (v: number | null | undefined): v is number => v !== null && v !== undefined && Number.isFinite(v);
    const xs = [...props.points.map((p) => p.x), ...lines.flatMap((l) => l.points.map(([x]) => x))].filter(fine);
    const ys = [...props.points.flatMap((p) => [p.y, p.low, p.high]), ...lines.flatMap((l) => l.points.map(([, y]) => y)), props.zero].filter(fine);
    if (!xs.length || !ys.length) return null;
    const room = (list: number[]): [number, number] => {
        const low = Math.min(...list);
        const high = Math.max(...list);
        const pad = (high - low || Math.abs(high) || 1) * 0.06;
        return [low - pad, high + pad];
    };
    const [x0, x1] = room(xs);
    const [y0, y1] = room(ys);
    const x = (v: number) => PAD.left + ((v - x0) / (x1 - x0)) * (W - PAD.left - PAD.right);
    const y = (v: number) => H - PAD.bottom - ((v - y0) / (y1 - y0)) * (H - PAD.top - PAD.bottom);
    const path = (points: [number, number | null][]) => {
        let pen = 'M';
        return points.map(([px, py]) => {
            if (!fine(py)) { pen = 'M'; return ''; }
            const step = `${pen}${x(px).toFixed(1)} ${y(py).toFixed(1)}`;
            pen = 'L';
            return step;
        }).join(' ');
    };
    return (
        <figure class="plot">
            <TakeSvg label={props.label} />
            <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={props.label}>
                {ticks(y0, y1, 6).map((v) => <g key={`y${v}`}><line class="grid" x1={PAD.left} x2={W - PAD.right} y1={y(v)} y2={y(v)} /><text class="soft" x={PAD.left - 6} y={y(v) + 4} text-anchor="end">{v}</text></g>)}
                {ticks(x0, x1, 10).map((v) => <text key={`x${v}`} class="soft" x={x(v)} y={H - PAD.bottom + 16} text-anchor="middle">{props.xText ? props.xText(v) : v}</text>)}
                {fine(props.zero) && <line class="axis" x1={PAD.left} x2={W - PAD.right} y1={y(props.zero)} y2={y(props.zero)} />}
                {fine(props.mark) && <line class="mark" x1={x(props.mark)} x2={x(props.mark)} y1={PAD.top} y2={H - PAD.bottom} />}
                {lines.map((l, i) => <path key={i} class={`${l.dashed ? 'dashed' : ''} ${l.soft ? 'softline' : 'line'}`} d={path(l.points)} />)}
                {props.points.map((p, i) => fine(p.y) && (
                    <g key={i} class={p.strong ? 'strong' : ''}>
                        {fine(p.low) && fine(p.high) && <line class="interval" x1={x(p.x)} x2={x(p.x)} y1={y(p.low)} y2={y(p.high)} />}
                        <circle class="point" cx={x(p.x)} cy={y(p.y)} r={4}>{p.label && <title>{p.label}</title>}</circle>
                    </g>
                ))}
                <text class="soft" x={(PAD.left + W - PAD.right) / 2} y={H - 6} text-anchor="middle">{props.xName}</text>
                <text class="soft" x={14} y={PAD.top + 2} transform={`rotate(-90 14 ${H / 2})`} text-anchor="middle" dx={0} dy={H / 2 - PAD.top}>{props.yName}</text>
            </svg>
            {lines.some((l) => l.label) && <figcaption class="keys">{lines.filter((l) => l.label).map((l) => <span key={l.label}><svg viewBox="0 0 24 10" aria-hidden="true" class="wide"><path class={`${l.dashed ? 'dashed' : ''} ${l.soft ? 'softline' : 'line'}`} d="M0 5H24" /></svg>{l.label}</span>)}</figcaption>}
        </figure>
    );
}
