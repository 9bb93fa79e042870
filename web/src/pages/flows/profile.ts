// One area or one hospital as the server tells it.
import type { Rates } from './rates';

interface Figures {
    specialty?: string;
    period?: string;
    cases: number | null;
    local_cases?: number | null;
    outflow_cases?: number | null;
    outflow_rate?: number | null;
    outflow_rate_excl?: number | null;
    inflow_cases?: number | null;
    inflow_rate?: number | null;
    treated_cases?: number | null;
    hard_cases?: number | null;
    hard_outflow?: number | null;
    split?: Record<'own_county' | 'own_prefecture' | 'own_province' | 'outside', number | null>;
}

export interface Destination {
    hospital_id: string;
    name: string;
    outside: boolean;
    cases: number;
    share: number;
    minutes: number | null;
}

export interface Origin {
    area_id: string;
    name: string;
    outside: boolean;
    cases: number;
    share: number;
    market_share: number | null;
    minutes: number | null;
}

interface Profile {
    id: string;
    name: string;
    years: number;
    figures: Figures;
    by_specialty: Figures[];
    by_period: Figures[];
}

export interface AreaProfile extends Profile {
    region: { id: string; name: string } | null;
    population: number;
    destinations: Destination[];
}

export interface HospitalProfile extends Profile {
    area: { id: string; name: string } | null;
    beds: number | null;
    origins: Origin[];
}

const share = (part: number | null | undefined, whole: number | null): number | null =>
    part === null || part === undefined || !whole ? null : part / whole;

/** The figures of a profile as those of the flows table. */
export function asRates(profile: { id: string; name: string }, f: Figures): Rates {
    const treated = f.treated_cases ?? f.cases;
    return {
        id: profile.id,
        name: profile.name,
        specialty: f.specialty ?? 'all',
        cases: f.cases,
        outflow: f.outflow_cases ?? null,
        outflowRate: f.outflow_rate ?? null,
        excl: f.outflow_rate_excl ?? null,
        hard: f.hard_cases ?? null,
        hardOutflow: f.hard_outflow ?? null,
        inflow: f.inflow_cases ?? null,
        inflowRate: f.inflow_rate ?? share(f.inflow_cases, treated),
        treated,
        neighbour: null,
        persons: null,
        cost: null,
        split: {
            county: share(f.split?.own_county, f.cases),
            prefecture: share(f.split?.own_prefecture, f.cases),
            province: share(f.split?.own_province, f.cases),
            outside: share(f.split?.outside, f.cases),
        },
    };
}
