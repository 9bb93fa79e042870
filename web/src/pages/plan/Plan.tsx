// Planning: scenario, run, result, scenarios side by side.
import { lazy } from '../../lazy';
import { path } from '../../state/url';
import { PlanList } from './PlanList';

const ScenarioForm = lazy(() => import('./ScenarioForm').then((m) => m.ScenarioForm));
const JobPage = lazy<{ id: string }>(() => import('./JobPage').then((m) => m.JobPage));
const Result = lazy<{ id: string; view: string }>(() => import('./Result').then((m) => m.Result));
const Compare = lazy(() => import('./Compare').then((m) => m.Compare));

export function Plan() {
    const [, , first, second] = path.value.split('/');
    if (first === 'new') return <ScenarioForm />;
    if (first === 'job' && second) return <JobPage key={second} id={second} />;
    if (first === 'compare') return <Compare />;
    if (first) return <Result key={first} id={first} view={second ?? 'map'} />;
    return <PlanList />;
}
