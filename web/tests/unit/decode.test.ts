import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeMap, type GridMap } from '../../src/map/decode';

test('a map on a grid becomes areas with rings, corners shared', () => {
    const map = decodeMap({
        crs: 'wgs84', boundaries: 'computed', source: null, regions: [{ id: 'R', name: 'r', level: '', parent_id: null }],
        grid: { lon: 100, lat: 30, step_lon: 0.5, step_lat: 0.25 },
        points: [0, 0, 2, 0, 0, 4, 2, -4],
        rings: [[[0, 0, 0]], [[3, 2, 0]], []],
        areas: { id: ['a', 'b', 'x'], name: ['A', 'B', 'X'], region: [0, -1, -1], population: [1, 2, 3], lon: [1, null, 0], lat: [1, null, 0], n_inside: 2 },
        hospitals: { id: ['h'], name: ['H'], lon: [2], lat: [4], area: [1], grade: [null], sponsor: [null], kind: [null], beds: [10], role: ['candidate'], n_inside: 1 },
    } as GridMap);
    assert.deepEqual(map.areas[0]?.rings, [[[100, 30], [101, 30], [101, 31], [100, 30]]]);
    assert.deepEqual(map.areas[1]?.rings, [[[100, 30], [101, 30], [102, 30], [100, 30]]].map((r) => [r[0], r[1], [102, 30], r[3]]));
    assert.equal(map.areas[0]?.region_id, 'R');
    assert.equal(map.areas[1]?.lon, null);
    assert.equal(map.areas[2]?.outside, true);
    assert.deepEqual([map.hospitals[0]?.area_id, map.hospitals[0]?.lon, map.hospitals[0]?.outside], ['b', 101, false]);
});
