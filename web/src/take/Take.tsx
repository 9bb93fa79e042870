// Buttons that hand out what is seen: a table as a workbook or CSV, a chart as a picture.
import { useRef } from 'preact/hooks';
import { t } from '../i18n';
import { svgFile, svgPicture } from './picture';
import { toCsv, toXlsx, type Cell, type Sheet } from './sheet';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const fileName = (label: string, ending: string) => `${label.replace(/[\\/:*?"<>|\s]+/g, '-').slice(0, 80) || 'junheng'}.${ending}`;

export function save(data: BlobPart, type: string, label: string, ending: string): void {
    const url = URL.createObjectURL(new Blob([data], { type }));
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName(label, ending);
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** A table whose rows are at hand. */
export function TakeSheet({ sheet }: { sheet: () => Sheet }) {
    return (
        <>
            <button type="button" onClick={() => { const s = sheet(); save(toCsv(s), 'text/csv', s.name, 'csv'); }}>{t('table.csv')}</button>
            <button type="button" onClick={() => { const s = sheet(); save(toXlsx(s) as BlobPart, XLSX, s.name, 'xlsx'); }}>{t('table.xlsx')}</button>
        </>
    );
}

const NUMBER = /^[-+−]?\d{1,3}(,?\d{3})*(\.\d+)?$/;

function shown(cell: Element): Cell {
    const text = (cell as HTMLElement).innerText.trim().replace(/\s+/g, ' ');
    return NUMBER.test(text) ? Number(text.replaceAll(',', '').replace('−', '-')) : text;
}

/** The rows of a table of the page, as they are shown. */
function readTable(table: HTMLTableElement, name: string): Sheet {
    return { name, rows: [...table.rows].map((row) => [...row.cells].map(shown)) };
}

/** For a plain table that stands behind it under the same parent. */
export function TakeTable({ label }: { label: string }) {
    const box = useRef<HTMLDivElement>(null);
    const sheet = (): Sheet => {
        const table = box.current?.parentElement?.querySelector('table');
        return table ? readTable(table, label) : { name: label, rows: [] };
    };
    return <div class="take" ref={box}><TakeSheet sheet={sheet} /></div>;
}

/** For an SVG chart that stands beside it under the same parent. */
export function TakeSvg({ label }: { label: string }) {
    const box = useRef<HTMLDivElement>(null);
    const chart = () => box.current?.parentElement?.querySelector('svg') ?? null;
    const png = async () => {
        const svg = chart();
        const picture = svg && (await svgPicture(svg));
        if (picture) save(picture, 'image/png', label, 'png');
    };
    const file = () => {
        const svg = chart();
        if (svg) save(svgFile(svg), 'image/svg+xml', label, 'svg');
    };
    return (
        <div class="take" ref={box}>
            <button type="button" onClick={png}>PNG</button>
            <button type="button" onClick={file}>SVG</button>
        </div>
    );
}
