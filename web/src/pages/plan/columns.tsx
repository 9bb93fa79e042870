// Centre specialties as a table, wherever they stand.
import type { Column } from '../../components/Table';
import { figure, grouped, minutes } from '../../format/number';
import { t, tMaybe } from '../../i18n';
import type { CentreSpecialty, Plan } from './types';
import { isRange } from './worth';

export function modeText(s: CentreSpecialty): string {
    if (s.existing) return t('mode.existing');
    return s.build ? tMaybe(`mode.${s.build.mode}`, s.build.mode) : '';
}

/** A specialty in words; data without specialties have one for all. */
export const specialtyName = (id: string): string => (id === 'all' ? t('filter.specialty.all') : id);

export function specialtyColumns(plan: Plan, nameOf: (id: string) => string): Column<CentreSpecialty>[] {
    const zones = new Map(plan.zones.map((z) => [z.zone_id, z.name || z.zone_id]));
    return [
        { key: 'specialty', head: t('col.specialty'), text: true, value: (s) => specialtyName(s.specialty) },
        { key: 'hospital', head: t('map.centre'), text: true, value: (s) => nameOf(s.hospital_id) },
        { key: 'zone', head: t('col.zone'), text: true, value: (s) => zones.get(s.zone_id) ?? s.zone_id },
        { key: 'cases', head: t('plan.cases'), unit: t('unit.cases'), value: (s) => s.cases, show: (s) => grouped(s.cases) },
        { key: 'leaving', head: t('plan.aims'), value: (s) => s.leaving_cases, show: (s) => grouped(s.leaving_cases) },
        { key: 'present', head: t('plan.present'), value: (s) => s.present_cases, show: (s) => grouped(s.present_cases) },
        { key: 'before', head: t('plan.before'), unit: t('unit.min'), value: (s) => s.before_mean_min, show: (s) => minutes(s.before_mean_min) },
        { key: 'after', head: t('plan.after'), unit: t('unit.min'), value: (s) => s.after_mean_min, show: (s) => minutes(s.after_mean_min) },
        { key: 'mode', head: t('plan.mode'), text: true, value: (s) => modeText(s) || null },
        { key: 'exporter', head: t('map.exporter'), text: true, value: (s) => (s.build?.exporter_id ? nameOf(s.build.exporter_id) : null) },
        { key: 'gain', head: t('plan.gain'), value: (s) => s.build?.gain ?? null, show: (s) => figure(s.build?.gain, 2) },
        { key: 'next', head: t('plan.next'), text: true, value: (s) => (s.next_hospital_id ? nameOf(s.next_hospital_id) : null) },
        { key: 'cost', head: t('plan.next.cost'), value: (s) => s.next_cost, show: (s) => `${isRange(s.next_least, s.next_cost) ? '≤ ' : ''}${grouped(s.next_cost)}`, hint: t('plan.next.cost.f') },
    ];
}
