// Figures into classes of colour.

/** Breaks between `n` classes of about equally many figures; fewer where figures repeat. */
export function quantileBreaks(values: (number | null)[], n: number): number[] {
    const sorted = values.filter((v): v is number => v !== null && Number.isFinite(v)).sort((a, b) => a - b);
    const breaks: number[] = [];
    for (let k = 1; k < n; k++) {
        const value = sorted[Math.floor((k * sorted.length) / n)];
        if (value !== undefined && value > (breaks[breaks.length - 1] ?? sorted[0] ?? 0)) breaks.push(value);
    }
    return breaks;
}

/** Breaks at round distances about nought, alike on both sides. */
export function divergingBreaks(values: (number | null)[]): number[] {
    const sizes = values.filter((v): v is number => v !== null && Number.isFinite(v)).map(Math.abs).sort((a, b) => a - b);
    const large = sizes[Math.floor(sizes.length * 0.95)] ?? 0;
    if (!(large > 0)) return [];
    const step = large / 3;
    return [-2.5 * step, -1.5 * step, -0.5 * step, 0.5 * step, 1.5 * step, 2.5 * step];
}

/** The class of a figure: how many breaks it reaches; -1 for none. */
export function classOf(value: number | null | undefined, breaks: number[]): number {
    if (value === null || value === undefined || !Number.isFinite(value)) return -1;
    let at = 0;
    while (at < breaks.length && value >= (breaks[at] as number)) at++;
    return at;
}

/** The colours for so many classes out of a ramp of seven, spread over its whole length. */
export function spread(ramp: readonly string[], n: number): string[] {
    if (n <= 1) return [ramp[Math.floor(ramp.length / 2)] as string];
    return Array.from({ length: n }, (_, i) => ramp[Math.round((i * (ramp.length - 1)) / (n - 1))] as string);
}
