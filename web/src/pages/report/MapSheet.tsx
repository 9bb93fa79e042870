// One sheet of A3: the plan's map with legend, scale, north and where everything comes from.
import { useEffect } from 'preact/hooks';
import { useAnswer } from '../../api/use';
import { ErrorBox, Waiting } from '../../components/Notice';
import { moment } from '../../format/date';
import { lang, t } from '../../i18n';
import { mapData, meta } from '../../state/data';
import { href } from '../../state/url';
import { PlanMap } from '../plan/PlanMap';
import { planTitle } from '../plan/PlanList';
import type { Plan } from '../plan/types';
import { TakeTable } from '../../take/Take';

/** While it is open, what is printed is A3 across. */
function usePaper(): void {
    useEffect(() => {
        const paper = new CSSStyleSheet();
        paper.replaceSync('@page { size: A3 landscape; margin: 12mm; }');
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, paper];
        return () => {
            document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== paper);
        };
    }, []);
}

export function MapSheet({ id }: { id: string }) {
    usePaper();
    const plan = useAnswer<Plan>(`plans/${id}`);
    const map = mapData.value.data;
    if (plan.error) return <ErrorBox problem={plan.error} />;
    if (!plan.data || !map) return <Waiting />;
    const { dataset, centre_specialties, centres, zones } = plan.data;
    return (
        <div class="sheet-page">
            <p class="row no-print">
                <a href={href('/report', { plan: id })}>‹ {t('nav.report')}</a>
                <button type="button" class="main" onClick={() => print()}>{t('report.print')}</button>
                <span class="remark flat">{t('report.a3')}</span>
            </p>
            <article class="sheet">
                <header>
                    <h1>{dataset.name}{t('sep')}{planTitle({ plan_id: id, name: plan.data.name })}</h1>
                    {dataset.fictional && <p class="band">{t('app.fictional')}</p>}
                </header>
                <PlanMap plan={plan.data} map={map} />
                <TakeTable label={t('report.map')} />
                <table class="small">
                    <tbody>
                        {zones.map((zone) => (
                            <tr key={zone.zone_id}>
                                <th scope="row">{zone.name || zone.zone_id}</th>
                                <td class="text">
                                    {centres.filter((c) => c.zone_id === zone.zone_id).map((c) => {
                                        const list = centre_specialties.filter((s) => s.hospital_id === c.hospital_id).map((s) => s.specialty);
                                        return `${c.name} (${list.join(lang.value === 'zh' ? '、' : ', ')})`;
                                    }).join('; ')}
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
                <footer>
                    {t('report.foot', { data: moment(meta.value.data?.dataset?.imported_at ?? ''), fingerprint: dataset.fingerprint, version: plan.data.version, plan: id })}
                </footer>
            </article>
        </div>
    );
}
