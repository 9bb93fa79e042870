// Plans side by side: what they are told, what they reach, where they differ.
import { resource } from '../../api/resource';
import { ErrorBox, Waiting } from '../../components/Notice';
import { count, grouped, minutes, percent } from '../../format/number';
import { t } from '../../i18n';
import { mapData } from '../../state/data';
import { href, param } from '../../state/url';
import { specialtyName } from './columns';
import { planTitle } from './PlanList';
import { PlanMap } from './PlanMap';
import type { Plan } from './types';
import { TakeTable } from '../../take/Take';

const MOST = 4;

interface Line {
    head: string;
    value: (plan: Plan) => string;
}

function lines(): Line[] {
    const e = (key: string, show: (v: number | null | undefined) => string) => (p: Plan) => show(p.effect[key]);
    const zones = (key: string, show: (v: number | null | undefined) => string) => (p: Plan) => (p.prediction?.done ? show(p.prediction.zones?.[key]?.after) : '–');
    return [
        { head: t('plan.centres'), value: (p) => String(p.result.centres) },
        { head: t('plan.centre_specialties'), value: (p) => String(p.result.centre_specialties) },
        { head: t('plan.fig.minutes'), value: e('after_mean_min', minutes) },
        { head: t('plan.fig.coverage'), value: e('after_coverage', (v) => percent(v)) },
        { head: t('plan.fig.worst'), value: e('after_worst_tenth_min', minutes) },
        { head: t('effect.home'), value: zones('cases_brought_home', grouped) },
        { head: t('plan.fig.rate'), value: zones('outflow_rate', (v) => percent(v, 2)) },
        { head: t('plan.cases'), value: e('cases', count) },
        { head: t('plan.fig.gap'), value: (p) => (p.result.gap === 0 ? t('plan.fig.gap.none') : percent(p.result.gap, 2)) },
    ];
}

/** Centre specialties of any plan, and which plans have them. */
function choices(plans: Plan[]): { key: string; hospital: string; specialty: string; has: boolean[] }[] {
    const found = new Map<string, { key: string; hospital: string; specialty: string; has: boolean[] }>();
    plans.forEach((plan, at) => {
        for (const s of plan.centre_specialties) {
            const key = `${s.hospital_id}:${s.specialty}`;
            const row = found.get(key) ?? { key, hospital: s.hospital_id, specialty: s.specialty, has: plans.map(() => false) };
            row.has[at] = true;
            found.set(key, row);
        }
    });
    return [...found.values()];
}

export function Compare() {
    const ids = param('plans').split(',').filter(Boolean).slice(0, MOST);
    const answers = ids.map((id) => resource<Plan>(`plans/${id}`).value);
    const map = mapData.value.data;
    const error = answers.find((a) => a.error)?.error;
    if (error) return <ErrorBox problem={error} />;
    const plans = answers.flatMap((a) => a.data ?? []);
    if (plans.length < ids.length || !map) return <Waiting />;
    const names = new Map(map.hospitals.map((h) => [h.id, h.name]));
    const all = choices(plans);
    const differing = all.filter((row) => row.has.includes(false));
    return (
        <div class="page">
            <nav class="crumbs" aria-label={t('plan.title')}>
                <a href={href('/plan')}>{t('nav.plan')}</a>
                <span>{t('plan.compare')}</span>
            </nav>
            <p class="sentence lead">{t('compare.sentence', { same: all.length - differing.length, differ: differing.length })}</p>
            <TakeTable label={t('plan.compare')} />
            <table class="compare">
                <thead>
                    <tr>
                        <td />
                        {plans.map((plan, i) => <th scope="col" key={ids[i]}><a href={href(`/plan/${ids[i]}`)}>{planTitle({ plan_id: ids[i], name: plan.name })}</a></th>)}
                    </tr>
                    <tr class="maps">
                        <td />
                        {plans.map((plan, i) => <td key={ids[i]}><div class="small-map"><PlanMap small plan={plan} map={map} /></div></td>)}
                    </tr>
                </thead>
                <tbody>
                    {lines().map((line) => (
                        <tr key={line.head}>
                            <th scope="row">{line.head}</th>
                            {plans.map((plan, i) => <td key={ids[i]}>{line.value(plan)}</td>)}
                        </tr>
                    ))}
                    {differing.map((row) => (
                        <tr key={row.key} class="choice">
                            <th scope="row">{names.get(row.hospital) ?? row.hospital} {specialtyName(row.specialty)}</th>
                            {row.has.map((has, i) => <td key={ids[i]}>{has ? '●' : '–'}<span class="sr">{has ? t('app.yes') : t('app.no')}</span></td>)}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}
