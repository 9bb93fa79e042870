// Exactly what the picture shows, as rows: sort, find, copy, take along.
import { useMemo, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { t } from '../i18n';
import { hover, hovered, select, selected, type Kind } from '../state/selection';
import { TakeSheet } from '../take/Take';

export interface Column<R> {
    key: string;
    head: string;
    unit?: string;
    /** What is sorted, found and copied. */
    value: (row: R) => string | number | null;
    show?: (row: R) => ComponentChildren;
    text?: boolean;
    hint?: string;
}

export interface TableProps<R> {
    columns: Column<R>[];
    rows: R[];
    id: (row: R) => string;
    kind?: Kind;
    /** What a row is on the map, where that is not its own id. */
    pick?: (row: R) => string;
    label: string;
    sort?: { key: string; down: boolean };
    /** Addresses of the same table as a file. */
    csv?: string | undefined;
    xlsx?: string | undefined;
    onOpen?: ((row: R) => void) | undefined;
    plain?: boolean;
}

const ROW_PX = 27;
const ALL_AT_ONCE = 250;

function order<R>(rows: R[], column: Column<R> | undefined, down: boolean): R[] {
    if (!column) return rows;
    const sign = down ? -1 : 1;
    return [...rows].sort((a, b) => {
        const x = column.value(a);
        const y = column.value(b);
        if (x === y) return 0;
        if (x === null) return 1;
        if (y === null) return -1;
        if (typeof x === 'number' && typeof y === 'number') return sign * (x - y);
        return sign * String(x).localeCompare(String(y), 'zh-CN');
    });
}

/** Columns in which anything was collected. */
function told<R>(columns: Column<R>[], rows: R[]): Column<R>[] {
    return rows.length ? columns.filter((c) => rows.some((row) => c.value(row) !== null)) : columns;
}

function asRows<R>(columns: Column<R>[], rows: R[]): (string | number | null)[][] {
    const head = columns.map((c) => (c.unit ? `${c.head} (${c.unit})` : c.head));
    return [head, ...rows.map((row) => columns.map((c) => c.value(row)))];
}

function asText<R>(columns: Column<R>[], rows: R[]): string {
    return asRows(columns, rows).map((row) => row.map((value) => value ?? '').join('\t')).join('\n');
}

export function Table<R>(props: TableProps<R>) {
    const { rows, id, kind, label } = props;
    const columns = useMemo(() => told(props.columns, rows), [props.columns, rows]);
    const [sort, setSort] = useState(props.sort ?? null);
    const [find, setFind] = useState('');
    const [copied, setCopied] = useState(false);
    const [top, setTop] = useState(0);
    const scroller = useRef<HTMLDivElement>(null);
    const sorted = useMemo(() => {
        const word = find.trim().toLowerCase();
        const texts = columns.filter((c) => c.text);
        const found = word
            ? rows.filter((row) => texts.some((c) => String(c.value(row) ?? '').toLowerCase().includes(word)))
            : rows;
        return order(found, columns.find((c) => c.key === sort?.key), sort?.down ?? false);
    }, [rows, columns, sort, find]);
    const windowed = sorted.length > ALL_AT_ONCE;
    const from = windowed ? Math.max(0, Math.floor(top / ROW_PX) - 10) : 0;
    const to = windowed ? Math.min(sorted.length, from + 60) : sorted.length;
    const copy = async () => {
        await navigator.clipboard?.writeText(asText(columns, sorted));
        setCopied(true);
        setTimeout(() => setCopied(false), 1500);
    };
    const chosen = kind && selected.value?.kind === kind ? selected.value.id : null;
    const pointed = kind && hovered.value?.kind === kind ? hovered.value.id : null;
    return (
        <div class={props.plain ? 'table plain' : 'table'}>
            <header>
                <h2 class="sub">{label}</h2>
                <span class="count">
                    {sorted.length === rows.length
                        ? t('table.rows', { n: rows.length })
                        : t('table.rows.of', { n: sorted.length, all: rows.length })}
                </span>
                {rows.length > 12 && (
                    <input
                        type="search"
                        placeholder={t('table.filter')}
                        aria-label={t('table.filter')}
                        value={find}
                        onInput={(event) => setFind(event.currentTarget.value)}
                    />
                )}
                <button type="button" onClick={copy}>{copied ? t('table.copied') : t('table.copy')}</button>
                {props.csv && props.xlsx ? (
                    <>
                        <a class="button" href={props.csv} download>{t('table.csv')}</a>
                        <a class="button" href={props.xlsx} download>{t('table.xlsx')}</a>
                    </>
                ) : (
                    <TakeSheet sheet={() => ({ name: label, rows: asRows(columns, sorted) })} />
                )}
            </header>
            <div
                class="scroller"
                ref={scroller}
                tabIndex={0}
                role="region"
                aria-label={label}
                onScroll={(event) => windowed && setTop(event.currentTarget.scrollTop)}
            >
                <table aria-rowcount={sorted.length + 1}>
                    <thead>
                        <tr>
                            {columns.map((c) => (
                                <Head key={c.key} column={c} sort={sort} onSort={setSort} />
                            ))}
                        </tr>
                    </thead>
                    <tbody onPointerLeave={() => kind && hover(null)}>
                        {from > 0 && <tr class="space" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${from * ROW_PX}px` }} /></tr>}
                        {sorted.slice(from, to).map((row) => {
                            const key = id(row);
                            const thing = props.pick ? props.pick(row) : key;
                            const style = thing === chosen ? 'on' : thing === pointed ? 'at' : '';
                            return (
                                <tr
                                    key={key}
                                    class={kind ? `${style} pick` : style}
                                    aria-selected={kind ? thing === chosen : undefined}
                                    onPointerEnter={kind && (() => hover({ kind, id: thing }))}
                                    onClick={kind && (() => select(thing === chosen ? null : { kind, id: thing }))}
                                    onDblClick={props.onOpen && (() => props.onOpen?.(row))}
                                >
                                    {columns.map((c, at) => (
                                        <td key={c.key} class={c.text ? 'text' : ''} title={c.text ? long(c.value(row)) : undefined}>
                                            <Content row={row} column={c} button={at === 0 && !!kind} />
                                        </td>
                                    ))}
                                </tr>
                            );
                        })}
                        {to < sorted.length && <tr class="space" aria-hidden="true"><td colSpan={columns.length} style={{ height: `${(sorted.length - to) * ROW_PX}px` }} /></tr>}
                        {!sorted.length && <tr><td class="text" colSpan={columns.length}>{t('table.empty')}</td></tr>}
                    </tbody>
                </table>
            </div>
        </div>
    );
}

/** A text that may be cut off is told whole where it is pointed at. */
function long(value: string | number | null): string | undefined {
    return typeof value === 'string' && value.length > 24 ? value : undefined;
}

/** The first cell of a row that can be chosen is a button, so that the keyboard reaches it. */
function Content<R>({ row, column, button }: { row: R; column: Column<R>; button: boolean }) {
    const shown = column.show ? column.show(row) : (column.value(row) ?? '–');
    return button ? <button type="button" class="cell">{shown}</button> : <>{shown}</>;
}

function capital(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

function Head<R>(props: {
    column: Column<R>;
    sort: { key: string; down: boolean } | null;
    onSort: (sort: { key: string; down: boolean }) => void;
}) {
    const { column, sort, onSort } = props;
    const on = sort?.key === column.key;
    const state = on ? (sort.down ? 'descending' : 'ascending') : 'none';
    return (
        <th scope="col" class={column.text ? 'text' : ''} aria-sort={state} title={column.hint}>
            <button type="button" onClick={() => onSort({ key: column.key, down: on ? !sort.down : !column.text })}>
                {capital(column.head)}
                {column.unit && <small> {column.unit}</small>}
                <i aria-hidden="true">{on ? (sort.down ? '▾' : '▴') : ''}</i>
            </button>
        </th>
    );
}
