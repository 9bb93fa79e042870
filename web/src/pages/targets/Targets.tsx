// Goals: indicators with their lineage, targets, what is red, what it all brought.
import { Tabs } from '../../components/Controls';
import { lazy } from '../../lazy';
import { t } from '../../i18n';
import { setWho, who } from '../../state/programme';
import { href, path } from '../../state/url';
import { Indicators } from './Indicators';

const Goals = lazy(() => import('./Goals').then((m) => m.Goals));
const Red = lazy(() => import('./Red').then((m) => m.Red));
const Effects = lazy(() => import('./Effects').then((m) => m.Effects));
const Peers = lazy(() => import('./Peers').then((m) => m.Peers));
const Sheet = lazy(() => import('./Sheet').then((m) => m.Sheet));
const Chart = lazy(() => import('./WallChart').then((m) => m.WallChart));

const TABS = ['indicators', 'goals', 'red', 'effects', 'peers', 'chart'] as const;

export function Targets() {
    const view = path.value.split('/')[2] ?? '';
    const now = (TABS as readonly string[]).includes(view) ? view : 'indicators';
    return (
        <div class={now === 'indicators' && view !== 'sheet' ? 'filled' : ''}>
            <Tabs label={t('nav.targets')} now={now} tabs={TABS.map((id) => ({ id, text: t(`goal.tab.${id}`), href: href(id === 'indicators' ? '/targets' : `/targets/${id}`) }))}>
                <span class="push">
                    <label class="select"><span>{t('prog.who')}</span><input value={who.value} size={10} onChange={(e) => setWho(e.currentTarget.value.trim())} /></label>
                </span>
            </Tabs>
            {view === 'sheet' ? <Sheet /> : now === 'goals' ? <Goals /> : now === 'red' ? <Red /> : now === 'effects' ? <Effects /> : now === 'peers' ? <Peers /> : now === 'chart' ? <Chart /> : <Indicators />}
        </div>
    );
}
