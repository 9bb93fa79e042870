// The documents of a plan: to read here, to print, to take along.
import { useMemo } from 'preact/hooks';
import { apiUrl } from '../../api/client';
import type { Table as Answer } from '../../api/types';
import { useAnswer } from '../../api/use';
import { Select } from '../../components/Controls';
import { ErrorBox, Waiting } from '../../components/Notice';
import { moment } from '../../format/date';
import { t } from '../../i18n';
import { href, param, path, setParams } from '../../state/url';
import { planTitle } from '../plan/PlanList';
import { MapSheet } from './MapSheet';

const TABLES = ['zones', 'zone_specialties', 'centres', 'centre_specialties', 'pairs', 'effect', 'effect_zones', 'effect_regions', 'effect_areas', 'effect_hospitals', 'years', 'targets', 'accounts', 'cities', 'assignments', 'destinations', 'areas', 'regions', 'summary', 'choice_model', 'frontier', 'scenario', 'exclusions', 'notes'];

function Documents({ id }: { id: string }) {
    return (
        <div class="documents">
            <a class="button main" href={apiUrl(`plans/${id}/report.html`)} target="_blank" rel="noopener">{t('report.open')}</a>
            <a class="button" href={apiUrl(`plans/${id}/plan.xlsx`)} download>{t('report.xlsx')}</a>
            <a class="button" href={apiUrl(`plans/${id}/plan.docx`)} download>{t('report.docx')}</a>
            <a class="button" href={apiUrl(`plans/${id}/slides.pptx`)} download>{t('report.pptx')}</a>
            <a class="button" href={apiUrl(`plans/${id}/map.pdf`)} download>{t('report.pdf')}</a>
            <a class="button" href={href('/report/map', { plan: id })}>{t('report.map')}</a>
            <a class="button" href={apiUrl(`plans/${id}/map.geojson`)} download>{t('report.geojson')}</a>
            <a class="button" href={apiUrl(`plans/${id}`)} download={`plan-${id}.json`}>plan.json</a>
            <details>
                <summary>{t('report.tables')}</summary>
                <ul>{TABLES.map((name) => <li key={name}><a href={apiUrl(`plans/${id}/tables/${name}.csv`)} download>{name}.csv</a></li>)}</ul>
            </details>
        </div>
    );
}

export function Report() {
    const { data, error } = useAnswer<Answer>('plans');
    const plans = useMemo(() => [...(data?.rows ?? [])].sort((a, b) => Number(b.plan_id) - Number(a.plan_id)), [data]);
    if (error) return <ErrorBox problem={error} />;
    if (!data) return <Waiting />;
    const id = param('plan') || String(plans[0]?.plan_id ?? '');
    if (!id) {
        return (
            <div class="page">
                <h2 class="title">{t('nav.report')}</h2>
                <p class="sentence lead">{t('report.none')}</p>
                <p><a class="button main" href={href('/plan/new')}>{t('plan.first')}</a></p>
            </div>
        );
    }
    if (path.value.startsWith('/report/map')) return <MapSheet id={id} />;
    return (
        <div class="report">
            <div class="tabs tools">
                <Select
                    label={t('nav.plan')}
                    value={id}
                    choices={plans.map((row) => ({ value: String(row.plan_id), text: `${planTitle(row)}  ${moment(String(row.created_at ?? ''))}` }))}
                    onChange={(value) => setParams({ plan: value })}
                />
            </div>
            <Documents id={id} />
            <iframe title={t('nav.report')} src={apiUrl(`plans/${id}/report.html`)} />
        </div>
    );
}
