// The sheet as it stands, each cell coloured by what it was understood as; only the rows in view exist.
import { useMemo, useState } from 'preact/hooks';
import { t, type Key } from '../../../i18n';
import type { Mark, Sheet } from './types';

const ROW_PX = 26;
const SHOWN = 40;

const ROW_CLASS: Record<string, string> = { b: 'blank', t: 'title', h: 'head', d: 'data', g: 'group', s: 'sum', T: 'sum', n: 'note', '?': 'open' };

export function Grid({ sheet, chosen, onChoose }: { sheet: Sheet; chosen: string | null; onChoose: (cell: string) => void }) {
    const [top, setTop] = useState(0);
    const cells = sheet.cells ?? [];
    const columns = sheet.columns ?? [];
    const marks = useMemo(() => {
        const map = new Map<string, Mark>();
        for (const mark of sheet.marks ?? []) if (!map.has(mark.cell) || mark.severity === 'question') map.set(mark.cell, mark);
        return map;
    }, [sheet]);
    const names = useMemo(() => new Map((sheet.names ?? []).map((name) => [name.text, name])), [sheet]);
    const from = Math.max(0, Math.floor(top / ROW_PX) - 8);
    const to = Math.min(cells.length, from + SHOWN);
    return (
        <div class="sheet-grid" tabIndex={0} role="region" aria-label={sheet.sheet || sheet.file} onScroll={(e) => setTop(e.currentTarget.scrollTop)}>
            <table>
                <thead>
                    <tr>
                        <th />
                        <th>{t('sheets.row')}</th>
                        {columns.map((c) => <th key={c.column}>{c.column}</th>)}
                    </tr>
                </thead>
                <tbody>
                    {from > 0 && <tr aria-hidden="true"><td style={{ height: `${from * ROW_PX}px` }} colSpan={columns.length + 2} /></tr>}
                    {cells.slice(from, to).map((row, i) => {
                        const at = from + i;
                        const letter = sheet.rows?.[at] ?? 'b';
                        return (
                            <tr key={at} class={`r-${ROW_CLASS[letter] ?? 'open'}`}>
                                <th scope="row">{at + 1}</th>
                                <td class="what">{t(`sheets.is.${letter === '?' ? 'open' : letter}` as Key)}</td>
                                {columns.map((c, k) => {
                                    const cell = `${c.column}${at + 1}`;
                                    const mark = marks.get(cell);
                                    const text = row[k] ?? '';
                                    const name = letter === 'd' && (c.field === 'area' || c.field === 'hospital' || c.field === 'destination') ? names.get(text) : undefined;
                                    const doubt = name && !name.id && name.match !== 'left_out';
                                    const classes = [
                                        letter === 'd' && !c.sure && !c.empty ? 'c-open' : '',
                                        letter === 'd' && (c.field === 'skip' || c.field === 'row_total') ? 'c-skip' : '',
                                        mark ? `m-${mark.severity}` : '', doubt ? 'm-question' : '', cell === chosen ? 'chosen' : '',
                                    ].filter(Boolean).join(' ');
                                    const title = mark?.text ?? (name?.id ? `${name.id} ${name.name ?? ''}` : c.field ? t(`field.${c.field}` as Key) : '');
                                    return (
                                        <td key={cell} class={classes} title={title} onClick={() => onChoose(cell)}>
                                            {(mark?.severity === 'question' || doubt) && <b aria-label={t('sheets.question')}>? </b>}
                                            {mark?.severity === 'warning' && <b aria-label={t('severity.warning')}>! </b>}
                                            {text}
                                        </td>
                                    );
                                })}
                            </tr>
                        );
                    })}
                    {to < cells.length && <tr aria-hidden="true"><td style={{ height: `${(cells.length - to) * ROW_PX}px` }} colSpan={columns.length + 2} /></tr>}
                </tbody>
            </table>
        </div>
    );
}
