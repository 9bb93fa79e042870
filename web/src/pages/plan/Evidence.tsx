// Why: for each zone what its people leave for, and for each centre specialty why this host.
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { count, figure, grouped, minutes, percent } from '../../format/number';
import { lang, t, type Key } from '../../i18n';
import { param, setParams } from '../../state/url';
import { Decide } from './choices';
import { modeText, specialtyName } from './columns';
import type { ResultProps } from './Result';
import type { CentreSpecialty, Plan, PlanZone, ZoneSpecialty } from './types';
import { marginalText, nextText } from './worth';

const RANKS: [string, Key][] = [
    ['cases', 'leaving.rank.cases'], ['persons', 'leaving.rank.persons'], ['hard', 'leaving.rank.hard'],
    ['excess', 'leaving.rank.excess'], ['cost', 'leaving.rank.cost'], ['shortage', 'leaving.rank.shortage'],
];

function leavingColumns(): Column<ZoneSpecialty>[] {
    return [
        { key: 'specialty', head: t('col.specialty'), text: true, value: (s) => specialtyName(s.specialty), show: (s) => (s.planned ? <b>{specialtyName(s.specialty)} ✓</b> : specialtyName(s.specialty)) },
        { key: 'cases', head: t('leaving.cases'), value: (s) => s.value.cases ?? null, show: (s) => grouped(s.value.cases) },
        { key: 'rate', head: t('leaving.rate'), unit: '%', value: (s) => s.leaving_rate, show: (s) => percent(s.leaving_rate) },
        ...RANKS.map(([key, head]): Column<ZoneSpecialty> => ({ key: `rank_${key}`, head: t(head), value: (s) => s.rank[key] ?? null })),
    ];
}

function Destinations({ s, total }: { s: CentreSpecialty; total: number }) {
    const list = s.destinations ?? [];
    const most = list[0]?.cases ?? 1;
    if (!list.length) return null;
    return (
        <div class="ranking">
            {list.map((to) => (
                <>
                    <span class="name">{to.name}</span>
                    <span class="meter"><i style={{ width: `${(100 * to.cases) / most}%` }} /></span>
                    <b>{count(to.cases)}</b>
                    <b>{percent(total ? to.cases / total : null)}</b>
                </>
            ))}
        </div>
    );
}

function Argument({ s, plan, id, nameOf }: { s: CentreSpecialty; plan: Plan; id: string; nameOf: (h: string) => string }) {
    const b = s.build;
    const treated = b?.treated;
    return (
        <article class="argument">
            <h2 class="sub">{specialtyName(s.specialty)} <small>{nameOf(s.hospital_id)}{modeText(s) ? `${t('comma')}${modeText(s)}` : ''}</small><Decide plan={id} choice={{ hospital_id: s.hospital_id, specialty: s.specialty }} /></h2>
            <dl class="why">
                <dt>{t('why.aims')}</dt>
                <dd><Rich text={t('why.aims.text', { leaving: `*${count(s.leaving_cases)}*`, rate: percent(s.leaving_rate) })} /></dd>
                {!!s.destinations?.length && <><dt>{t('why.today')}</dt><dd><Destinations s={s} total={s.leaving_cases ?? 0} /></dd></>}
                <dt>{t('why.host')}</dt>
                <dd>
                    {s.fixed ? t('why.fixed') : s.existing ? t('mode.existing') : <Rich text={nextText(s, plan, nameOf)} />}
                    {s.existing ? '' : ` ${marginalText(s, plan)}`}
                    {' '}{t('why.minutes', { before: minutes(s.before_mean_min), after: minutes(s.after_mean_min) })}
                </dd>
                {b && (
                    <>
                        <dt>{t('map.exporter')}</dt>
                        <dd>
                            {b.exporter_id
                                ? <Rich text={t('why.exporter', { name: `*${nameOf(b.exporter_id)}*`, own: figure(b.quality, 2), its: figure(b.exporter_quality, 2), after: figure(b.quality_after, 2) })} />
                                : t('why.self')}
                        </dd>
                    </>
                )}
                {treated && treated.after !== null && (
                    <>
                        <dt>{t('why.effect')}</dt>
                        <dd><Rich text={t('why.effect.text', { before: count(treated.before), after: `*${count(treated.after)}*`, low: count(treated.low), high: count(treated.high) })} /></dd>
                    </>
                )}
                <dt>{t('why.demand')}</dt>
                <dd>{s.same_under_leaving === null ? '–' : t(s.same_under_leaving ? 'why.demand.same' : 'why.demand.other')}</dd>
            </dl>
        </article>
    );
}

function ZoneEvidence({ zone, own, plan, id, nameOf }: { zone: PlanZone; own: CentreSpecialty[] } & Pick<ResultProps, 'plan' | 'id' | 'nameOf'>) {
    const planned = zone.specialties.filter((s) => s.planned).map((s) => `*${specialtyName(s.specialty)}*`).join(lang.value === 'zh' ? '、' : ', ');
    return (
        <>
            <p class="sentence lead">
                <Rich text={t('why.zone', {
                    zone: zone.name || zone.zone_id, cases: count(zone.all.cases), out: `*${count(zone.all.outflow_cases)}*`,
                    rate: percent(zone.all.outflow_cases === null ? null : zone.all.outflow_cases / zone.all.cases), list: planned || '–',
                })} />
            </p>
            <div class="arguments">{own.map((s) => <Argument key={s.hospital_id + s.specialty} s={s} plan={plan} id={id} nameOf={nameOf} />)}</div>
            <Table plain label={t('flows.leaving')} columns={leavingColumns()} rows={zone.specialties} id={(s) => s.specialty} sort={{ key: 'cases', down: true }} />
        </>
    );
}

export function Evidence({ plan, id, nameOf }: ResultProps) {
    const zone = plan.zones.find((z) => z.zone_id === param('zone')) ?? plan.zones[0];
    if (!zone) return null;
    return (
        <div class="page">
            <nav class="zones-nav" aria-label={t('col.zone')}>
                {plan.zones.map((z) => (
                    <button key={z.zone_id} type="button" aria-pressed={z === zone} onClick={() => setParams({ zone: z.zone_id }, true)}>{z.name || z.zone_id}</button>
                ))}
            </nav>
            <ZoneEvidence zone={zone} own={plan.centre_specialties.filter((s) => s.zone_id === zone.zone_id)} plan={plan} id={id} nameOf={nameOf} />
        </div>
    );
}
