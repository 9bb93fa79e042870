// All projects: map, what they add up to, the list with filters.
import { useMemo } from 'preact/hooks';
import type { Row } from '../../api/types';
import { Select } from '../../components/Controls';
import { Figures } from '../../components/Figures';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { grouped } from '../../format/number';
import { t } from '../../i18n';
import { MarkKeys } from '../../map/Furniture';
import { MapView } from '../../map/MapView';
import { mapData, meta } from '../../state/data';
import { actionUrl, number, text, today, useAction, useKinds, useMachines } from '../../state/programme';
import { selected, type Thing } from '../../state/selection';
import { go, href, param, setParams } from '../../state/url';
import { groupLayer, zones } from '../../state/zones';
import { FILTERS, filterWord, marksOf, passes, stateName, valuesOf, type Filter } from './projects';

function Filters({ rows }: { rows: Row[] }) {
    const machines = useMachines();
    const fields = useKinds().get('project') ?? [];
    return (
        <div class="tabs tools">
            {FILTERS.map((filter) => {
                const values = valuesOf(rows, filter);
                if (values.length < 2 && !param(`p_${filter}`)) return null;
                const label = filter === 'programme' || filter === 'building' ? t(`prog.state.${filter}`) : (fields.find((f) => f.name === filter)?.label ?? filter);
                return (
                    <Select
                        key={filter}
                        label={label}
                        value={param(`p_${filter}`)}
                        choices={[{ value: '', text: t('app.all') }, ...values.map((value) => ({ value, text: filterWord(filter, value, machines, fields) }))]}
                        onChange={(value) => setParams({ [`p_${filter}`]: value || null }, true)}
                    />
                );
            })}
        </div>
    );
}

function Panel({ rows, beyond }: { rows: Row[]; beyond: number }) {
    const alarms = useAction('programme/alarms', [], { today: today() });
    const batches = useAction('programme/batches');
    const machines = useMachines();
    const ids = new Set(rows.map((r) => text(r, 'id')));
    const late = (alarms.data?.rows ?? []).filter((r) => text(r, 'alarm') === 'overdue' && ids.has(text(r, 'id')));
    const chosen = selected.value?.kind === 'hospital' ? rows.find((r) => text(r, 'id') === selected.value?.id) : undefined;
    const opened = rows.filter((r) => text(r, 'building') === 'opened').length;
    const sum = (key: string) => rows.reduce((total, r) => total + (number(r, key) ?? 0), 0);
    const states = (machines.order.get('programme') ?? []).map((state) => ({ state, n: rows.filter((r) => text(r, 'programme') === state).length })).filter((s) => s.n > 0);
    return (
        <div class="panel">
            {chosen ? (
                <>
                    <p class="sentence"><Rich text={t('prog.one', { name: text(chosen, 'name'), state: stateName(machines, 'programme', text(chosen, 'programme')), building: stateName(machines, 'building', text(chosen, 'building')) })} /></p>
                    <p><a class="button main" href={href(`/programme/project/${encodeURIComponent(text(chosen, 'id'))}`)}>{t('prog.open')}</a></p>
                </>
            ) : (
                <p class="sentence"><Rich text={t('prog.sentence', { n: rows.length, opened, late: late.length })} /></p>
            )}
            <Figures
                items={[
                    { label: t('prog.projects'), value: grouped(rows.length) },
                    { label: t('prog.opened'), value: grouped(opened) },
                    { label: t('prog.overdue'), value: grouped(late.length) },
                    { label: t('prog.beds'), value: grouped(sum('beds')), note: t('prog.beds.opened', { n: grouped(sum('beds_opened')) }) },
                ]}
            />
            <section>
                <h2 class="sub">{t('prog.state.programme')}</h2>
                <div class="ranking">
                    {states.map((s) => (
                        <>
                            <span class="name">{stateName(machines, 'programme', s.state)}</span>
                            <span class="meter"><i style={{ width: `${(100 * s.n) / rows.length}%` }} /></span>
                            <b>{s.n}</b>
                            <span />
                        </>
                    ))}
                </div>
            </section>
            {(batches.data?.rows.length ?? 0) > 0 && (
                <section>
                    <h2 class="sub">{t('prog.batches')}</h2>
                    <table class="small">
                        <thead><tr><th scope="col">{t('prog.batch')}</th><th scope="col">{t('prog.known')}</th><th scope="col">{t('prog.announced')}</th></tr></thead>
                        <tbody>
                            {batches.data?.rows.map((r) => (
                                <tr key={`${text(r, 'level')}${text(r, 'batch')}`}><td class="text">{text(r, 'batch') || t('prog.unstated')}</td><td>{text(r, 'projects')}</td><td>{text(r, 'announced') || '–'}</td></tr>
                            ))}
                        </tbody>
                    </table>
                </section>
            )}
            <p><a href={href('/programme/alarms')}>{t('prog.see.alarms')}</a></p>
            {beyond > 0 && <p class="remark">{t('prog.beyond', { n: beyond })}</p>}
        </div>
    );
}

