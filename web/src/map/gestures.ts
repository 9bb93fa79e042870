// Pointer, wheel and two fingers become pointing, tapping, moving and zooming.
import { pan, zoom, type View } from './view';

export interface Gestures {
    view: () => View | null;
    least: () => number;
    setView: (view: View) => void;
    point: (x: number, y: number) => void;
    leave: () => void;
    tap: (x: number, y: number) => void;
    /** True where the place holds something to be carried instead of moving the map. */
    grab: (x: number, y: number) => boolean;
    carry: (x: number, y: number) => void;
    drop: (x: number, y: number) => void;
}

const STILL_PX = 4;

export function follow(element: HTMLElement, g: Gestures): () => void {
    const down = new Map<number, { x: number; y: number }>();
    let start = { x: 0, y: 0 };
    let travelled = false;
    let carrying = false;

    const at = (event: MouseEvent) => {
        const box = element.getBoundingClientRect();
        return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    const onDown = (event: PointerEvent) => {
        if (event.button !== 0) return;
        const here = at(event);
        down.set(event.pointerId, here);
        element.setPointerCapture(event.pointerId);
        if (down.size > 1) return;
        start = here;
        travelled = false;
        carrying = g.grab(here.x, here.y);
    };

    const pinch = (event: PointerEvent, here: { x: number; y: number }, view: View) => {
        const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
        const before = down.get(event.pointerId);
        if (!other || !before) return;
        const was = Math.hypot(before.x - other.x, before.y - other.y);
        const is = Math.hypot(here.x - other.x, here.y - other.y);
        if (was > 0) g.setView(zoom(view, is / was, (here.x + other.x) / 2, (here.y + other.y) / 2, g.least()));
    };

    const onMove = (event: PointerEvent) => {
        const here = at(event);
        const before = down.get(event.pointerId);
        const view = g.view();
        if (!before || !view) {
            if (event.pointerType === 'mouse') g.point(here.x, here.y);
            return;
        }
        if (Math.hypot(here.x - start.x, here.y - start.y) > STILL_PX) travelled = true;
        if (down.size > 1) pinch(event, here, view);
        else if (carrying) g.carry(here.x, here.y);
        else if (travelled) {
            g.leave();
            g.setView(pan(view, here.x - before.x, here.y - before.y));
        }
        if (travelled || down.size > 1) down.set(event.pointerId, here);
    };

    const onUp = (event: PointerEvent) => {
        if (!down.delete(event.pointerId)) return;
        const here = at(event);
        if (down.size) return;
        if (carrying && travelled) g.drop(here.x, here.y);
        else if (!travelled) g.tap(here.x, here.y);
        if (carrying && !travelled) g.drop(-1, -1);
        carrying = false;
    };

    const onCancel = (event: PointerEvent) => {
        down.delete(event.pointerId);
        if (carrying) g.drop(-1, -1);
        carrying = false;
    };

    const onWheel = (event: WheelEvent) => {
        const view = g.view();
        if (!view) return;
        event.preventDefault();
        const here = at(event);
        g.setView(zoom(view, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), here.x, here.y, g.least()));
    };

    const leave = () => g.leave();
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onCancel);
    element.addEventListener('pointerleave', leave);
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
        element.removeEventListener('pointerdown', onDown);
        element.removeEventListener('pointermove', onMove);
        element.removeEventListener('pointerup', onUp);
        element.removeEventListener('pointercancel', onCancel);
        element.removeEventListener('pointerleave', leave);
        element.removeEventListener('wheel', onWheel);
    };
}
