// Beside the plan's map: what it does in words, its figures, and the centre that is chosen.
import { Figures, type Figure } from '../../components/Figures';
import type { Recipe } from '../../components/How';
import { Rich } from '../../components/Rich';
import { count, figure, grouped, minutes, percent } from '../../format/number';
import { span } from '../../format/date';
import { lang, t, type Key } from '../../i18n';
import { select, type Thing } from '../../state/selection';
import { href } from '../../state/url';
import { Decide } from './choices';
import { modeText, specialtyName } from './columns';
import type { ResultProps } from './Result';
import type { Centre, Plan } from './types';
import { isRange, worth } from './worth';

/** How far from the best possible plan, in plain words. */
export function gapText(plan: Plan): string {
    const { status, gap } = plan.result;
    if (status === 'optimal') return t('plan.gap.optimal');
    return gap === null ? t('plan.gap.unknown') : t('plan.gap.within', { gap: `*${percent(gap, 2)}*` });
}

function headline(plan: Plan): string {
    const e = plan.effect;
    return t('plan.sentence', {
        centres: `*${plan.result.centres}*`,
        specialties: `*${plan.result.centre_specialties}*`,
        zones: plan.zones.length,
        before: minutes(e.before_mean_min ?? null),
        after: `*${minutes(e.after_mean_min ?? null)}*`,
    });
}

function predictedText(plan: Plan): string | null {
    const home = plan.prediction?.done ? plan.prediction.zones?.cases_brought_home : undefined;
    if (!home || home.after === null) return null;
    return t('plan.sentence.home', { home: `*${count(home.after)}*`, low: count(home.low), high: count(home.high) });
}

/** The data that a plan rests on, as it says itself. */
function planGround(plan: Plan): Partial<Recipe> {
    const flows = plan.dataset.flows;
    if (!flows) return {};
    const source = (id: string | null) => id || '–';
    return {
        period: t('how.years', { span: span(plan.dataset.periods ?? []) || '–', years: flows.years ?? '–' }),
        basis: flows.basis ? t(`basis.${flows.basis}` as Key) : '–',
        source: t('how.sources', { inside: source(flows.inside_source), outside: flows.outside_collected ? source(flows.outside_source) : t('how.notcollected') }),
    };
}

export function planFigures(plan: Plan): Figure[] {
    const e = plan.effect;
    const change = (a: number | null | undefined, b: number | null | undefined, show: (v: number | null | undefined) => string) => `${show(a)} → ${show(b)}`;
    const rate = plan.prediction?.done ? plan.prediction.zones?.outflow_rate : undefined;
    const ground = planGround(plan);
    const times = (share: number | null | undefined, of: number | null | undefined) => (typeof share === 'number' && typeof of === 'number' ? grouped(share * of) : '–');
    const cases = `${t('plan.cases')}: ${grouped(e.before_known_cases)} → ${grouped(e.cases)}`;
    const list: Figure[] = [
        {
            label: t('plan.fig.minutes'), value: change(e.before_mean_min, e.after_mean_min, minutes), note: t('plan.fig.cases', { n: count(e.cases) }),
            how: { title: t('plan.fig.minutes'), numerator: `${t('plan.fig.minutes.n')}: ${times(e.before_mean_min, e.before_known_cases)} → ${times(e.after_mean_min, e.cases)}`, denominator: cases, formula: t('plan.fig.minutes.f'), ...ground },
        },
        {
            label: t('plan.fig.coverage'), value: change(e.before_coverage, e.after_coverage, (v) => percent(v)), note: t('plan.fig.reach', { min: String(plan.scenario.reach_min ?? 60) }),
            how: { title: t('plan.fig.coverage'), numerator: `${t('plan.fig.coverage.n')}: ${times(e.before_coverage, e.before_known_cases)} → ${times(e.after_coverage, e.cases)}`, denominator: cases, formula: t('plan.fig.coverage.f'), ...ground },
        },
        {
            label: t('plan.fig.worst'), value: change(e.before_worst_tenth_min, e.after_worst_tenth_min, minutes),
            how: { title: t('plan.fig.worst'), denominator: `${t('plan.fig.worst.d')}: ${times(0.1, e.before_known_cases)} → ${times(0.1, e.cases)}`, formula: t('plan.fig.worst.f'), ...ground },
        },
        {
            label: t('plan.fig.gap'), value: plan.result.gap === 0 ? t('plan.fig.gap.none') : percent(plan.result.gap, 2), note: t('plan.fig.bound', { bound: figure(plan.result.bound, 4) }),
            how: { title: t('plan.fig.gap'), numerator: `${figure(plan.result.objective, 6)} − ${figure(plan.result.bound, 6)}`, denominator: figure(plan.result.objective, 6), formula: t('plan.fig.gap.f'), ...ground },
        },
    ];
    if (rate) {
        list.push({
            label: t('plan.fig.rate'), value: change(rate.before, rate.after, (v) => percent(v, 2)), note: `${percent(rate.low, 2)} – ${percent(rate.high, 2)}`,
            how: { title: t('plan.fig.rate'), numerator: t('plan.fig.rate.n'), denominator: t('how.out.d'), formula: t('plan.fig.rate.f'), ...ground },
        });
    }
    if (e.not_nearest_share !== null && e.not_nearest_share !== undefined) {
        list.push({ label: t('plan.fig.notnearest'), value: percent(e.not_nearest_share), how: { title: t('plan.fig.notnearest'), numerator: times(e.not_nearest_share, e.cases), denominator: `${t('plan.cases')}: ${grouped(e.cases)}`, formula: t('plan.fig.notnearest.f'), ...ground } });
    }
    return list;
}

