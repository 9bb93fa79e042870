// What stands on every map: zoom buttons, legend, scale bar, north, and where the shapes come from.
import type { ComponentChildren } from 'preact';
import { t, type Key } from '../i18n';
import type { MapData } from '../api/types';
import type { Mark } from './layers';

export function Controls(props: { onIn: () => void; onOut: () => void; onHome: () => void }) {
    return (
        <div class="map-controls">
            <button type="button" onClick={props.onIn} aria-label={t('map.in')} title={t('map.in')}>+</button>
            <button type="button" onClick={props.onOut} aria-label={t('map.out')} title={t('map.out')}>−</button>
            <button type="button" onClick={props.onHome} aria-label={t('map.home')} title={t('map.home')}>⤢</button>
        </div>
    );
}

function sourceText(data: MapData): string {
    if (data.boundaries !== 'imported') return t('map.computed');
    const parts = [data.source ?? t('map.imported')];
    if (data.review_number) parts.push(`${t('map.review')} ${data.review_number}`);
    return parts.join(' · ');
}

export function Furniture(props: {
    data: MapData;
    bar: { km: number; width: number };
    legend?: ComponentChildren;
}) {
    const { bar } = props;
    return (
        <div class="map-furniture">
            <div class="legend">{props.legend}</div>
            <div class="map-source">{sourceText(props.data)}</div>
            <div class="scale">
                <span>{bar.km >= 1 ? `${bar.km} km` : `${Math.round(bar.km * 1000)} m`}</span>
                <i style={{ width: `${bar.width.toFixed(0)}px` }} />
                <svg viewBox="0 0 10 16" width="10" height="16" aria-label={t('map.north')} role="img">
                    <path d="M5 0L9 10L5 8L1 10Z" fill="currentColor" />
                </svg>
            </div>
        </div>
    );
}

export function ClassLegend(props: { title: string; breaks: number[]; colours: string[]; show: (v: number) => string; low?: number; high?: number; note?: string; none?: boolean }) {
    const { breaks, colours, show } = props;
    return (
        <div class="classes">
            <span class="legend-title">{props.title}</span>
            <div class="swatches">
                {colours.map((colour, i) => (
                    <span class="swatch" key={colour}>
                        <i style={{ background: colour }} />
                        <em>{i > 0 ? show(breaks[i - 1] as number) : props.low !== undefined ? show(props.low) : ''}</em>
                    </span>
                ))}
                {props.high !== undefined && <span class="swatch end"><em>{show(props.high)}</em></span>}
            </div>
            {props.note && <span class="legend-note">{props.note}</span>}
        </div>
    );
}

/** What the marks on the map mean, only those that are there. */
export function MarkKeys({ marks }: { marks: Mark[] }) {
    const there = new Set(marks.map((mark) => mark.shape));
    if (!there.size) return null;
    const key = (shape: Mark['shape'], word: Key, drawing: ComponentChildren) =>
        there.has(shape) && <span><svg viewBox="0 0 14 14" aria-hidden="true">{drawing}</svg>{t(word)}</span>;
    return (
        <div class="keys">
            {key('centre', 'map.centre', <circle class="k-centre" cx="7" cy="7" r="5" />)}
            {key('existing', 'map.existing', <rect class="k-existing" x="2.500" y="2.500" width="9" height="9" />)}
            {key('exporter', 'map.exporter', <circle class="k-exporter" cx="7" cy="7" r="4.500" />)}
            {key('hospital', 'map.hospital', <circle class="k-hospital" cx="7" cy="7" r="4" />)}
        </div>
    );
}
