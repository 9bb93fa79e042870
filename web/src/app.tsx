// The frame: rooms at the left, filters above, one page.
import { computed } from '@preact/signals';
import type { ComponentType } from 'preact';
import { lazy } from './lazy';
import { ErrorBox, Waiting } from './components/Notice';
import { FilterBar, type Filter } from './components/FilterBar';
import { Nav } from './components/Nav';
import { t, tMaybe } from './i18n';
import { meta, reload } from './state/data';
import { path } from './state/url';
import { Flows } from './pages/flows/Flows';

interface Route {
    page: ComponentType;
    uses: Filter[];
    /** Has something to show before any data are loaded. */
    without?: boolean;
}

const ALL: Filter[] = ['period', 'specialty', 'hard', 'basis'];

const ROUTES: Record<string, Route> = {
    '': { page: Flows, uses: ALL },
    flows: { page: Flows, uses: ALL },
    access: { page: lazy(() => import('./pages/access/Access').then((m) => m.Access)), uses: [] },
    zones: { page: lazy(() => import('./pages/zones/Zones').then((m) => m.Zones)), uses: [] },
    plan: { page: lazy(() => import('./pages/plan/Plan').then((m) => m.Plan)), uses: [] },
    programme: { page: lazy(() => import('./pages/programme/Programme').then((m) => m.Programme)), uses: [], without: true },
    targets: { page: lazy(() => import('./pages/targets/Targets').then((m) => m.Targets)), uses: [] },
    report: { page: lazy(() => import('./pages/report/Report').then((m) => m.Report)), uses: [] },
    data: { page: lazy(() => import('./pages/data/Data').then((m) => m.Data)), uses: [] },
};

function Body({ route }: { route: Route | undefined }) {
    const { data, error, loading } = meta.value;
    if (error) return <ErrorBox problem={error} onRetry={reload} />;
    if (loading || !data) return <Waiting />;
    if (!route) return <ErrorBox problem={{ title: t('error.lost'), hint: t('error.lost.hint') }} />;
    const Page = data.dataset || route.without ? route.page : (ROUTES.data as Route).page;
    return <Page />;
}

/** Dataset and room: of the window and of the page for those who do not see it. */
export const title = computed(() => {
    const room = path.value.split('/')[1] || 'flows';
    const dataset = meta.value.data?.dataset;
    return [tMaybe(`nav.${room}`, ''), dataset?.title || dataset?.name, t('app.name')].filter(Boolean).join(' – ');
});

export function App() {
    const route = ROUTES[path.value.split('/')[1] ?? ''];
    return (
        <>
            <a class="skip" href="#main">{t('app.skip')}</a>
            <div class="frame">
                <Nav />
                <div class="right">
                    <header>
                        <FilterBar uses={route?.uses ?? []} />
                        {meta.value.data?.dataset?.fictional && <div class="band">{t('app.fictional')}</div>}
                    </header>
                    <main id="main" tabIndex={-1}>
                        <h1 class="sr">{title.value}</h1>
                        <Body route={route} />
                    </main>
                </div>
            </div>
        </>
    );
}
