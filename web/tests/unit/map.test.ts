import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MapData, Ring } from '../../src/api/types';
import { classOf, divergingBreaks, quantileBreaks, spread } from '../../src/map/classes';
import { areaAt, build, middles, outline } from '../../src/map/geometry';
import { fit, pan, scaleBar, zoom } from '../../src/map/view';
import { nextUnit } from '../../src/map/walk';

const square = (lon: number, lat: number): Ring => [[lon, lat], [lon + 1, lat], [lon + 1, lat + 1], [lon, lat + 1]];
const area = (id: string, lon: number, lat: number, outside = false) => ({
    id, name: id, region_id: null, outside, population: 1, lon: lon + 0.5, lat: lat + 0.5, rings: outside ? [] : [square(lon, lat)],
});
// Two by two about the equator, and a neighbour beyond the border.
const data: MapData = {
    crs: 'wgs84', boundaries: 'computed', source: null, regions: [], hospitals: [],
    areas: [area('sw', 0, -1), area('se', 1, -1), area('nw', 0, 0), area('ne', 1, 0), area('far', 9, 9, true)],
};

test('an area is found by a place inside it, none beside', () => {
    const g = build(data);
    const at = (lon: number, lat: number) => g.shapes[areaAt(g, ...g.project(lon, lat))]?.id;
    assert.equal(at(0.2, -0.2), 'sw');
    assert.equal(at(1.7, 0.9), 'ne');
    assert.equal(at(5, 5), undefined);
});

test('what lies outside does not widen the map', () => {
    const g = build(data);
    assert.ok(g.box.x1 < 3);
    assert.equal(g.shapes.length, 5);
});

test('the border of a group leaves out the edges inside it', () => {
    const g = build(data);
    const edges = (groupOf: (i: number) => string) => (outline(g, groupOf) as unknown as { calls: unknown[] }).calls.length / 2;
    assert.equal(edges(() => 'all'), 8, 'one group: its border only');
    assert.equal(edges((i) => (i < 2 ? 'south' : 'north')), 10, 'two groups: and the edges between them');
    assert.equal(edges((i) => String(i)), 12, 'four groups: every edge once');
});

test('labels stand in the middle of their group', () => {
    const g = build(data);
    const at = middles(g, () => 'all').get('all');
    assert.ok(at && Math.abs(at.y) < 1e-9);
    assert.ok(at && Math.abs(at.width - (g.box.x1 - g.box.x0)) < 1e-9);
});

test('arrow keys go to the neighbour in that direction and stop at the border', () => {
    const g = build(data);
    const unitOf = (i: number) => (i < 4 ? (g.shapes[i]?.id ?? null) : null);
    assert.equal(nextUnit(g, unitOf, 'sw', [1, 0])?.id, 'se');
    assert.equal(nextUnit(g, unitOf, 'sw', [0, -1])?.id, 'nw');
    assert.equal(nextUnit(g, unitOf, 'ne', [1, 0]), null);
    assert.ok(nextUnit(g, unitOf, null, [1, 0]));
});

test('quantiles make classes of equal size; repeated figures make fewer', () => {
    assert.deepEqual(quantileBreaks([1, 2, 3, 4, 5, 6, 7, 8], 4), [3, 5, 7]);
    assert.deepEqual(quantileBreaks([0, 0, 0, 0, 0, 5], 3), []);
    assert.deepEqual(quantileBreaks([], 7), []);
    assert.deepEqual(quantileBreaks([null, NaN, 1], 2), []);
});

test('classes: below the first break, at a break, none', () => {
    assert.equal(classOf(0, [1, 2]), 0);
    assert.equal(classOf(1, [1, 2]), 1);
    assert.equal(classOf(9, [1, 2]), 2);
    assert.equal(classOf(null, [1, 2]), -1);
    assert.equal(classOf(NaN, [1, 2]), -1);
});

test('diverging breaks are alike on both sides of nought', () => {
    const breaks = divergingBreaks([-3, 1, 2, 6]);
    assert.equal(breaks.length, 6);
    breaks.forEach((value, i) => assert.equal(value, -(breaks[5 - i] as number)));
    assert.deepEqual(divergingBreaks([0, 0]), []);
});

test('few classes still use the whole ramp', () => {
    assert.deepEqual(spread(['a', 'b', 'c', 'd', 'e', 'f', 'g'], 3), ['a', 'd', 'g']);
    assert.equal(spread(['a', 'b', 'c'], 1).length, 1);
});

test('zooming keeps the place under the pointer and its limits', () => {
    const view = fit({ x0: 0, y0: 0, x1: 10, y1: 5 }, 400, 300, 0);
    assert.equal(view.k, 40);
    const near = zoom(view, 2, 100, 100, view.k);
    assert.ok(Math.abs((100 - near.x) / near.k - (100 - view.x) / view.k) < 1e-9);
    assert.ok(zoom(view, 1e9, 0, 0, view.k).k <= view.k * 60);
    assert.ok(zoom(view, 1e-9, 0, 0, view.k).k >= view.k * 0.8);
    assert.equal(pan(view, 5, -5).x, view.x + 5);
});

test('the scale bar is a round length that fits', () => {
    const bar = scaleBar({ k: 50, x: 0, y: 0 }, 111.195, 110);
    assert.ok(bar.width <= 110 && bar.width > 30);
    assert.equal(bar.km, 200);
});
