// Beside the zones: how good the division is, what moves by hand change, and other methods.
import type { Cell, Problem } from '../../api/types';
import { Figures } from '../../components/Figures';
import { ErrorBox } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { Select } from '../../components/Controls';
import { count, figure, percent, points, signed } from '../../format/number';
import { t } from '../../i18n';
import type { Zones as Division } from '../../state/zones';
import { Compare } from './Compare';
import { SUMMARY } from './indices';

interface PanelProps {
    before: Record<string, Cell>;
    now: Record<string, Cell>;
    judged: boolean;
    problem: Problem | null;
    division: Division;
    moves: ReadonlyMap<string, string>;
    moving: boolean;
    chosen: string | null;
    areaName: (id: string) => string;
    onMove: (areaId: string, zoneId: string) => void;
    onReset: () => void;
    asked: Record<string, string>;
}

const number = (value: Cell | undefined): number | null => (typeof value === 'number' ? value : null);

function Indices({ before, now, judged }: PanelProps) {
    const items = SUMMARY.flatMap(({ key, head, formula, share, less }) => {
        const is = number(now[key]);
        const was = number(before[key]);
        if (is === null) return [];
        const delta = judged && was !== null && Math.abs(is - was) > 1e-9 ? is - was : null;
        const worse = delta !== null && (less ? delta > 0 : delta < 0);
        const change = delta === null ? null : share ? points(delta) : signed(delta);
        return [{
            label: t(head),
            value: <>{share ? percent(is) : figure(is)}{change && <small class={worse ? 'worse' : 'better'}> {change}{worse ? ' ▼' : ' ▲'}</small>}</>,
            how: { title: t(head), formula: t(formula) },
        }];
    });
    return <Figures items={items} />;
}

function Moves(props: PanelProps) {
    const { moves, moving, chosen, division, areaName, onMove, onReset } = props;
    if (!moving && !moves.size) return null;
    const zones = [...division.names].map(([value, text]) => ({ value, text }));
    const save = () => {
        const rows = [...division.of].map(([area, zone]) => `${area},${zone},"${(division.names.get(zone) ?? '').replace(/"/g, '""')}"`);
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob([`area_id,zone_id,zone_name\n${rows.join('\n')}\n`], { type: 'text/csv' }));
        link.download = 'zones.csv';
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    };
    return (
        <section>
            <h2 class="sub">{t('zones.moves')}</h2>
            {!moves.size && !chosen && <p class="remark">{t('zones.moves.how')}</p>}
            {chosen && (
                <Select
                    label={t('zones.moves.to', { name: areaName(chosen) })}
                    value={division.of.get(chosen) ?? ''}
                    choices={zones}
                    onChange={(zone) => onMove(chosen, zone)}
                />
            )}
            <ul class="moves">
                {[...moves].map(([area, zone]) => (
                    <li key={area}>{areaName(area)} → {division.names.get(zone) ?? zone}</li>
                ))}
            </ul>
            {moves.size > 0 && (
                <p class="row">
                    <button type="button" onClick={onReset}>{t('zones.moves.reset')}</button>
                    <button type="button" onClick={save}>{t('zones.moves.save')}</button>
                </p>
            )}
        </section>
    );
}

export function ZonePanel(props: PanelProps) {
    const { now, moves, problem, asked, division } = props;
    const li = number(now.localization_index);
    return (
        <aside class="panel">
            <p class="sentence">
                <Rich text={t('zones.sentence', {
                    n: `*${division.names.size}*`, li: `*${percent(li)}*`, out: percent(li === null ? null : 1 - li),
                    least: count(number(now.min_population)), most: count(number(now.max_population)),
                })} />
            </p>
            {problem && <ErrorBox problem={problem} />}
            <Moves {...props} />
            <Indices {...props} />
            {!moves.size && <Compare asked={asked} />}
        </aside>
    );
}
