// plan.json, as far as the pages speak of it.
import type { Cell } from '../../api/types';

export interface Text2 {
    zh: string;
    en: string;
}

export interface Interval {
    before: number | null;
    after: number | null;
    low?: number | null;
    high?: number | null;
}

export interface Build {
    mode: string;
    exporter_id: string | null;
    reason: string | null;
    gain: number | null;
    exporter_minutes: number | null;
    next_exporter_id: string | null;
    quality: number | null;
    exporter_quality: number | null;
    quality_after: number | null;
    treated: Interval | null;
    open_year: number | null;
}

export interface CentreSpecialty {
    hospital_id: string;
    specialty: string;
    zone_id: string;
    cases: number;
    existing: boolean;
    fixed: boolean;
    before_mean_min: number | null;
    after_mean_min: number | null;
    leaving_cases: number | null;
    leaving_rate: number | null;
    present_cases: number | null;
    next_hospital_id: string | null;
    next_cost: number | null;
    next_least?: number | null;
    marginal?: number | null;
    marginal_least?: number | null;
    same_under_leaving: boolean | null;
    destinations?: { hospital_id: string; name: string; cases: number }[];
    build?: Build | null;
}

export interface Centre {
    hospital_id: string;
    name: string;
    zone_id: string;
    specialties: number;
    cases: number;
    reach_population: number | null;
}

export interface ZoneSpecialty {
    specialty: string;
    planned: boolean;
    leaving_rate: number | null;
    value: Record<string, number | null>;
    rank: Record<string, number | null>;
}

export interface PlanZone {
    zone_id: string;
    name: string;
    centre_city: string | null;
    all: { cases: number; outflow_cases: number | null };
    specialties: ZoneSpecialty[];
}

export interface PlanArea {
    area_id: string;
    zone_id: string | null;
    access_before: number | null;
    access_after: number | null;
    assigned: { specialty: string; hospital_id: string; cases: number }[];
}

export type ZoneEffect = Record<string, Interval>;

export interface Prediction {
    done: boolean;
    why_not: Cell | Text2;
    paired?: number;
    territory?: ZoneEffect;
    zones?: ZoneEffect;
    by_zone?: { zone_id: string; effect: ZoneEffect }[];
    sensitivity?: Record<string, number | null>[];
    years?: Record<string, number | null>[];
}

export interface Plan {
    format: string;
    version: string;
    name: string;
    dataset: {
        name: string;
        fingerprint: string;
        fictional: boolean;
        periods?: string[];
        flows?: { years: number | null; basis: string | null; inside_source: string | null; outside_source: string | null; outside_collected: boolean };
    };
    scenario: Record<string, unknown>;
    result: {
        status: string;
        objective: number | null;
        objective_unit: string;
        bound: number | null;
        gap: number | null;
        centres: number;
        centre_specialties: number;
    };
    effect: Record<string, number | null>;
    equity?: { before: Record<string, number | null>; after: Record<string, number | null> } | null;
    centres: Centre[];
    centre_specialties: CentreSpecialty[];
    prediction?: Prediction | null;
    warnings: Text2[];
    assumptions: Text2[];
    zones: PlanZone[];
    areas: PlanArea[];
    frontier?: FrontierPoint[] | null;
}

/** Versions of a plan, in their order: 初稿, 征求意见稿, 送审稿, 印发稿. */
export const STAGES = ['draft', 'consultation', 'review', 'issued'] as const;
export type Stage = (typeof STAGES)[number];

export const DECISIONS = ['open', 'adopted', 'partly', 'not'] as const;
export type Decision = (typeof DECISIONS)[number];

export interface Opinion {
    id: number;
    unit: string;
    opinion: string;
    decision: Decision;
    reason: string;
    effect: string;
    at: string;
    by: string;
}

export interface VersionsData {
    plan: number;
    stage: Stage;
    stages: { stage: Stage; at: string; by: string }[];
    opinions: Opinion[];
}

/** One point of the trade-off traced beside the plan. */
export interface FrontierPoint {
    limit: number;
    status: string;
    objective: number | null;
    bound: number | null;
    gap: number | null;
    centres: number | null;
    centre_specialties: number | null;
    cost: number | null;
    mean_min: number | null;
    coverage: number | null;
    worst_tenth_min: number | null;
    clash?: Text2 | null;
}
