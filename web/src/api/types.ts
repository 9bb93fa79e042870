// What the server answers. A field that was not collected is null, never 0.

export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

export interface Table {
    command: string;
    rows: Row[];
    summary: Record<string, Cell>;
}

export interface Option {
    name: string;
    type: string;
    unit?: string | null;
    min?: number | null;
    max?: number | null;
    choices?: string[] | null;
    default?: Cell | Cell[];
    help?: string;
    group?: string;
}

export interface Dataset {
    name: string;
    title: string;
    fictional: boolean;
    fingerprint: string;
    imported_at: string;
    imported_from: string;
    n_areas: number;
    n_hospitals: number;
    n_flows: number;
    population: number;
    has: Record<string, boolean>;
}

export interface Meta {
    version: string;
    dataset: Dataset | null;
    specialties: { id: string; name: string }[];
    periods: string[];
    bases: string[];
    area_levels: string[];
    commands: { name: string; summary: string; options: Option[] }[];
}

export type Ring = [number, number][];

export interface MapArea {
    id: string;
    name: string;
    region_id: string | null;
    outside: boolean;
    population: number;
    lon: number | null;
    lat: number | null;
    rings: Ring[];
}

export interface MapHospital {
    id: string;
    name: string;
    lon: number | null;
    lat: number | null;
    area_id: string | null;
    grade: string | null;
    sponsor: string | null;
    kind: string | null;
    beds: number | null;
    role: string;
    outside: boolean;
}

export interface MapData {
    crs: string;
    boundaries: 'imported' | 'computed';
    source: string | null;
    review_number?: string | null;
    regions: { id: string; name: string; level: string; parent_id: string | null }[];
    areas: MapArea[];
    hospitals: MapHospital[];
}

export interface Problem {
    title: string;
    detail?: string;
    status?: number;
    hint?: string;
    where?: string;
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

export interface Job {
    id: string | number;
    kind: string;
    state: JobState;
    stage: string | null;
    fraction: number | null;
    objective: number | null;
    bound: number | null;
    gap: number | null;
    elapsed_s: number | null;
    remaining_s: number | null;
    result?: { plan?: number | string } | null;
    error?: Problem | null;
}
