// What can be corrected of one sheet: its kind, header, columns with their units, names, odd values.
import { useState } from 'preact/hooks';
import { t, tMaybe, type Key } from '../../../i18n';
import { withEntry, withField, withName, withValue } from './recipe';
import { KINDS, type Column, type Name, type Recipe, type Sheet, type Understood } from './types';

interface Props {
    understood: Understood;
    sheet: Sheet;
    onRecipe: (recipe: Recipe) => void;
}

const FACTORS = [1, 1000, 10000, 1000000, 100000000, 60, 0.01, 0.001];

function fieldName(id: string): string {
    return tMaybe(`field.${id}`, id);
}

function ColumnRow({ understood, sheet, column, onRecipe }: Props & { column: Column }) {
    const field = column.sure ? column.field : '';
    return (
        <tr class={column.sure ? '' : 'open'}>
            <th scope="row">{column.column}</th>
            <td class="text">{column.header || '–'}</td>
            <td>
                {column.pivot ? (
                    <span>{fieldName(column.field)} × {fieldName(column.pivot)}</span>
                ) : (
                    <select
                        aria-label={`${column.column} ${column.header}`}
                        value={field}
                        disabled={!column.key}
                        onChange={(e) => onRecipe(withField(understood, sheet, column.key, e.currentTarget.value, column.factor))}
                    >
                        <option value="">{column.guess ? t('sheets.maybe', { what: fieldName(column.guess) }) : t('sheets.choose')}</option>
                        {understood.fields.map((id) => <option key={id} value={id}>{fieldName(id)}</option>)}
                    </select>
                )}
            </td>
            <td>
                {!column.pivot && !['attribute', 'skip'].includes(column.field) && column.key !== '' && (
                    <select
                        aria-label={`${column.header} ${t('sheets.factor')}`}
                        value={String(column.factor)}
                        onChange={(e) => onRecipe(withField(understood, sheet, column.key, column.field || column.guess, Number(e.currentTarget.value)))}
                    >
                        {[...new Set([column.factor, ...FACTORS])].map((f) => <option key={f} value={String(f)}>× {f}</option>)}
                    </select>
                )}
                {column.unit && <small> {column.unit}</small>}
            </td>
        </tr>
    );
}

function NameRow({ understood, name, onRecipe }: Props & { name: Name }) {
    const [text, setText] = useState('');
    const say = (id: string | null) => onRecipe(withName(understood.recipe, name.what, name.text, name.above, id));
    return (
        <tr class={name.id || name.match === 'left_out' ? '' : 'open'}>
            <th scope="row"><code>{name.cell}</code></th>
            <td class="text">{name.above && <small>{name.above} </small>}{name.text}{name.count > 1 && <small> ×{name.count}</small>}</td>
            <td class="text">{t(`sheets.match.${name.match}` as Key)}{name.id && <> <code>{name.id}</code> {name.name}</>}</td>
            <td class="row">
                {name.candidates.map((c) => <button type="button" key={c.id} onClick={() => say(c.id)}>{c.name} <small>{c.id}</small></button>)}
                <input type="text" aria-label={t('sheets.id.of', { name: name.text })} placeholder={t('sheets.id')} value={text} onInput={(e) => setText(e.currentTarget.value)} />
                {text && <button type="button" onClick={() => say(text)}>{t('sheets.take')}</button>}
                {name.match !== 'left_out' && <button type="button" onClick={() => say(null)}>{t('sheets.leave')}</button>}
            </td>
        </tr>
    );
}

const VALUE_RULES = ['not-a-number', 'failed-formula', 'hidden-value'];

function ValueRow({ understood, found, onRecipe }: Props & { found: string }) {
    const [text, setText] = useState('');
    return (
        <tr class="open">
            <td class="text"><code>{found}</code></td>
            <td class="row">
                <input type="number" aria-label={t('sheets.counts', { text: found })} value={text} onInput={(e) => setText(e.currentTarget.value)} />
                <button type="button" disabled={text === ''} onClick={() => onRecipe(withValue(understood.recipe, found, Number(text)))}>{t('sheets.take')}</button>
                <button type="button" onClick={() => onRecipe(withValue(understood.recipe, found, null))}>{t('sheets.unknown')}</button>
            </td>
        </tr>
    );
}

export function Corrections(props: Props) {
    const { understood, sheet, onRecipe } = props;
    const columns = (sheet.columns ?? []).filter((c) => !c.empty);
    const open = (sheet.names ?? []).filter((n) => !n.id || n.match === 'decided' || n.match === 'left_out' || n.why);
    const values = [...new Set((sheet.marks ?? []).filter((m) => VALUE_RULES.includes(m.rule)).map((m) => m.found))];
    const header = sheet.header ?? [0, 0];
    return (
        <div class="corrections">
            <p class="row">
                <label>{t('sheets.kind')} <select value={sheet.kind} onChange={(e) => onRecipe(withEntry(understood, sheet, (s) => ({ ...s, kind: e.currentTarget.value })))}>
                    {sheet.kind === 'unknown' && <option value="unknown">{t('sheets.choose')}</option>}
                    {KINDS.map((k) => <option key={k} value={k}>{t(`sheets.kind.${k}` as Key)}</option>)}
                </select></label>
                {[0, 1].map((i) => (
                    <label key={i}>{t(i === 0 ? 'sheets.header.first' : 'sheets.header.last')} <input
                        type="number" min={1} max={sheet.n_rows} value={header[i]} style={{ width: '5em' }}
                        onChange={(e) => {
                            const rows: [number, number] = [header[0] || 1, header[1] || 1];
                            rows[i] = Number(e.currentTarget.value);
                            if (rows[1] < rows[0]) rows[1 - i] = rows[i] as number;
                            onRecipe(withEntry(understood, sheet, (s) => ({ ...s, header: rows })));
                        }}
                    /></label>
                ))}
                {sheet.sheet && <button type="button" onClick={() => onRecipe(withEntry(understood, sheet, (s) => ({ ...s, leave_out: true })))}>{t('sheets.leave.sheet')}</button>}
                <label><input type="checkbox" checked={understood.recipe.own_ids ?? false} onChange={(e) => onRecipe({ ...understood.recipe, own_ids: e.currentTarget.checked })} /> {t('sheets.own')}</label>
                <label>{t('sheets.crs')} <select value={understood.recipe.crs ?? 'wgs84'} onChange={(e) => onRecipe({ ...understood.recipe, crs: e.currentTarget.value })}>
                    {['wgs84', 'gcj02', 'bd09'].map((c) => <option key={c}>{c}</option>)}
                </select></label>
            </p>
            <div class="two">
                <table class="small">
                    <caption>{t('sheets.columns')}</caption>
                    <tbody>{columns.map((c) => <ColumnRow key={c.column} {...props} column={c} />)}</tbody>
                </table>
                {(open.length > 0 || values.length > 0) && (
                    <div>
                        {open.length > 0 && (
                            <table class="small">
                                <caption>{t('sheets.names')}</caption>
                                <tbody>{open.slice(0, 200).map((n) => <NameRow key={n.what + n.above + n.text} {...props} name={n} />)}</tbody>
                            </table>
                        )}
                        {values.length > 0 && (
                            <table class="small">
                                <caption>{t('sheets.values')}</caption>
                                <tbody>{values.slice(0, 50).map((v) => <ValueRow key={v} {...props} found={v} />)}</tbody>
                            </table>
                        )}
                    </div>
                )}
            </div>
        </div>
    );
}
