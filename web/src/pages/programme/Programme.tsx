// Building: the projects, what was promised, tasks, reports, the year.
import type { ComponentChildren } from 'preact';
import { Tabs } from '../../components/Controls';
import { lazy } from '../../lazy';
import { t } from '../../i18n';
import { setWho, who } from '../../state/programme';
import { href, path } from '../../state/url';
import { Projects } from './Projects';

const Project = lazy<{ id: string }>(() => import('./Project').then((m) => m.Project));
const NewProject = lazy(() => import('./NewProject').then((m) => m.NewProject));
const Tasks = lazy(() => import('./Tasks').then((m) => m.Tasks));
const Cycles = lazy<{ id: string }>(() => import('./Cycles').then((m) => m.Cycles));
const Alarms = lazy(() => import('./Alarms').then((m) => m.Alarms));
const Year = lazy(() => import('./Year').then((m) => m.Year));
const Wall = lazy(() => import('./Wall').then((m) => m.Wall));

const TABS = ['projects', 'tasks', 'alarms', 'cycles', 'year', 'wall'] as const;

function Bar({ now, children }: { now: string; children?: ComponentChildren }) {
    return (
        <Tabs
            label={t('nav.programme')}
            now={now}
            tabs={TABS.map((id) => ({ id, text: t(`prog.tab.${id}`), href: href(id === 'projects' ? '/programme' : `/programme/${id}`) }))}
        >
            <span class="push">
                {children}
                <label class="select">
                    <span>{t('prog.who')}</span>
                    <input value={who.value} size={10} onChange={(e) => setWho(e.currentTarget.value.trim())} />
                </label>
            </span>
        </Tabs>
    );
}

export function Programme() {
    const [, , view = '', id = ''] = path.value.split('/').map(decodeURIComponent);
    const known = (TABS as readonly string[]).includes(view);
    const map = !view || view === 'projects';
    return (
        <div class={map ? 'filled' : ''}>
            <Bar now={known ? view : 'projects'}>{map && <a class="button main" href={href('/programme/new')}>{t('prog.new')}</a>}</Bar>
            {view === 'project' && id ? <Project key={id} id={id} />
                : view === 'new' ? <NewProject />
                : view === 'tasks' ? <Tasks />
                : view === 'alarms' ? <Alarms />
                : view === 'cycles' ? <Cycles key={id} id={id} />
                : view === 'year' ? <Year />
                : view === 'wall' ? <Wall />
                : <Projects />}
        </div>
    );
}
