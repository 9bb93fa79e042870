// One area or one hospital as the server tells it.
import type { MapHospital, Row } from '../../api/types';

export interface Destination {
    hospital_id: string;
    name: string;
    area_id: string | null;
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

export interface AreaProfile {
    area: { id: string; name: string; region_id: string | null; region_name: string | null; population: number };
    total: Row;
    by_specialty: Row[];
    by_period: Row[];
    destinations: Destination[];
}

export interface HospitalProfile {
    hospital: MapHospital;
    total: Row;
    by_specialty: Row[];
    by_period: Row[];
    origins: Origin[];
}
