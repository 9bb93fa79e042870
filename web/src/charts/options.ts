// How charts look: quiet axes, the map's colours, no animation.
import type { EChartsCoreOption } from 'echarts/core';
import { FONT } from '../map/paint';
import { theme } from '../state/theme';

export type EChartsOption = EChartsCoreOption;

export interface ChartColours {
    ink: string;
    soft: string;
    rule: string;
    paper: string;
    series: string[];
    out: string;
    access: string;
    accent: string;
}

export function chartColours(): ChartColours {
    const dark = theme.value === 'dark';
    return {
        ink: dark ? '#e6e6e1' : '#1f2328',
        soft: dark ? '#a3a8ad' : '#575d65',
        rule: dark ? '#33373b' : '#d9dad3',
        paper: dark ? '#1d2023' : '#ffffff',
        series: dark
            ? ['#6d9bcc', '#d3a651', '#84b973', '#c086b3', '#72bdb9', '#cf7f7c', '#aaa28c', '#9c94d6']
            : ['#3d6a9b', '#b07d22', '#54893f', '#955585', '#3f8a87', '#a34c49', '#756d58', '#655db0'],
        out: dark ? '#d28468' : '#a14a35',
        access: dark ? '#74b7b0' : '#2c756f',
        accent: dark ? '#7ab8e2' : '#1f5f8b',
    };
}

export function base(c: ChartColours): EChartsOption {
    return {
        animation: false,
        textStyle: { fontFamily: FONT, fontSize: 12, color: c.ink },
        grid: { left: 12, right: 18, top: 34, bottom: 8, containLabel: true },
    };
}

/** Text drawn on the canvas: the policy of the pages forbids styles inside markup. */
export function tooltip(c: ChartColours, extra: object = {}): object {
    return {
        renderMode: 'richText',
        backgroundColor: c.paper,
        borderColor: c.rule,
        borderWidth: 1,
        padding: [5, 9],
        textStyle: { color: c.ink, fontSize: 12, fontFamily: FONT },
        ...extra,
    };
}

export function axis(c: ChartColours, extra: object = {}): object {
    return {
        axisLine: { lineStyle: { color: c.rule } },
        axisTick: { show: false },
        axisLabel: { color: c.soft, fontSize: 11.5, hideOverlap: true },
        splitLine: { lineStyle: { color: c.rule, width: 0.6 } },
        nameTextStyle: { color: c.soft, fontSize: 11.5 },
        ...extra,
    };
}
