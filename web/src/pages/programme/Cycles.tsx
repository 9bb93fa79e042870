// The reporting cycle: sheets go out, come back by file or on this page, are chased, put together, published.
import { useState } from 'preact/hooks';
import type { Problem, Row } from '../../api/types';
import { FactForm } from '../../components/FactForm';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { moment } from '../../format/date';
import { grouped } from '../../format/number';
import { t } from '../../i18n';
import { act, actFiles, actionUrl, isProblem, number, text, today, useAction } from '../../state/programme';
import { go, href } from '../../state/url';

const listOf = (row: Row, key: string): string[] => text(row, key).split(/[;；]/).map((s) => s.trim()).filter(Boolean);

/** What one unit reports, typed in here: checked by the server as a sheet is. */
function Entry({ cycle, onProblem }: { cycle: Row; onProblem: (p: Problem | null) => void }) {
    const units = listOf(cycle, 'units');
    const figures = listOf(cycle, 'fields');
    const [unit, setUnit] = useState(units[0] ?? '');
    const [values, setValues] = useState<Record<string, string>>({});
    const cell = (s: string) => (/[",\n]/.test(s) ? `"${s.replace(/"/g, '""')}"` : s);
    const submit = async (event: Event) => {
        event.preventDefault();
        const lines = figures.map((f) => [text(cycle, 'id'), unit, text(cycle, 'period'), f, values[`v:${f}`] ?? '', values[`n:${f}`] ?? ''].map(cell).join(','));
        const file = new File([`cycle,unit,period,figure,value,note\n${lines.join('\n')}\n`], 'page.csv', { type: 'text/csv' });
        const answer = await actFiles('programme/collect', [text(cycle, 'id')], [file]);
        onProblem(isProblem(answer) ? answer : null);
        if (!isProblem(answer)) setValues({});
    };
    return (
        <form class="fact" onSubmit={submit}>
            <label class="select"><span>{t('prog.unit')}</span><select value={unit} onChange={(e) => setUnit(e.currentTarget.value)}>{units.map((u) => <option key={u} value={u}>{u}</option>)}</select></label>
            <table class="small entry">
                <thead><tr><th scope="col" class="text">{t('prog.figure')}</th><th scope="col">{t('prog.value')}</th><th scope="col">{t('prog.note')}</th></tr></thead>
                <tbody>
                    {figures.map((f) => (
                        <tr key={f}>
                            <th scope="row" class="text">{f}</th>
                            <td><input type="number" min={0} step="any" aria-label={`${f} ${t('prog.value')}`} value={values[`v:${f}`] ?? ''} onInput={(e) => { const { value } = e.currentTarget; setValues((now) => ({ ...now, [`v:${f}`]: value })); }} /></td>
                            <td><input aria-label={`${f} ${t('prog.note')}`} value={values[`n:${f}`] ?? ''} onInput={(e) => { const { value } = e.currentTarget; setValues((now) => ({ ...now, [`n:${f}`]: value })); }} /></td>
                        </tr>
                    ))}
                </tbody>
            </table>
            <button type="submit" class="main">{t('prog.report')}</button>
        </form>
    );
}

function Consolidated({ cycle }: { cycle: Row }) {
    const answer = useAction('programme/consolidate', [text(cycle, 'id')]);
    const rows = answer.data?.rows ?? [];
    const units = [...listOf(cycle, 'units'), 'all'];
    const figures = listOf(cycle, 'fields');
    const at = (figure: string, unit: string) => rows.find((r) => text(r, 'figure') === figure && text(r, 'unit') === unit);
    return (
        <section class="part">
            <h2>{t('prog.consolidated')} <a class="no-print" href={actionUrl('programme/consolidate', [text(cycle, 'id')], { format: 'xlsx' })} download>xlsx</a></h2>
            <div class="matrix-box" tabIndex={0} role="region" aria-label={t('prog.consolidated')}>
                <table class="small">
                    <thead><tr><th scope="col" class="text">{t('prog.unit')}</th>{figures.map((f) => <th scope="col" key={f}>{f}</th>)}<th scope="col" class="text">{t('prog.snapshot')}</th></tr></thead>
                    <tbody>
                        {units.map((u) => {
                            const first = at(figures[0] ?? '', u);
                            return (
                                <tr key={u} class={u === 'all' ? 'total' : ''}>
                                    <th scope="row" class="text">{u === 'all' ? t('prog.total') : u}</th>
                                    {figures.map((f) => <td key={f}>{number(at(f, u), 'value') === null ? <span class="missing" title={text(at(f, u), 'note') || t('prog.notreported')}>{text(at(f, u), 'note') || '–'}</span> : grouped(number(at(f, u), 'value'), 2)}</td>)}
                                    <td class="text"><small>{text(first, 'at') && moment(text(first, 'at'))} {text(first, 'fingerprint').slice(0, 8)}</small></td>
                                </tr>
                            );
                        })}
                    </tbody>
                </table>
            </div>
        </section>
    );
}

function Cycle({ row }: { row: Row }) {
    const id = text(row, 'id');
    const chase = useAction('programme/chase', [id], { today: today() });
    const [problem, setProblem] = useState<Problem | null>(null);
    const units = listOf(row, 'units');
    const missing = new Map((chase.data?.rows ?? []).map((r) => [text(r, 'unit'), r]));
    const closed = text(row, 'state') === 'done';
    const [back, setBack] = useState('');
    const reports = useAction('programme/list', ['report']);
    const reportOf = (unit: string) => reports.data?.rows.find((r) => text(r, 'id') === id && text(r, 'item') === unit);
    return (
        <div class="page">
            <nav class="crumbs no-print" aria-label={t('prog.crumbs')}><a href={href('/programme/cycles')}>{t('prog.tab.cycles')}</a><span>{text(row, 'name')}</span></nav>
            <h2 class="title">{text(row, 'name')} <small>{text(row, 'period')}</small></h2>
            <p class="sentence lead"><Rich text={t(closed ? 'prog.cycle.closed' : 'prog.cycle.sentence', { n: units.length, back: units.length - missing.size, due: text(row, 'due') })} /></p>
            {problem && <ErrorBox problem={problem} />}
            <section class="part">
                <h2>{t('prog.units')}</h2>
                <table class="small units">
                    <thead><tr><th scope="col" class="text">{t('prog.unit')}</th><th scope="col" class="text">{t('prog.state')}</th><th scope="col">{t('prog.late.days')}</th><th scope="col" class="text no-print">{t('prog.sheet')}</th></tr></thead>
                    <tbody>
                        {units.map((unit) => {
                            const late = number(missing.get(unit), 'days_late') ?? 0;
                            return (
                                <tr key={unit}>
                                    <td class="text">{unit}</td>
                                    <td class="text">{missing.has(unit) ? <span class={late > 0 ? 'worse' : ''}>{text(reportOf(unit), 'state') === 'returned' ? `${t('prog.returned')}${t('app.colon')}${text(reportOf(unit), 'reason')}` : t('prog.notreported')}</span> : t('prog.reported')}</td>
                                    <td>{missing.has(unit) && late > 0 ? late : ''}</td>
                                    <td class="text no-print"><a href={actionUrl('programme/template', [id, unit])} download={`${id}-${unit}.xlsx`}>{t('prog.sheet.get')}</a>{!closed && !missing.has(unit) && <> <button type="button" class="link" onClick={() => setBack(unit)}>{t('prog.return')}</button></>}</td>
                                </tr>
                            );
                        })}
                    </tbody>
                </table>
                {back && !closed && (
                    <>
                        <h3>{t('prog.return')} {back}</h3>
                        <FactForm key={back} kind="report" subject={id} first={['reason']} fixed={{ item: back, state: 'returned' }} only seen={number(reportOf(back), 'ledger_row')} button={t('prog.return')} onDone={() => setBack('')} />
                    </>
                )}
                {!closed && (
                    <p class="row no-print">
                        <label class="button main">
                            {t('prog.sheets.back')}
                            <input type="file" class="sr" multiple accept=".xlsx,.csv,.ods" onChange={(e) => { const files = [...(e.currentTarget.files ?? [])]; void actFiles('programme/collect', [id], files).then((answer) => setProblem(isProblem(answer) ? answer : null)); }} />
                        </label>
                        <button type="button" onClick={() => void act('programme/publish', [id]).then(setProblem)}>{t('prog.publish')}</button>
                        <button type="button" onClick={() => window.print()}>{t('report.print')}</button>
                    </p>
                )}
            </section>
            {!closed && <section class="part no-print"><h2>{t('prog.enter')}</h2><Entry cycle={row} onProblem={setProblem} /></section>}
            <Consolidated cycle={row} />
        </div>
    );
}

export function Cycles({ id }: { id: string }) {
    const list = useAction('programme/list', ['cycle']);
    if (list.error) return <ErrorBox problem={list.error} />;
    if (!list.data) return <Waiting />;
    const row = list.data.rows.find((r) => text(r, 'id') === id);
    if (row) return <Cycle row={row} />;
    return (
        <div class="page">
            <p class="sentence lead">{t('prog.cycles.sentence', { n: list.data.rows.length })}</p>
            {list.data.rows.length > 0 && (
                <table class="list">
                    <thead><tr><th scope="col" class="text">{t('prog.cycle')}</th><th scope="col" class="text">{t('prog.period')}</th><th scope="col">{t('prog.units')}</th><th scope="col">{t('prog.due')}</th><th scope="col" class="text">{t('prog.state')}</th></tr></thead>
                    <tbody>
                        {list.data.rows.map((r) => (
                            <tr key={text(r, 'id')}>
                                <td class="text"><a href={href(`/programme/cycles/${encodeURIComponent(text(r, 'id'))}`)}>{text(r, 'name')}</a></td>
                                <td class="text">{text(r, 'period')}</td><td>{listOf(r, 'units').length}</td><td>{text(r, 'due')}</td>
                                <td class="text">{text(r, 'state') === 'done' ? t('prog.published') : t('prog.running')}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
            <section class="part">
                <h2>{t('prog.cycle.new')}</h2>
                <p class="remark">{t('prog.cycle.text')}</p>
                <FactForm kind="cycle" subject={null} seen={0} first={['name', 'period', 'fields', 'units', 'due']} button={t('prog.save')} onDone={(made) => go(href(`/programme/cycles/${encodeURIComponent(made)}`))} />
            </section>
        </div>
    );
}
