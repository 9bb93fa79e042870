// The task ledger with its strike-off, and the timetable: year by year, layer by layer.
import { useState } from 'preact/hooks';
import type { Row } from '../../api/types';
import { Select } from '../../components/Controls';
import { Evidence } from '../../components/Evidence';
import { FactForm } from '../../components/FactForm';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { t } from '../../i18n';
import { actionUrl, number, text, today, useAction, useKinds, wordOf } from '../../state/programme';
import { param, setParams } from '../../state/url';

const LAYERS = ['nation', 'province', 'city', 'county', 'hospital'];

function late(row: Row): boolean {
    const state = text(row, 'state') || 'open';
    return state === 'open' && text(row, 'due') !== '' && text(row, 'due') < today();
}

function Timetable({ rows, onPick }: { rows: Row[]; onPick: (id: string) => void }) {
    const kinds = useKinds();
    const yearOf = (r: Row) => text(r, 'year') || text(r, 'due').slice(0, 4);
    const years = [...new Set(rows.map(yearOf).filter(Boolean))].sort();
    const layers = LAYERS.filter((layer) => rows.some((r) => text(r, 'layer') === layer));
    const shown = rows.some((r) => !text(r, 'layer')) ? [...layers, ''] : layers;
    return (
        <section>
            <h2>{t('prog.timetable')}</h2>
            <div class="matrix-box" tabIndex={0} role="region" aria-label={t('prog.timetable')}>
                <table class="timetable">
                    <thead><tr><th scope="col">{t('prog.layer')}</th>{years.map((y) => <th scope="col" key={y}>{y}</th>)}</tr></thead>
                    <tbody>
                        {shown.map((layer) => (
                            <tr key={layer}>
                                <th scope="row">{layer ? wordOf(kinds, 'task', 'layer', layer) : t('prog.unstated')}</th>
                                {years.map((y) => (
                                    <td key={y}>
                                        <ul>
                                            {rows.filter((r) => yearOf(r) === y && text(r, 'layer') === layer).map((r) => (
                                                <li key={text(r, 'id')} class={text(r, 'state') === 'struck_off' ? 'off' : late(r) ? 'late' : ''}>
                                                    <button type="button" class="link" onClick={() => onPick(text(r, 'id'))}>{text(r, 'title')}</button> <small>{text(r, 'lead')} {text(r, 'due').slice(5)}{late(r) ? ` ${t('prog.overdue')}` : ''}</small>
                                                </li>
                                            ))}
                                        </ul>
                                    </td>
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </section>
    );
}

export function Tasks() {
    const list = useAction('programme/list', ['task']);
    const kinds = useKinds();
    const [open, setOpen] = useState(false);
    const edit = param('task');
    const fields = kinds.get('task') ?? [];
    if (list.error) return <ErrorBox problem={list.error} />;
    if (!list.data) return <Waiting />;
    const all = list.data.rows;
    const state = param('t_state');
    const lead = param('t_lead');
    const rows = all.filter((r) => (!state || (text(r, 'state') || 'open') === state) && (!lead || text(r, 'lead') === lead));
    const chosen = all.find((r) => text(r, 'id') === edit);
    const label = (name: string) => fields.find((f) => f.name === name)?.label ?? name;
    const column = (key: string): Column<Row> => ({ key, head: label(key), text: true, value: (r) => text(r, key) || null });
    const columns: Column<Row>[] = [
        { key: 'id', head: t('prog.id'), text: true, value: (r) => text(r, 'id'), show: (r) => <button type="button" class="link" onClick={() => setParams({ task: text(r, 'id') })}>{text(r, 'id')}</button> },
        column('title'), column('project'), column('lead'), column('responsible'),
        { key: 'due', head: label('due'), text: true, value: (r) => text(r, 'due'), show: (r) => <span class={late(r) ? 'worse' : ''}>{text(r, 'due')}{late(r) ? ` ${t('prog.overdue')}` : ''}</span> },
        column('mark'),
        { key: 'state', head: label('state'), text: true, value: (r) => wordOf(kinds, 'task', 'state', text(r, 'state') || 'open') },
        { ...column('evidence'), show: (r) => <Evidence value={text(r, 'evidence')} /> },
    ];
    const off = all.filter((r) => text(r, 'state') === 'struck_off').length;
    return (
        <div class="page">
            <p class="sentence lead"><Rich text={t('prog.tasks.sentence', { n: all.length, off, late: all.filter(late).length })} /></p>
            <p class="row no-print">
                <button type="button" class="main" aria-expanded={open} onClick={() => setOpen(!open)}>{t('prog.task.new')}</button>
                <Select label={label('state')} value={state} choices={[{ value: '', text: t('app.all') }, ...(fields.find((f) => f.name === 'state')?.choices ?? [])]} onChange={(v) => setParams({ t_state: v || null }, true)} />
                <Select label={label('lead')} value={lead} choices={[{ value: '', text: t('app.all') }, ...[...new Set(all.map((r) => text(r, 'lead')).filter(Boolean))].map((v) => ({ value: v, text: v }))]} onChange={(v) => setParams({ t_lead: v || null }, true)} />
            </p>
            {open && <FactForm kind="task" subject={null} seen={0} first={['title', 'project', 'layer', 'year', 'lead', 'responsible', 'due', 'mark']} button={t('prog.save')} onDone={() => setOpen(false)} />}
            {chosen && (
                <section class="part">
                    <h2>{text(chosen, 'title')} <button type="button" class="link" onClick={() => setParams({ task: null })}>{t('prog.close')}</button></h2>
                    <p class="remark flat">{t('prog.strike.rule')}</p>
                    <FactForm
                        key={edit}
                        kind="task"
                        subject={edit}
                        first={['state', 'evidence', 'reason', 'due', 'lead', 'responsible']}
                        given={Object.fromEntries(fields.map((f) => [f.name, text(chosen, f.name)]))}
                        seen={number(chosen, 'ledger_row')}
                        button={t('prog.save')}
                        onDone={() => setParams({ task: null })}
                    />
                </section>
            )}
            {all.length > 0 && <Timetable rows={rows} onPick={(task) => setParams({ task })} />}
            <Table plain label={t('prog.tasks')} columns={columns} rows={rows} id={(r) => text(r, 'id')} csv={actionUrl('programme/list', ['task'], { format: 'csv' })} xlsx={actionUrl('programme/list', ['task'], { format: 'xlsx' })} />
        </div>
    );
}
