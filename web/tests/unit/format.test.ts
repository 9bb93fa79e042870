import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, period, span } from '../../src/format/date';
import { count, figure, grouped, minutes, percent, percentFor, points, signed } from '../../src/format/number';
import { setParams } from '../../src/state/url';

const inEnglish = (body: () => void): void => {
    setParams({ lang: 'en' }, true);
    try {
        body();
    } finally {
        setParams({ lang: 'zh' }, true);
    }
};

test('counts use 万 and 亿 in Chinese', () => {
    assert.equal(count(9_999), '9,999');
    assert.equal(count(10_000), '1万');
    assert.equal(count(3_848_263.5), '385万');
    assert.equal(count(99_950_000), '1亿');
    assert.equal(count(5_590_513_014), '55.9亿');
});

test('counts use K, M and B in English', () => inEnglish(() => {
    assert.equal(count(9_999), '9,999');
    assert.equal(count(12_345), '12.3K');
    assert.equal(count(999_999), '1M');
    assert.equal(count(3_848_263.5), '3.85M');
    assert.equal(count(5_590_513_014), '5.59B');
}));

test('what was not collected is a dash and never 0', () => {
    for (const show of [count, figure, grouped, minutes, percent, points]) {
        assert.equal(show(null), '–');
        assert.equal(show(undefined), '–');
        assert.equal(show(NaN), '–');
        assert.equal(show(Infinity), '–');
    }
    assert.equal(percent(0), '0.0%');
});

test('changes carry their sign, and none says so', () => {
    assert.equal(points(0.0123), '+1.2');
    assert.equal(points(-0.0123), '−1.2');
    assert.equal(points(0.00001), '±0.0');
    assert.equal(signed(-2.5), '−2.50');
    assert.equal(signed(0), '±0');
});

test('shares get the decimals that tell them apart', () => {
    assert.equal(percentFor([0.1, 0.2])(0.1), '10%');
    assert.equal(percentFor([0.101, 0.103])(0.101), '10.1%');
    assert.equal(percentFor([0.1001, 0.1003])(0.1001), '10.01%');
});

test('periods are read in both languages', () => {
    assert.equal(period('2023'), '2023年');
    assert.equal(period('2023Q2'), '2023年第2季度');
    assert.equal(period('2023-06'), '2023年6月');
    assert.equal(span(['2023Q1', '2024Q4']), '2023年第1季度至2024年第4季度');
    assert.equal(span([]), '');
    inEnglish(() => {
        assert.equal(period('2023-06'), 'Jun 2023');
        assert.equal(period('2023Q2'), 'Q2 2023');
    });
});

test('durations', () => {
    assert.equal(duration(59.4), '59秒');
    assert.equal(duration(61), '1分01秒');
    assert.equal(duration(null), '–');
});
