// What part of the plane is on the screen.
import type { Box } from './geometry';

export interface View {
    /** Pixels for one plane unit. */
    k: number;
    x: number;
    y: number;
}

export const ZOOM_MAX = 60;

export function fit(box: Box, width: number, height: number, margin = 18): View {
    const w = Math.max(box.x1 - box.x0, 1e-9);
    const h = Math.max(box.y1 - box.y0, 1e-9);
    const k = Math.max(Math.min((width - 2 * margin) / w, (height - 2 * margin) / h), 1e-9);
    return { k, x: width / 2 - ((box.x0 + box.x1) / 2) * k, y: height / 2 - ((box.y0 + box.y1) / 2) * k };
}

/** Zooms about a place of the screen, not further out than `least` and not further in than 60 times that. */
export function zoom(view: View, factor: number, px: number, py: number, least: number): View {
    const k = Math.min(Math.max(view.k * factor, least * 0.8), least * ZOOM_MAX);
    const real = k / view.k;
    return { k, x: px - (px - view.x) * real, y: py - (py - view.y) * real };
}

export function pan(view: View, dx: number, dy: number): View {
    return { k: view.k, x: view.x + dx, y: view.y + dy };
}

/** A round length in kilometres whose bar is at most `pixels` long. */
export function scaleBar(view: View, unitKm: number, pixels: number): { km: number; width: number } {
    const most = (pixels / view.k) * unitKm;
    const power = 10 ** Math.floor(Math.log10(most));
    const lead = most / power;
    const km = (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
    return { km, width: (km / unitKm) * view.k };
}
