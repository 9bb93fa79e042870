// The parts of ECharts that are used, and nothing else of it.
import { BarChart, LineChart, SankeyChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import type { EChartsOption } from './options';

use([LineChart, BarChart, SankeyChart, GridComponent, TooltipComponent, LegendComponent, MarkLineComponent, LabelLayout, CanvasRenderer, SVGRenderer]);

export function start(element: HTMLElement, onPick: (name: string) => void) {
    const chart = init(element, null, { devicePixelRatio: Math.max(devicePixelRatio || 1, 1) });
    chart.on('click', (event) => onPick(String(event.name)));
    return {
        setOption: (option: EChartsOption, replace: boolean) => chart.setOption(option, { notMerge: replace }),
        resize: () => chart.resize(),
        dispose: () => chart.dispose(),
        png: () => chart.getDataURL({ type: 'png', pixelRatio: 3, backgroundColor: '#fff' }),
        /** Drawn once more, as a text, in the size of the page. */
        svg: (option: EChartsOption) => {
            const drawing = init(null, null, { renderer: 'svg', ssr: true, width: chart.getWidth(), height: chart.getHeight() });
            drawing.setOption({ ...option, animation: false });
            const text = drawing.renderToSVGString();
            drawing.dispose();
            return text;
        },
    };
}
