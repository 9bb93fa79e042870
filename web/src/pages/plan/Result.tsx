// A finished plan: map, evidence, effect, the scenario behind it.
import type { ComponentType } from 'preact';
import { useAnswer } from '../../api/use';
import { Tabs } from '../../components/Controls';
import { ErrorBox, Waiting } from '../../components/Notice';
import { lazy } from '../../lazy';
import { t } from '../../i18n';
import { mapData, meta } from '../../state/data';
import { href } from '../../state/url';
import { Choices } from './choices';
import { ResultMap } from './ResultMap';
import type { Plan } from './types';
import type { MapData } from '../../api/types';

export interface ResultProps {
    id: string;
    plan: Plan;
    map: MapData;
    nameOf: (hospitalId: string) => string;
}

const VIEWS: Record<string, ComponentType<ResultProps>> = {
    map: ResultMap,
    evidence: lazy(() => import('./Evidence').then((m) => m.Evidence)),
    effect: lazy(() => import('./Effect').then((m) => m.Effect)),
    versions: lazy(() => import('./Versions').then((m) => m.Versions)),
    scenario: lazy(() => import('./Rules').then((m) => m.Rules)),
};

function ResultTabs({ id, view }: { id: string; view: string }) {
    return (
        <Tabs
            label={t('plan.result')}
            now={view}
            tabs={[
                { id: 'map', text: t('plan.view.map'), href: href(`/plan/${id}`) },
                { id: 'evidence', text: t('plan.view.evidence'), href: href(`/plan/${id}/evidence`) },
                { id: 'effect', text: t('plan.view.effect'), href: href(`/plan/${id}/effect`) },
                { id: 'versions', text: t('plan.view.versions'), href: href(`/plan/${id}/versions`) },
                { id: 'scenario', text: t('plan.view.scenario'), href: href(`/plan/${id}/scenario`) },
            ]}
        >
            <span class="push">
                <a class="button" href={href('/plan/new', { from: id })}>{t('plan.edit')}</a>
                <a class="button" href={href('/report', { plan: id })}>{t('nav.report')}</a>
            </span>
        </Tabs>
    );
}

export function Result({ id, view }: { id: string; view: string }) {
    const plan = useAnswer<Plan>(`plans/${id}`);
    const map = mapData.value;
    const error = plan.error ?? map.error;
    if (error) return <ErrorBox problem={error} />;
    if (!plan.data || !map.data) return <Waiting />;
    const names = new Map(map.data.hospitals.map((h) => [h.id, h.name]));
    const View = VIEWS[view] ?? ResultMap;
    const foreign = plan.data.dataset.fingerprint !== meta.value.data?.dataset?.fingerprint;
    const body = <View id={id} plan={plan.data} map={map.data} nameOf={(h) => names.get(h) ?? h} />;
    return (
        <div class={view === 'map' || !VIEWS[view] ? 'filled' : ''}>
            <ResultTabs id={id} view={VIEWS[view] ? view : 'map'} />
            {foreign && <p class="warn">{t('plan.data.other')}</p>}
            <Choices id={id} plan={plan.data} nameOf={(h) => names.get(h) ?? h} />
            {body}
        </div>
    );
}
