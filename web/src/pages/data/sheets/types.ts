// What the server understood of sheets, and the recipe that keeps the answers.
export interface Column {
    column: string;
    header: string;
    key: string;
    empty: boolean;
    sure: boolean;
    field: string;
    guess: string;
    unit: string;
    factor: number;
    pivot?: string;
    value?: string;
}

export interface Name {
    what: string;
    text: string;
    above: string;
    cell: string;
    count: number;
    match: 'sure' | 'doubtful' | 'unknown' | 'decided' | 'left_out';
    why: string;
    id: string | null;
    name: string | null;
    candidates: { id: string; name: string }[];
}

export interface Mark {
    cell: string;
    row: number;
    column: number;
    rule: string;
    severity: 'note' | 'warning' | 'question';
    found: string;
    text: string;
}

export interface Sheet {
    file: string;
    sheet: string;
    hidden: boolean;
    left_out: boolean;
    pictures: number;
    kind?: string;
    period?: string;
    basis?: string;
    within?: string | null;
    header?: [number, number];
    n_rows?: number;
    n_columns?: number;
    questions?: number;
    /** One letter for each row: b t h d g s T n ? */
    rows?: string;
    columns?: Column[];
    names?: Name[];
    marks?: Mark[];
    cells?: string[][];
}

export interface RecipeSheet {
    sheet?: string;
    kind?: string;
    leave_out?: boolean;
    header?: [number, number];
    columns?: Record<string, string | { field: string; factor?: number }>;
    within?: string;
    period?: string;
    basis?: string;
    source?: string;
    covers?: string;
    measure?: string;
}

export interface Recipe {
    recipe: 1;
    title?: string;
    own_ids?: boolean;
    fictional?: boolean;
    crs?: string;
    sheets: RecipeSheet[];
    areas: Record<string, string | null | { choose: string[][] }>;
    hospitals: Record<string, string | null | { choose: string[][] }>;
    values: Record<string, number | null>;
}

export interface Understood {
    sheets: Sheet[];
    remarks: { rule: string; severity: string; file: string; sheet: string; text: string }[];
    questions: number;
    recipe: Recipe;
    fields: string[];
}

export interface Answer {
    /** The files are tables of a dataset: nothing is to be understood. */
    tables: boolean;
    understood: Understood;
}

export const KINDS = ['areas', 'hospitals', 'capabilities', 'flows', 'travel', 'zones', 'places'];
