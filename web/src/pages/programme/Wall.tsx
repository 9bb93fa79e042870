// The wall chart: the whole programme on one sheet, A3: map, every project with its states, what is late.
import { useMemo } from 'preact/hooks';
import { ErrorBox, Waiting } from '../../components/Notice';
import { moment } from '../../format/date';
import { grouped } from '../../format/number';
import { t } from '../../i18n';
import { MarkKeys } from '../../map/Furniture';
import { MapView } from '../../map/MapView';
import { mapData, meta } from '../../state/data';
import { number, text, today, useAction, useMachines } from '../../state/programme';
import { groupLayer, zones } from '../../state/zones';
import { marksOf, stateName } from './projects';

export function Wall() {
    const list = useAction('programme/list', ['project']);
    const alarms = useAction('programme/alarms', [], { today: today() });
    const plan = useAction('programme/schedule', [], { today: today() });
    const machines = useMachines();
    const map = meta.value.data?.dataset ? mapData.value.data : null;
    const rows = list.data?.rows ?? [];
    const placed = useMemo(() => (map ? marksOf(rows, map) : { marks: [], beyond: 0 }), [rows, map]);
    const layers = useMemo(() => ({ groups: map ? groupLayer(map, zones.value, true) : null, marks: placed.marks }), [map, placed, zones.value]);
    if (list.error) return <ErrorBox problem={list.error} />;
    if (!list.data) return <Waiting />;
    const order = machines.order.get('building') ?? [];
    const lateOf = (id: string) => (alarms.data?.rows ?? []).filter((r) => text(r, 'id') === id && text(r, 'alarm') === 'overdue').length;
    const next = (id: string) => (plan.data?.rows ?? []).find((r) => text(r, 'project') === id && !text(r, 'actual'));
    return (
        <div class="sheet-page">
            <p class="row no-print"><button type="button" class="main" onClick={() => window.print()}>{t('report.print')}</button><span class="remark flat">{t('prog.wall.text')}</span></p>
            <article class="sheet wall">
                <h2 class="title">{t('prog.wall.title')}</h2>
                <div class="wall-body">
                    {map && <MapView bare data={map} layers={layers} kind="area" unitOf={(i) => map.areas[i]?.id ?? null} describe={() => null} label={t('prog.map')} />}
                    <table class="small">
                        <thead><tr><th scope="col" class="text">{t('prog.project')}</th><th scope="col" class="text">{t('prog.state.programme')}</th><th scope="col" class="text">{t('prog.progress')}</th><th scope="col" class="text">{t('prog.next')}</th><th scope="col">{t('prog.beds')}</th><th scope="col">{t('prog.overdue')}</th></tr></thead>
                        <tbody>
                            {rows.map((r) => {
                                const at = order.indexOf(text(r, 'building'));
                                const step = next(text(r, 'id'));
                                const late = lateOf(text(r, 'id'));
                                return (
                                    <tr key={text(r, 'id')}>
                                        <td class="text">{text(r, 'name')}</td>
                                        <td class="text">{stateName(machines, 'programme', text(r, 'programme'))}</td>
                                        <td class="text"><span class="steps" aria-hidden="true">{order.slice(1).map((s, i) => <i key={s} class={i < at ? 'on' : ''} />)}</span> {stateName(machines, 'building', text(r, 'building'))}</td>
                                        <td class="text">{step ? `${text(step, 'name')} ${text(step, 'forecast') || text(step, 'planned')}` : ''}</td>
                                        <td>{grouped(number(r, 'beds_opened'))} / {grouped(number(r, 'beds'))}</td>
                                        <td>{late > 0 ? <b class="worse">{late}</b> : ''}</td>
                                    </tr>
                                );
                            })}
                        </tbody>
                    </table>
                </div>
                <footer><MarkKeys marks={placed.marks} /> {moment(new Date().toISOString())}{placed.beyond > 0 ? ` · ${t('prog.beyond', { n: placed.beyond })}` : ''}</footer>
            </article>
        </div>
    );
}