function CentreBox({ id, plan, nameOf, centre }: ResultProps & { centre: Centre }) {
    const zone = plan.zones.find((z) => z.zone_id === centre.zone_id);
    const own = plan.centre_specialties.filter((s) => s.hospital_id === centre.hospital_id);
    return (
        <>
            <p class="sentence">
                <Rich text={t('plan.centre.sentence', {
                    name: centre.name, zone: zone?.name ?? '', list: own.map((s) => `*${specialtyName(s.specialty)}*`).join(lang.value === 'zh' ? '、' : ', '), cases: `*${count(centre.cases)}*`,
                })} />
            </p>
            <div class="row">
                <Decide plan={id} choice={{ hospital_id: centre.hospital_id }} />
                <a href={href(`/plan/${id}/evidence`, { zone: centre.zone_id })}>{t('plan.why')} ›</a>
            </div>
            {own.map((s) => (
                <section key={s.specialty} class="spec">
                    <h2 class="sub">{specialtyName(s.specialty)} <small>{modeText(s)}</small><Decide plan={id} choice={{ hospital_id: s.hospital_id, specialty: s.specialty }} /></h2>
                    <p class="remark flat">
                        {t('plan.spec.line', { leaving: count(s.leaving_cases), before: minutes(s.before_mean_min), after: minutes(s.after_mean_min) })}
                        {s.build?.exporter_id ? t('plan.spec.exporter', { name: nameOf(s.build.exporter_id) }) : ''}
                        {s.next_hospital_id ? t(isRange(s.next_least, s.next_cost) ? 'plan.spec.next.most' : 'plan.spec.next', { name: nameOf(s.next_hospital_id), cost: worth(s.next_cost, plan) }) : ''}
                    </p>
                </section>
            ))}
        </>
    );
}

function OtherHospital({ id, hospital, name }: { id: string; hospital: string; name: string }) {
    return (
        <>
            <p class="sentence">{name}</p>
            <p class="remark flat">{t('plan.other')}</p>
            <Decide plan={id} choice={{ hospital_id: hospital }} />
        </>
    );
}

export function ResultPanel(props: ResultProps & { chosen: Thing | null }) {
    const { plan, chosen, nameOf, id } = props;
    const hospital = chosen?.kind === 'hospital' ? chosen.id : null;
    const centre = plan.centres.find((c) => c.hospital_id === hospital);
    if (hospital) {
        return (
            <aside class="panel">
                <div class="crumbs"><button type="button" class="quiet" onClick={() => select(null)}>‹ {t('plan.back')}</button></div>
                {centre ? <CentreBox {...props} centre={centre} /> : <OtherHospital id={id} hospital={hospital} name={nameOf(hospital)} />}
            </aside>
        );
    }
    const home = predictedText(plan);
    return (
        <aside class="panel">
            <p class="sentence">
                <Rich text={headline(plan)} />
                {home && <Rich text={home} />}
                <Rich text={gapText(plan)} />
            </p>
            <Figures items={planFigures(plan)} />
            <section>
                <h2 class="sub">{t('plan.centres')}</h2>
                <ul class="centres">
                    {plan.centres.map((c) => (
                        <li key={c.hospital_id}>
                            <button type="button" class="link" onClick={() => select({ kind: 'hospital', id: c.hospital_id })}>{c.name}</button>
                            <span>{plan.centre_specialties.filter((s) => s.hospital_id === c.hospital_id).map((s) => specialtyName(s.specialty)).join(lang.value === 'zh' ? '、' : ', ')}</span>
                            <Decide plan={id} choice={{ hospital_id: c.hospital_id }} />
                        </li>
                    ))}
                </ul>
            </section>
            {plan.warnings.length > 0 && (
                <details>
                    <summary>{t('plan.warnings', { n: plan.warnings.length })}</summary>
                    <ul class="notes">{plan.warnings.map((w) => <li key={w.en}>{w[lang.value]}</li>)}</ul>
                </details>
            )}
        </aside>
    );
}