function columnsOf(machines: ReturnType<typeof useMachines>, label: (name: string) => string): Column<Row>[] {
    const plain = (key: string): Column<Row> => ({ key, head: label(key), text: true, value: (r) => text(r, key) || null });
    return [
        { key: 'name', head: label('name'), text: true, value: (r) => text(r, 'name') },
        { key: 'page', head: t('prog.page'), text: true, value: (r) => text(r, 'id'), show: (r) => <a href={href(`/programme/project/${encodeURIComponent(text(r, 'id'))}`)}>{text(r, 'id')}</a> },
        plain('batch'),
        plain('province'),
        plain('city'),
        plain('specialties'),
        plain('exporter'),
        plain('host'),
        { key: 'beds', head: label('beds'), value: (r) => number(r, 'beds'), show: (r) => grouped(number(r, 'beds')) },
        { key: 'programme', head: t('prog.state.programme'), text: true, value: (r) => stateName(machines, 'programme', text(r, 'programme')) },
        { key: 'building', head: t('prog.state.building'), text: true, value: (r) => stateName(machines, 'building', text(r, 'building')) },
    ];
}

function Empty() {
    return (
        <div class="page">
            <h2 class="title">{t('nav.programme')}</h2>
            <p class="sentence lead">{t('prog.none')}</p>
            <p><a class="button main" href={href('/programme/new')}>{t('prog.new')}</a></p>
        </div>
    );
}

export function Projects() {
    const list = useAction('programme/list', ['project']);
    const machines = useMachines();
    const fields = useKinds().get('project') ?? [];
    const map = meta.value.data?.dataset ? mapData.value.data : null;
    const chosen = Object.fromEntries(FILTERS.map((f) => [f, param(`p_${f}`)])) as Partial<Record<Filter, string>>;
    const all = list.data?.rows ?? [];
    const rows = useMemo(() => all.filter((row) => passes(row, chosen)), [all, JSON.stringify(chosen)]);
    const placed = useMemo(() => (map ? marksOf(rows, map) : { marks: [], beyond: rows.length }), [rows, map]);
    const layers = useMemo(() => ({ groups: map ? groupLayer(map, zones.value, true) : null, marks: placed.marks }), [map, placed, zones.value]);
    const unitOf = useMemo(() => (i: number) => map?.areas[i]?.id ?? null, [map]);
    if (list.error) return <ErrorBox problem={list.error} />;
    if (!list.data) return <Waiting />;
    if (!all.length) return <Empty />;
    const label = (name: string) => fields.find((f) => f.name === name)?.label ?? name;
    const describe = (thing: Thing) => {
        const row = rows.find((r) => text(r, 'id') === thing.id);
        return row ? { title: text(row, 'name'), lines: [text(row, 'specialties'), stateName(machines, 'programme', text(row, 'programme'))].filter(Boolean) } : null;
    };
    return (
        <div class="atlas">
            <Filters rows={all} />
            <div class="picture">
                {map ? <MapView data={map} layers={layers} kind="area" unitOf={unitOf} describe={describe} label={t('prog.map')} legend={<MarkKeys marks={placed.marks} />} /> : <p class="remark">{t('prog.nomap')}</p>}
            </div>
            <Panel rows={rows} beyond={map ? placed.beyond : 0} />
            <Table
                label={t('prog.list')}
                columns={columnsOf(machines, label)}
                rows={rows}
                id={(r) => text(r, 'id')}
                kind="hospital"
                onOpen={(r) => go(href(`/programme/project/${encodeURIComponent(text(r, 'id'))}`))}
                csv={actionUrl('programme/list', ['project'], { format: 'csv' })}
                xlsx={actionUrl('programme/list', ['project'], { format: 'xlsx' })}
            />
        </div>
    );
}
