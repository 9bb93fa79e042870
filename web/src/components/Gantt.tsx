// Milestones on a line of time: planned, actual or forecast, and today. Drawn so that it prints.
import { TakeSvg } from '../take/Take';
import { t } from '../i18n';

export interface GanttRow {
    id: string;
    name: string;
    planned: string | null;
    actual: string | null;
    forecast: string | null;
    note?: string;
}

const DAY = 86400000;
const WIDTH = 1000;
const ROW = 30;
const LEFT = 230;

const day = (text: string | null): number | null => {
    const time = text ? Date.parse(`${text}T00:00:00Z`) : NaN;
    return Number.isNaN(time) ? null : time / DAY;
};

export function Gantt({ rows, now, label }: { rows: GanttRow[]; now: string; label: string }) {
    const days = rows.flatMap((r) => [day(r.planned), day(r.actual), day(r.forecast)]).filter((d): d is number => d !== null);
    const at = day(now) ?? 0;
    if (!days.length) return null;
    const from = Math.min(...days, at) - 40;
    const to = Math.max(...days, at) + 60;
    const x = (d: number) => LEFT + ((d - from) / (to - from)) * (WIDTH - LEFT - 20);
    const years: number[] = [];
    for (let y = new Date(from * DAY).getUTCFullYear(); y <= new Date(to * DAY).getUTCFullYear() + 1; y++) {
        const d = Date.UTC(y, 0, 1) / DAY;
        if (d > from && d < to) years.push(d);
    }
    const height = rows.length * ROW + 36;
    return (
        <figure class="gantt">
            <TakeSvg label={label} />
            <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={label}>
                {years.map((d) => (
                    <g key={d}>
                        <line class="grid" x1={x(d)} x2={x(d)} y1={18} y2={height - 14} />
                        <text class="soft" x={x(d) + 4} y={14}>{new Date(d * DAY).getUTCFullYear()}</text>
                    </g>
                ))}
                {rows.map((row, i) => {
                    const y = 22 + i * ROW + ROW / 2;
                    const planned = day(row.planned);
                    const actual = day(row.actual);
                    const end = actual ?? day(row.forecast);
                    const late = planned !== null && end !== null && end > planned;
                    return (
                        <g key={row.id}>
                            <line class="rule" x1={0} x2={WIDTH} y1={y + ROW / 2} y2={y + ROW / 2} />
                            <text x={0} y={y + 4}>{row.name.length > 15 ? `${row.name.slice(0, 14)}…` : row.name}</text>
                            {planned !== null && end !== null && <line class={late ? 'delay' : 'ahead'} x1={x(planned)} x2={x(end)} y1={y} y2={y} />}
                            {planned !== null && <rect class="planned" x={x(planned) - 5} y={y - 5} width={10} height={10} transform={`rotate(45 ${x(planned)} ${y})`} />}
                            {actual !== null && <circle class="actual" cx={x(actual)} cy={y} r={5.5} />}
                            {actual === null && end !== null && <circle class="forecast" cx={x(end)} cy={y} r={5} />}
                        </g>
                    );
                })}
                <line class="now" x1={x(at)} x2={x(at)} y1={6} y2={height - 14} />
                <text class="now-text" x={x(at) + 4} y={height - 3}>{t('prog.today')}</text>
            </svg>
            <figcaption class="keys">
                <span><svg viewBox="0 0 14 14" aria-hidden="true"><rect class="planned" x={3} y={3} width={8} height={8} transform="rotate(45 7 7)" /></svg>{t('prog.planned')}</span>
                <span><svg viewBox="0 0 14 14" aria-hidden="true"><circle class="actual" cx={7} cy={7} r={5} /></svg>{t('prog.actual')}</span>
                <span><svg viewBox="0 0 14 14" aria-hidden="true"><circle class="forecast" cx={7} cy={7} r={5} /></svg>{t('prog.forecast')}</span>
            </figcaption>
        </figure>
    );
}
