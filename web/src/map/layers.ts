// What a map is asked to show: plain data, no drawing here.

export interface Mark {
    id: string;
    name: string;
    lon: number;
    lat: number;
    shape: 'centre' | 'existing' | 'exporter' | 'hospital';
    /** Radius in pixels. */
    size: number;
    label?: boolean;
    title?: string;
}

export interface Arc {
    from: [number, number];
    to: [number, number];
    /** Share of the greatest, 0 to 1. */
    weight: number;
    title?: string;
}

export interface GroupLayer {
    /** Group of each area, in the order of the map's areas. */
    of: (string | null)[];
    names: Map<string, string>;
    /** Number of the group's fill among the zone colours. */
    fill?: Map<string, number>;
}

export interface MapLayers {
    /** Class of each area, -1 none; with `colours` by class. */
    classes?: Int16Array;
    colours?: string[];
    groups?: GroupLayer | null;
    marks?: Mark[];
    arcs?: Arc[];
    /** Areas that stand out beside the selection: hand-made changes. */
    changed?: Set<string>;
}

export type UnitOf = (index: number) => string | null;
