import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../../src/i18n/en';
import { zh } from '../../src/i18n/zh';
import { t } from '../../src/i18n';

const holes = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] as string))].sort();

test('both languages have the same keys', () => {
    assert.deepEqual(Object.keys(en).sort(), Object.keys(zh).sort());
});

test('a text fills nothing in one language that the other does not know', () => {
    const free = new Set(['level', 'where', 'name', 'people', 'gap']);
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
        const only = (a: string, b: string) => holes(a).filter((hole) => !holes(b).includes(hole) && !free.has(hole));
        assert.deepEqual(only(zh[key], en[key]), [], `${key}: only in Chinese`);
        assert.deepEqual(only(en[key], zh[key]), [], `${key}: only in English`);
    }
});

test('figures are filled in, unknown holes stay', () => {
    assert.equal(t('table.rows', { n: 3 }), '3 行');
    assert.equal(t('table.rows', {}), '{n} 行');
});
