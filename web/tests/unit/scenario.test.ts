import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Option } from '../../src/api/types';
import { toForm, toScenario, withChoices } from '../../src/pages/plan/scenario';

const keys: Option[] = [
    { name: 'name', type: 'text', default: '' },
    { name: 'centres.max_total', type: 'integer', default: '' },
    { name: 'centres.per_zone_min', type: 'integer', default: '1' },
    { name: 'centre_specialties.one_per_zone', type: 'boolean', default: 'true' },
    { name: 'hosts.grades', type: 'texts', default: '三级' },
    { name: 'fixed', type: 'picks', default: '' },
    { name: 'objective', type: 'weights', default: 'travel' },
];

test('only what is filled in is said, in its own type and place', () => {
    const form = { name: '一', 'centres.max_total': '8', 'centre_specialties.one_per_zone': 'false', 'hosts.grades': '三级甲等、三级', fixed: 'H1:肿瘤, H2', objective: 'travel=1,coverage=0.5' };
    assert.deepEqual(toScenario(form, keys), {
        name: '一',
        centres: { max_total: 8 },
        centre_specialties: { one_per_zone: false },
        hosts: { grades: ['三级甲等', '三级'] },
        fixed: [{ hospital_id: 'H1', specialty: '肿瘤' }, { hospital_id: 'H2' }],
        objective: { travel: 1, coverage: 0.5 },
    });
    assert.deepEqual(toScenario({}, keys), {});
});

test('a stored scenario comes back as the form that made it, defaults empty', () => {
    const form = { 'centres.max_total': '8', 'centre_specialties.one_per_zone': 'false', fixed: 'H1:肿瘤,H2', objective: 'travel=1,coverage=0.5' };
    const stored = { centres: { max_total: 8, per_zone_min: 1 }, centre_specialties: { one_per_zone: false }, hosts: { grades: ['三级'] }, fixed: [{ hospital_id: 'H1', specialty: '肿瘤' }, { hospital_id: 'H2', specialty: null }], objective: { travel: 1, coverage: 0.5 }, name: null };
    assert.deepEqual(toForm(stored, keys), form);
});

test('choices made by hand join those of the scenario; what is null is left out', () => {
    const next = withChoices({ seed: 1, centres: { max_total: null, per_zone_min: 1 }, fixed: [{ hospital_id: 'A' }], forbidden: [] }, [{ hospital_id: 'B', specialty: '神经' }], [{ hospital_id: 'C' }]);
    assert.deepEqual(next, { seed: 1, centres: { per_zone_min: 1 }, fixed: [{ hospital_id: 'A' }, { hospital_id: 'B', specialty: '神经' }], forbidden: [{ hospital_id: 'C' }] });
});
