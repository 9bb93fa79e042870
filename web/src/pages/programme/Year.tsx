// The year in figures, batches beside what was announced, exporters and what they carry: a report that prints.
import type { Row } from '../../api/types';
import { Select } from '../../components/Controls';
import { Figures } from '../../components/Figures';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { grouped } from '../../format/number';
import { t, tMaybe } from '../../i18n';
import { act, actionUrl, number, text, today, useAction, useKinds, useMachines, wordOf } from '../../state/programme';
import { param, setParams } from '../../state/url';
import { budgetOf, money, stateName } from './projects';

function Batches() {
    const answer = useAction('programme/batches');
    const kinds = useKinds();
    const rows = answer.data?.rows ?? [];
    const announced = rows.reduce((sum, r) => sum + (number(r, 'announced') ?? 0), 0);
    return (
        <section>
            <h2>{t('prog.batches')} {!announced && <button type="button" class="link no-print" onClick={() => void act('programme/announced', [])}>{t('prog.announced.add')}</button>}</h2>
            <table class="list">
                <thead><tr><th scope="col" class="text">{t('prog.level')}</th><th scope="col" class="text">{t('prog.batch')}</th><th scope="col">{t('prog.known')}</th><th scope="col">{t('prog.announced')}</th></tr></thead>
                <tbody>
                    {rows.map((r) => (
                        <tr key={text(r, 'level') + text(r, 'batch')}>
                            <td class="text">{wordOf(kinds, 'project', 'level', text(r, 'level'))}</td><td class="text">{text(r, 'batch') || t('prog.unstated')}</td><td>{text(r, 'projects')}</td><td>{text(r, 'announced') || '–'}</td>
                        </tr>
                    ))}
                    <tr class="total"><td class="text">{t('prog.total')}</td><td /><td>{rows.reduce((sum, r) => sum + (number(r, 'projects') ?? 0), 0)}</td><td>{announced || '–'}</td></tr>
                </tbody>
            </table>
        </section>
    );
}

function Exporters() {
    const answer = useAction('programme/exporters');
    const rows = answer.data?.rows ?? [];
    const columns: Column<Row>[] = [
        { key: 'exporter', head: t('prog.exporter'), text: true, value: (r) => text(r, 'exporter') },
        { key: 'projects', head: t('prog.projects'), value: (r) => number(r, 'projects') },
        { key: 'max', head: t('prog.most'), value: (r) => number(r, 'max_projects'), show: (r) => `${text(r, 'max_projects')}${r.stated ? '' : ` ${t('prog.default')}`}` },
        { key: 'over', head: t('prog.toomany'), text: true, value: (r) => (r.conflict ? t('app.yes') : ''), show: (r) => (r.conflict ? <b class="worse">{t('app.yes')}</b> : '') },
    ];
    return <Table plain label={t('prog.exporters')} columns={columns} rows={rows} id={(r) => text(r, 'exporter')} sort={{ key: 'projects', down: true }} csv={actionUrl('programme/exporters', [], { format: 'csv' })} xlsx={actionUrl('programme/exporters', [], { format: 'xlsx' })} />;
}

/** Every project in one line: where it stands, what it cost, what it has. */
function Standing() {
    const list = useAction('programme/list', ['project']);
    const paid = useAction('programme/money');
    const machines = useMachines();
    const paidOf = new Map((paid.data?.rows ?? []).filter((r) => text(r, 'source') === 'all').map((r) => [text(r, 'project'), number(r, 'paid')]));
    const columns: Column<Row>[] = [
        { key: 'name', head: t('prog.project'), text: true, value: (r) => text(r, 'name') },
        { key: 'batch', head: t('prog.batch'), text: true, value: (r) => text(r, 'batch') || null },
        { key: 'programme', head: t('prog.state.programme'), text: true, value: (r) => stateName(machines, 'programme', text(r, 'programme')) },
        { key: 'building', head: t('prog.state.building'), text: true, value: (r) => stateName(machines, 'building', text(r, 'building')) },
        { key: 'budget', head: t('prog.budget'), unit: t('prog.wan'), value: (r) => money(budgetOf(r)), show: (r) => grouped(money(budgetOf(r))) },
        { key: 'paid', head: t('prog.money.paid'), unit: t('prog.wan'), value: (r) => money(paidOf.get(text(r, 'id')) ?? null), show: (r) => grouped(money(paidOf.get(text(r, 'id')) ?? null)) },
        { key: 'beds', head: t('prog.beds'), value: (r) => number(r, 'beds') },
        { key: 'opened', head: t('prog.opened.beds'), value: (r) => number(r, 'beds_opened') },
    ];
    return <Table plain label={t('prog.standing')} columns={columns} rows={list.data?.rows ?? []} id={(r) => text(r, 'id')} />;
}

export function Year() {
    const now = Number(today().slice(0, 4));
    const year = param('year') || String(now);
    const answer = useAction('programme/year', [year], { today: today() });
    if (answer.error) return <ErrorBox problem={answer.error} />;
    if (!answer.data) return <Waiting />;
    const value = (figure: string) => number(answer.data?.rows.find((r) => text(r, 'figure') === figure), 'value');
    return (
        <article class="page">
            <p class="row no-print">
                <Select label={t('prog.year')} value={year} choices={Array.from({ length: 12 }, (_, i) => String(now - 8 + i)).map((y) => ({ value: y, text: y }))} onChange={(y) => setParams({ year: y })} />
                <button type="button" onClick={() => window.print()}>{t('report.print')}</button>
                <a class="button" href={actionUrl('programme/year-report', [year], { today: today() })} download>docx</a>
                <a class="button" href={actionUrl('programme/year', [year], { today: today(), format: 'xlsx' })} download>xlsx</a>
            </p>
            <h2 class="title">{t('prog.year.title', { year })}</h2>
            <p class="sentence lead"><Rich text={t('prog.year.sentence', { year, n: value('projects') ?? 0, open: value('projects open') ?? 0, due: value('commitments and tasks due in the year') ?? 0, done: value('of these done') ?? 0, overdue: value('of these overdue') ?? 0 })} /></p>
            <Figures items={answer.data.rows.map((r) => ({ label: tMaybe(`prog.y.${text(r, 'figure')}`, text(r, 'figure')), value: grouped(/yuan/.test(text(r, 'figure')) ? money(number(r, 'value')) : number(r, 'value')) }))} />
            <Batches />
            <Standing />
            <Exporters />
        </article>
    );
}
