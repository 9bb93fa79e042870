// Names on the map: those that matter most first, none over another.
import type { Geometry } from './geometry';
import type { Mark } from './layers';
import { FONT, screen, type Prepared } from './paint';
import type { Palette } from './palette';
import type { View } from './view';

interface Taken {
    x0: number;
    y0: number;
    x1: number;
    y1: number;
}

class Labels {
    private taken: Taken[] = [];

    constructor(
        private ctx: CanvasRenderingContext2D,
        private c: Palette,
        private width: number,
        private height: number,
    ) {}

    /** Writes the text with its middle (or left end) at a place unless something stands there. */
    put(text: string, x: number, y: number, font: string, colour: string, left = false, room = Infinity): void {
        this.ctx.font = font;
        const lines = this.broken(text, room);
        const widths = lines.map((line) => this.ctx.measureText(line).width);
        const w = Math.max(...widths);
        if (w > room) return;
        const x0 = left ? x : x - w / 2;
        const high = 8 + (lines.length - 1) * (LINE_PX / 2);
        const box = { x0: x0 - 2, y0: y - high, x1: x0 + w + 2, y1: y + high };
        if (box.x1 < 0 || box.x0 > this.width || box.y1 < 0 || box.y0 > this.height) return;
        for (const t of this.taken) if (box.x0 < t.x1 && box.x1 > t.x0 && box.y0 < t.y1 && box.y1 > t.y0) return;
        this.taken.push(box);
        this.ctx.textAlign = 'left';
        this.ctx.textBaseline = 'middle';
        this.ctx.lineJoin = 'round';
        this.ctx.lineWidth = 3;
        this.ctx.strokeStyle = this.c.halo;
        this.ctx.fillStyle = colour;
        lines.forEach((line, i) => {
            const at = left ? x : x - (widths[i] as number) / 2;
            const down = y + (i - (lines.length - 1) / 2) * LINE_PX;
            this.ctx.globalAlpha = 0.9;
            this.ctx.strokeText(line, at, down);
            this.ctx.globalAlpha = 1;
            this.ctx.fillText(line, at, down);
        });
    }

    /** In as many lines as its room asks for, at most three, where it has words. */
    private broken(text: string, room: number): string[] {
        const width = (line: string) => this.ctx.measureText(line).width;
        const words = text.split(' ');
        if (words.length < 2 || width(text) <= room) return [text];
        const lines: string[] = [];
        for (const word of words) {
            const last = lines[lines.length - 1];
            if (last !== undefined && width(`${last} ${word}`) <= room) lines[lines.length - 1] = `${last} ${word}`;
            else lines.push(word);
        }
        return lines.length > LINES_MAX ? [text] : lines;
    }

    /** Right of a mark, or left of it where the picture ends. */
    putBeside(text: string, x: number, y: number, away: number, font: string, colour: string): void {
        this.ctx.font = font;
        const w = this.ctx.measureText(text).width;
        this.put(text, x + away + w > this.width - 4 ? x - away - w : x + away, y, font, colour, true);
    }

    keep(x: number, y: number, r: number): void {
        this.taken.push({ x0: x - r, y0: y - r, x1: x + r, y1: y + r });
    }
}

const AREA_NAMES_MAX = 150;
const LINES_MAX = 3;
const LINE_PX = 14;

/** Names of labelled marks alone: over flow lines. */
export function paintMarkLabels(
    ctx: CanvasRenderingContext2D,
    geometry: Geometry,
    marks: Mark[],
    view: View,
    c: Palette,
    width: number,
    height: number,
): void {
    const labels = new Labels(ctx, c, width, height);
    putMarks(labels, geometry, marks, view, c);
}

function putMarks(labels: Labels, geometry: Geometry, marks: Mark[], view: View, c: Palette): void {
    for (const mark of marks) {
        if (!mark.label) continue;
        const [x, y] = screen(view, ...geometry.project(mark.lon, mark.lat));
        labels.putBeside(mark.name, x, y, mark.size + 4, `600 12px ${FONT}`, c.ink);
    }
}

export function paintLabels(
    ctx: CanvasRenderingContext2D,
    geometry: Geometry,
    ready: Prepared,
    marks: Mark[],
    view: View,
    c: Palette,
    width: number,
    height: number,
): void {
    const labels = new Labels(ctx, c, width, height);
    for (const mark of marks) {
        if (mark.shape === 'hospital') continue;
        const [x, y] = screen(view, ...geometry.project(mark.lon, mark.lat));
        labels.keep(x, y, mark.size);
    }
    putMarks(labels, geometry, marks, view, c);
    for (const label of ready.labels) {
        const [x, y] = screen(view, label.x, label.y);
        labels.put(label.text, x, y, `700 ${ready.labels.length > 12 ? 12 : 14}px ${FONT}`, c.ink, false, label.width * view.k * 1.15);
    }
    const roomy = geometry.shapes.filter((shape) => {
        if (shape.outside || (shape.box.x1 - shape.box.x0) * view.k < 44) return false;
        const [x, y] = screen(view, shape.x, shape.y);
        return x > 0 && y > 0 && x < width && y < height;
    });
    roomy.sort((a, b) => b.population - a.population);
    for (const shape of roomy.slice(0, AREA_NAMES_MAX)) {
        const [x, y] = screen(view, shape.x, shape.y);
        const room = (shape.box.x1 - shape.box.x0) * view.k * 1.1;
        labels.put(shape.name, x, y, `11px ${FONT}`, c.outline, false, room);
    }
}
