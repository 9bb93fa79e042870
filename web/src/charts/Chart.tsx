// A chart that follows its options, the theme and its size; the library is fetched with the first one.
import { useEffect, useRef } from 'preact/hooks';
import { wantedLater } from '../lazy';
import { save } from '../take/Take';
import type { EChartsOption } from './options';

const drawing = () => import('./echarts');
wantedLater(drawing);

export function Chart(props: { option: EChartsOption; height?: number; label: string; onPick?: (name: string) => void }) {
    const box = useRef<HTMLDivElement>(null);
    const latest = useRef(props);
    latest.current = props;
    const chart = useRef<{ setOption: (o: EChartsOption, replace: boolean) => void; resize: () => void; dispose: () => void; png: () => string; svg: (o: EChartsOption) => string } | null>(null);

    useEffect(() => {
        let gone = false;
        const element = box.current as HTMLDivElement;
        const watch = new ResizeObserver(() => chart.current?.resize());
        void drawing().then(({ start }) => {
            if (gone) return;
            const made = start(element, (name) => latest.current.onPick?.(name));
            made.setOption(latest.current.option, true);
            chart.current = made;
            watch.observe(element);
        });
        return () => {
            gone = true;
            watch.disconnect();
            chart.current?.dispose();
            chart.current = null;
        };
    }, []);

    useEffect(() => chart.current?.setOption(props.option, true), [props.option]);

    const png = () => {
        if (!chart.current) return;
        const bytes = atob(chart.current.png().split(',')[1] ?? '');
        save(Uint8Array.from(bytes, (c) => c.charCodeAt(0)) as BlobPart, 'image/png', props.label, 'png');
    };
    const svg = () => {
        if (chart.current) save(chart.current.svg(props.option), 'image/svg+xml', props.label, 'svg');
    };
    return (
        <div class="taken">
            <div class="chart" style={props.height ? { height: `${props.height}px` } : {}} role="img" aria-label={props.label}>
                <div ref={box} />
            </div>
            <div class="take">
                <button type="button" onClick={png}>PNG</button>
                <button type="button" onClick={svg}>SVG</button>
            </div>
        </div>
    );
}
