// Areas and the units they belong to.
import type { MapData } from '../../api/types';
import { zones } from '../../state/zones';
import type { Level } from './rates';

/** Which unit each area belongs to at a level. */
export function unitOfLevel(data: MapData, at: Level): (string | null)[] {
    if (at === 'zone') return data.areas.map((area) => zones.value?.of.get(area.id) ?? null);
    return data.areas.map((area) => (area.outside ? null : at === 'region' ? area.region_id : area.id));
}
