// Figures as people read them: 万 and 亿 in Chinese, K and M in English, no more digits than the data bear.
import { lang } from '../i18n';

export const DASH = '–';

const minus = (text: string): string => text.replace(/^-/, '−');

function digits(value: number, most: number): string {
    return value.toLocaleString('en-US', { maximumFractionDigits: most, useGrouping: false });
}

function significant(value: number): string {
    const size = Math.abs(value);
    return digits(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** A count: 385万, 3.85M; below ten thousand in full. */
export function count(value: number | null | undefined): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
    const size = Math.abs(value);
    if (lang.value === 'zh') {
        if (size >= 99_950_000) return `${significant(value / 1e8)}亿`;
        if (size >= 10_000) return `${significant(value / 1e4)}万`;
    } else {
        if (size >= 999_500_000) return `${significant(value / 1e9)}B`;
        if (size >= 999_500) return `${significant(value / 1e6)}M`;
        if (size >= 10_000) return `${significant(value / 1e3)}K`;
    }
    return grouped(value);
}

/** A count in full, for tables: 3,848,264. */
export function grouped(value: number | null | undefined, most = 0): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
    return minus(value.toLocaleString('en-US', { maximumFractionDigits: most }));
}

/** A share as per cent with one decimal. */
export function percent(value: number | null | undefined, most = 1): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
    return `${(value * 100).toFixed(most)}%`;
}

/** Shares with as many decimals as it takes to tell the given ones apart, at most two. */
export function percentFor(values: number[]): (value: number) => string {
    for (let most = 0; most < 2; most++) {
        if (new Set(values.map((v) => (v * 100).toFixed(most))).size === values.length) return (v) => percent(v, most);
    }
    return (v) => percent(v, 2);
}

/** A change of a share in percentage points, with its sign. */
export function points(value: number | null | undefined, most = 1): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
    const text = (Math.abs(value) * 100).toFixed(most);
    const sign = Number(text) === 0 ? '±' : value > 0 ? '+' : '−';
    return `${sign}${text}`;
}

/** A figure with three significant digits; whole numbers as they are. */
export function figure(value: number | null | undefined, most = 3): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
    if (value === 0) return '0';
    const size = Math.abs(value);
    if (size >= 1000) return count(value);
    if (Number.isInteger(value) || size < 1e-4) return minus(Number(value.toPrecision(most)).toString());
    return minus(value.toPrecision(most));
}

/** A change with its sign. */
export function signed(value: number | null | undefined, show: (value: number) => string = figure): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
    const text = show(Math.abs(value));
    if (Number(text) === 0) return `±${text}`;
    return (value > 0 ? '+' : '−') + text;
}

export function minutes(value: number | null | undefined): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
    return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}
