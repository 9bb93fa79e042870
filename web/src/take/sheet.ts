// A table as CSV or as a workbook, made in the browser; numbers stay numbers, texts never become formulas.
export type Cell = string | number | null | undefined;
export interface Sheet {
    name: string;
    rows: Cell[][];
}

const BOM = '\ufeff';

function csvField(value: Cell): string {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number') return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(sheet: Sheet): string {
    return BOM + sheet.rows.map((row) => row.map(csvField).join(',')).join('\r\n') + '\r\n';
}

const xml = (text: string) =>
    text
        .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
        .replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

export function columnName(index: number): string {
    let name = '';
    for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
    return name;
}

function cellXml(value: Cell, row: number, column: number): string {
    const at = `${columnName(column)}${row + 1}`;
    const style = row === 0 ? ' s="1"' : '';
    if (value === null || value === undefined || value === '') return '';
    if (typeof value === 'number') return Number.isFinite(value) ? `<c r="${at}"${style}><v>${value}</v></c>` : '';
    return `<c r="${at}" t="inlineStr"${style}><is><t xml:space="preserve">${xml(value.slice(0, 32767))}</t></is></c>`;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function parts(sheet: Sheet): [string, string][] {
    const width = Math.max(1, ...sheet.rows.map((row) => row.length));
    const name = xml(sheet.name.replace(/[[\]:*?/\\']/g, ' ').slice(0, 31).trim() || 'Sheet1');
    const rows = sheet.rows.map((row, r) => `<row r="${r + 1}">${row.map((value, c) => cellXml(value, r, c)).join('')}</row>`).join('');
    return [
        ['[Content_Types].xml', `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`],
        ['_rels/.rels', `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
        ['xl/workbook.xml', `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">'${name}'!$1:$1</definedName></definedNames></workbook>`],
        ['xl/_rels/workbook.xml.rels', `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`],
        ['xl/styles.xml', `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`],
        ['xl/worksheets/sheet1.xml', `${HEAD}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="${width}" width="14" customWidth="1"/></cols><sheetData>${rows}</sheetData><pageSetup paperSize="9" orientation="${width > 6 ? 'landscape' : 'portrait'}" fitToHeight="0"/></worksheet>`],
    ];
}

const CRC = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
});

export function crc32(data: Uint8Array): number {
    let c = 0xffffffff;
    for (const byte of data) c = (CRC[(c ^ byte) & 255] ?? 0) ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
}

/** A zip archive of stored entries, dated 1 January 1980. */
export function zip(entries: [string, Uint8Array][]): Uint8Array {
    const text = new TextEncoder();
    const chunks: Uint8Array[] = [];
    const directory: Uint8Array[] = [];
    let offset = 0;
    for (const [name, data] of entries) {
        const label = text.encode(name);
        const common = new DataView(new ArrayBuffer(26));
        common.setUint16(0, 20, true);
        common.setUint16(2, 0x800, true);
        common.setUint16(8, 0x21, true);
        common.setUint32(10, crc32(data), true);
        common.setUint32(14, data.length, true);
        common.setUint32(18, data.length, true);
        common.setUint16(22, label.length, true);
        const fields = new Uint8Array(common.buffer);
        const local = new Uint8Array(30 + label.length);
        local.set([0x50, 0x4b, 3, 4]);
        local.set(fields, 4);
        local.set(label, 30);
        const central = new DataView(new ArrayBuffer(46 + label.length));
        const bytes = new Uint8Array(central.buffer);
        bytes.set([0x50, 0x4b, 1, 2, 20, 0]);
        bytes.set(fields, 6);
        central.setUint32(42, offset, true);
        bytes.set(label, 46);
        chunks.push(local, data);
        directory.push(bytes);
        offset += local.length + data.length;
    }
    const size = directory.reduce((sum, entry) => sum + entry.length, 0);
    const end = new DataView(new ArrayBuffer(22));
    end.setUint32(0, 0x06054b50, true);
    end.setUint16(8, entries.length, true);
    end.setUint16(10, entries.length, true);
    end.setUint32(12, size, true);
    end.setUint32(16, offset, true);
    const all = [...chunks, ...directory, new Uint8Array(end.buffer)];
    const out = new Uint8Array(all.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of all) {
        out.set(chunk, at);
        at += chunk.length;
    }
    return out;
}

export function toXlsx(sheet: Sheet): Uint8Array {
    const text = new TextEncoder();
    return zip(parts(sheet).map(([name, content]) => [name, text.encode(content)]));
}
