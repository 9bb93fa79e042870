// Which table a file is and what its columns mean, before anything is sent.

export interface Known {
    required: string[];
    optional: string[];
}

export const TABLES: Record<string, Known> = {
    areas: { required: ['area_id', 'name', 'population'], optional: ['lon', 'lat', 'parent_id', 'level'] },
    regions: { required: ['region_id', 'name'], optional: ['parent_id', 'level'] },
    hospitals: {
        required: ['hospital_id', 'name'],
        optional: ['lon', 'lat', 'area_id', 'beds', 'authorised_beds', 'bed_use', 'mean_stay', 'grade', 'sponsor', 'kind', 'campus_of', 'role'],
    },
    outside: {
        required: ['hospital_id', 'name'],
        optional: ['lon', 'lat', 'area_id', 'beds', 'authorised_beds', 'bed_use', 'mean_stay', 'grade', 'sponsor', 'kind', 'campus_of', 'role'],
    },
    capabilities: { required: ['hospital_id', 'specialty'], optional: ['quality', 'beds', 'key_level', 'centre', 'max_projects', 'projects'] },
    flows: {
        required: ['area_id', 'hospital_id', 'cases'],
        optional: ['specialty', 'period', 'hard', 'reason', 'basis', 'source', 'persons', 'days', 'cost', 'weight', 'deaths', 'op3', 'op4'],
    },
    travel: { required: ['area_id', 'hospital_id', 'minutes'], optional: ['km'] },
    zones: { required: ['area_id', 'zone_id'], optional: ['zone_name', 'centre_city'] },
    sources: { required: ['source'], optional: ['covers'] },
};

export interface Recognised {
    file: string;
    bytes: number;
    /** Name of the table, or null for a file that is none. */
    table: string | null;
    encoding: string;
    columns: { name: string; role: 'required' | 'optional' | 'extra' }[];
    missing: string[];
    sample: string[][];
}

/** The text of a file's beginning: UTF-8, else GB18030. */
export function decode(bytes: Uint8Array): { text: string; encoding: string } {
    for (let cut = 0; cut < 4; cut++) {
        try {
            const whole = bytes.subarray(0, bytes.length - cut);
            return { text: new TextDecoder('utf-8', { fatal: true }).decode(whole).replace(/^\ufeff/, ''), encoding: 'UTF-8' };
        } catch {
            // The beginning may end inside a character: try without its last bytes.
        }
    }
    return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'GB18030' };
}

/** The first rows of a CSV text, quotes understood. */
export function rowsOf(text: string, most: number): string[][] {
    const rows: string[][] = [];
    let row: string[] = [];
    let cell = '';
    let quoted = false;
    for (let i = 0; i < text.length && rows.length < most; i++) {
        const ch = text[i] as string;
        if (quoted) {
            if (ch !== '"') cell += ch;
            else if (text[i + 1] === '"') {
                cell += '"';
                i++;
            } else quoted = false;
        } else if (ch === '"') quoted = true;
        else if (ch === ',') {
            row.push(cell);
            cell = '';
        } else if (ch === '\n') {
            row.push(cell.replace(/\r$/, ''));
            rows.push(row);
            row = [];
            cell = '';
        } else cell += ch;
    }
    if (rows.length < most && (cell || row.length)) rows.push([...row, cell]);
    return rows;
}

export function recognise(path: string, size: number, head: Uint8Array): Recognised {
    const file = path.split('/').pop() ?? path;
    const stem = file.replace(/\.csv$/i, '').toLowerCase();
    const isCsv = /\.csv$/i.test(file);
    const { text, encoding } = isCsv ? decode(head) : { text: '', encoding: '' };
    const [header = [], ...sample] = isCsv ? rowsOf(text, 4) : [];
    const known = isCsv ? TABLES[stem] : undefined;
    const names = header.map((name) => name.trim());
    return {
        file,
        bytes: size,
        table: known ? stem : /\.(zip|xlsx|ods|geojson|json)$/i.test(file) ? file.replace(/^.*\./, '') : null,
        encoding,
        columns: names.map((name) => ({ name, role: known?.required.includes(name) ? 'required' : known?.optional.includes(name) ? 'optional' : 'extra' })),
        missing: known ? known.required.filter((name) => !names.includes(name)) : [],
        sample,
    };
}
