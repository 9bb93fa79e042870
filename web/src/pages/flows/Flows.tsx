// Where care leaves: map, leaving specialties, streams, time; an area's and a hospital's own page.
import { lazy } from '../../lazy';
import { path } from '../../state/url';
import { FlowMap } from './FlowMap';

const Leaving = lazy(() => import('./Leaving').then((m) => m.Leaving));
const Streams = lazy(() => import('./Streams').then((m) => m.Streams));
const OverTime = lazy(() => import('./OverTime').then((m) => m.OverTime));
const Profile = lazy<{ kind: 'area' | 'hospital'; id: string }>(() => import('./Profile').then((m) => m.Profile));

export function Flows() {
    const [, , view, id] = path.value.split('/');
    if (view === 'leaving') return <Leaving />;
    if (view === 'streams') return <Streams />;
    if (view === 'time') return <OverTime />;
    if ((view === 'area' || view === 'hospital') && id) return <Profile key={view + id} kind={view} id={decodeURIComponent(id)} />;
    return <FlowMap />;
}
