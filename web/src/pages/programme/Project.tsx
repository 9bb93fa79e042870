// One project on one page that prints: states, promises, milestones, money, beds, capability, score.
import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { Row } from '../../api/types';
import { Evidence } from '../../components/Evidence';
import { FactForm } from '../../components/FactForm';
import { Figures } from '../../components/Figures';
import { Gantt } from '../../components/Gantt';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { moment } from '../../format/date';
import { grouped, percent } from '../../format/number';
import { t, type Key } from '../../i18n';
import { meta } from '../../state/data';
import { number, text, today, useAction, useKinds, useMachines, wordOf } from '../../state/programme';
import { href } from '../../state/url';
import { budgetOf, money, stateName } from './projects';
import { bodyOf, nameOf, States } from './States';

/** A section with a form that opens on demand. */
function Part({ title, kind, project, first, children, fixed, pick }: { title: string; kind: string; project: string; first: string[]; children: ComponentChildren; fixed?: Record<string, string>; pick?: Record<string, { value: string; text: string }[]> }) {
    const [open, setOpen] = useState(false);
    /* What is scored or measured again replaces what is there; the others are new. */
    const again = kind === 'score' || kind === 'capability';
    const last = number(useAction(again ? 'programme/list' : null, [kind]).data?.summary as Row | undefined, 'ledger_last');
    return (
        <section class="part">
            <h2>{title} <button type="button" class="link no-print" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? t('prog.close') : t('prog.add')}</button></h2>
            {open && <FactForm kind={kind} subject={project} first={first} fixed={fixed ?? {}} pick={pick ?? {}} seen={again ? last : 0} button={t('prog.save')} onDone={() => setOpen(false)} />}
            {children}
        </section>
    );
}

function Facts({ row }: { row: Row }) {
    const kinds = useKinds();
    const [open, setOpen] = useState(false);
    const fields = (kinds.get('project') ?? []).filter((f) => f.name !== 'name');
    const given = Object.fromEntries((kinds.get('project') ?? []).map((f) => [f.name, text(row, f.name)]));
    return (
        <section class="part">
            <h2>{t('prog.facts')} <button type="button" class="link no-print" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? t('prog.close') : t('prog.change')}</button></h2>
            {open && <FactForm kind="project" subject={text(row, 'id')} first={['name', 'level', 'track', 'batch', 'specialties', 'exporter', 'host', 'host_id', 'beds', 'beds_opened', 'posts', 'posts_filled']} given={given} seen={number(row, 'ledger_row')} button={t('prog.save')} onDone={() => setOpen(false)} />}
            <dl class="facts">
                {fields.filter((f) => text(row, f.name)).map((f) => (
                    <div key={f.name}><dt>{f.label}</dt><dd>{f.type === 'choice' ? wordOf(kinds, 'project', f.name, text(row, f.name)) : f.type === 'number' ? grouped(number(row, f.name)) : f.name === 'plan_id' ? <a href={href(`/plan/${text(row, f.name)}`)}>{t('prog.plan.see', { n: text(row, f.name) })}</a> : f.name === 'evidence' ? <Evidence value={text(row, f.name)} /> : text(row, f.name)}</dd></div>
                ))}
            </dl>
        </section>
    );
}

function Commitments({ project }: { project: string }) {
    const kinds = useKinds();
    const list = useAction('programme/list', ['commitment']);
    const alarms = useAction('programme/alarms', [], { today: today() });
    const rows = (list.data?.rows ?? []).filter((r) => text(r, 'id') === project);
    const alarmOf = (item: string) => alarms.data?.rows.find((r) => text(r, 'id') === project && text(r, 'kind') === 'commitment' && text(r, 'item') === item);
    const [edit, setEdit] = useState('');
    const chosen = rows.find((r) => text(r, 'item') === edit);
    return (
        <Part title={t('prog.commitments')} kind="commitment" project={project} first={['item', 'party', 'about', 'text', 'measure', 'unit', 'due']}>
            {!rows.length && <p class="remark">{t('prog.nothing')}</p>}
            {chosen && (
                <FactForm
                    key={edit}
                    kind="commitment"
                    subject={project}
                    first={['state', 'done', 'evidence', 'reason', 'due']}
                    given={Object.fromEntries((kinds.get('commitment') ?? []).map((f) => [f.name, text(chosen, f.name)]))}
                    fixed={{ item: edit }}
                    seen={number(chosen, 'ledger_row')}
                    button={t('prog.save')}
                    onDone={() => setEdit('')}
                />
            )}
            {['government', 'exporter', 'host'].map((party) => {
                const mine = rows.filter((r) => text(r, 'party') === party);
                if (!mine.length) return null;
                return (
                    <table class="small promises" key={party}>
                        <caption>{wordOf(kinds, 'commitment', 'party', party)}</caption>
                        <thead><tr>{(['item', 'about', 'text', 'measure', 'due', 'state', 'evidence'] as const).map((k) => <th key={k} scope="col" class="text">{kinds.get('commitment')?.find((f) => f.name === k)?.label}</th>)}<th scope="col" class="text">{t('prog.alarm')}</th></tr></thead>
                        <tbody>
                            {mine.map((r) => {
                                const alarm = alarmOf(text(r, 'item'));
                                return (
                                    <tr key={text(r, 'item')}>
                                        <td class="text"><button type="button" class="link" onClick={() => setEdit(text(r, 'item'))}>{text(r, 'item')}</button></td>
                                        <td class="text">{wordOf(kinds, 'commitment', 'about', text(r, 'about'))}</td>
                                        <td class="text">{text(r, 'text')}</td>
                                        <td class="text">{[text(r, 'done'), text(r, 'measure')].filter(Boolean).join(' / ')} {text(r, 'unit')}</td>
                                        <td class="text">{text(r, 'due')}</td>
                                        <td class="text">{wordOf(kinds, 'commitment', 'state', text(r, 'state') || 'open')}</td>
                                        <td class="text"><Evidence value={text(r, 'evidence')} /></td>
                                        <td class="text">{alarm && <Alarm row={alarm} />}</td>
                                    </tr>
                                );
                            })}
                        </tbody>
                    </table>
                );
            })}
        </Part>
    );
}

export function Alarm({ row }: { row: Row }) {
    const late = number(row, 'days_late') ?? 0;
    const kind = text(row, 'alarm');
    if (kind === 'overdue') return <b class="worse">{t('prog.late', { n: late })}</b>;
    return <span>{kind === 'soon' ? t('prog.soon', { n: -late }) : t('prog.noevidence')}</span>;
}

function Milestones({ project }: { project: string }) {
    const plan = useAction('programme/schedule', [project], { today: today() });
    const facts = useAction('programme/list', ['milestone']);
    const evidenceOf = (item: string) => text(facts.data?.rows.find((r) => text(r, 'id') === project && text(r, 'item') === item), 'evidence');
    const rows = plan.data?.rows ?? [];
    const worst = rows.reduce<number>((top, r) => Math.max(top, number(r, 'delay_days') ?? 0), 0);
    return (
        <Part title={t('prog.milestones')} kind="milestone" project={project} first={['item', 'name', 'planned', 'actual', 'money']}>
            {!rows.length && <p class="remark">{t('prog.nothing')}</p>}
            {rows.length > 0 && <p>{worst > 0 ? t('prog.delay', { n: worst }) : t('prog.intime')}</p>}
            <Gantt label={t('prog.milestones')} now={today()} rows={rows.map((r) => ({ id: text(r, 'item'), name: text(r, 'name'), planned: text(r, 'planned') || null, actual: text(r, 'actual') || null, forecast: text(r, 'forecast') || null }))} />
            {rows.length > 0 && (
                <table class="small">
                    <thead><tr>{(['name', 'planned', 'actual', 'forecast', 'delay.days', 'money.planned', 'money.paid'] as const).map((k, i) => <th key={k} scope="col" class={i === 0 ? 'text' : ''}>{t(`prog.${k}` as Key)}</th>)}<th scope="col" class="text">{t('prog.move.evidence')}</th></tr></thead>
                    <tbody>
                        {rows.map((r) => (
                            <tr key={text(r, 'item')}>
                                <td class="text">{text(r, 'name')}</td>
                                <td>{text(r, 'planned') || '–'}</td><td>{text(r, 'actual') || '–'}</td><td>{text(r, 'forecast') || '–'}</td>
                                <td class={(number(r, 'delay_days') ?? 0) > 0 ? 'worse' : ''}>{text(r, 'delay_days')}</td>
                                <td>{grouped(money(number(r, 'money_planned')))}</td><td>{grouped(money(number(r, 'money_paid')))}</td>
                                <td class="text"><Evidence value={evidenceOf(text(r, 'item'))} /></td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </Part>
    );
}

function Money({ project }: { project: string }) {
    const answer = useAction('programme/money', [project]);
    const kinds = useKinds();
    const rows = (answer.data?.rows ?? []).filter((r) => number(r, 'budget') || number(r, 'received') || number(r, 'paid'));
    return (
        <Part title={t('prog.money')} kind="money" project={project} first={['item', 'source', 'kind', 'amount', 'date', 'milestone', 'document']}>
            {!rows.length && <p class="remark">{t('prog.nothing')}</p>}
            {rows.length > 0 && (
                <table class="small">
                    <thead><tr>{(['source', 'budget', 'received', 'paid', 'share'] as const).map((k, i) => <th key={k} scope="col" class={i === 0 ? 'text' : ''}>{t(`prog.money.${k}` as Key)}</th>)}</tr></thead>
                    <tbody>
                        {rows.map((r) => (
                            <tr key={text(r, 'source')}>
                                <td class="text">{text(r, 'source') === 'all' ? t('prog.total') : wordOf(kinds, 'money', 'source', text(r, 'source'))}</td>
                                <td>{grouped(money(number(r, 'budget')))}</td><td>{grouped(money(number(r, 'received')))}</td><td>{grouped(money(number(r, 'paid')))}</td>
                                <td>{percent(number(r, 'paid_share'))}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </Part>
    );
}

function Capability({ project }: { project: string }) {
    const answer = useAction(meta.value.data?.dataset ? 'monitor/capability' : null, [project]);
    const fields = useKinds().get('capability') ?? [];
    const rows = answer.data?.rows ?? [];
    return (
        <Part title={t('prog.capability')} kind="capability" project={project} first={fields.map((f) => f.name)}>
            {!rows.length && <p class="remark">{t('prog.nothing')}</p>}
            {rows.length > 0 && (
                <table class="small">
                    <thead><tr>{(['figure', 'period', 'value', 'before', 'growth'] as const).map((k, i) => <th key={k} scope="col" class={i < 2 ? 'text' : ''}>{t(`prog.cap.${k}` as Key)}</th>)}</tr></thead>
                    <tbody>
                        {rows.map((r) => (
                            <tr key={`${text(r, 'figure')}${text(r, 'period')}`}>
                                <td class="text">{fields.find((f) => f.name === text(r, 'figure'))?.label ?? text(r, 'figure')}</td>
                                <td class="text">{text(r, 'period')}</td><td>{text(r, 'value')}</td><td>{text(r, 'before') || '–'}</td><td>{percent(number(r, 'growth'))}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </Part>
    );
}

function Predicted({ project }: { project: string }) {
    const answer = useAction(meta.value.data?.dataset ? 'monitor/predicted' : null);
    const rows = (answer.data?.rows ?? []).filter((r) => text(r, 'project') === project);
    if (!rows.length) return null;
    return (
        <section class="part">
            <h2>{t('prog.predicted')}</h2>
            <table class="small">
                <thead><tr>{(['specialty', 'before', 'predicted', 'interval', 'achieved', 'share'] as const).map((k, i) => <th key={k} scope="col" class={i === 0 ? 'text' : ''}>{t(`prog.pred.${k}` as Key)}</th>)}</tr></thead>
                <tbody>
                    {rows.map((r) => (
                        <tr key={text(r, 'specialty')}>
                            <td class="text">{text(r, 'specialty')}</td><td>{grouped(number(r, 'before'))}</td><td>{grouped(number(r, 'predicted'))}</td>
                            <td>{number(r, 'low') === null ? '–' : `${grouped(number(r, 'low'))}–${grouped(number(r, 'high'))}`}</td>
                            <td>{grouped(number(r, 'achieved'))}</td><td>{percent(number(r, 'share'), 0)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </section>
    );
}

function Score({ project }: { project: string }) {
    const answer = useAction(meta.value.data?.dataset ? 'monitor/score' : null, [project]);
    const rows = answer.data?.rows ?? [];
    const total = number(answer.data?.summary as Row | undefined, 'total');
    const vetoed = answer.data?.summary.vetoed === true;
    return (
        <Part title={t('prog.score')} kind="score" project={project} first={['item', 'points', 'veto', 'evidence', 'reason']} pick={{ item: rows.map((r) => ({ value: text(r, 'criterion'), text: text(r, 'name') })) }}>
            <p>{vetoed ? <b class="worse">{t('prog.vetoed')}</b> : total === null ? t('prog.unscored') : t('prog.scored', { total: total.toFixed(1), share: percent(number(answer.data?.summary as Row, 'scored'), 0) })}</p>
            <table class="small">
                <thead><tr>{(['criterion', 'weight', 'points', 'evidence'] as const).map((k, i) => <th key={k} scope="col" class={i === 0 || i === 3 ? 'text' : ''}>{t(`prog.score.${k}` as Key)}</th>)}</tr></thead>
                <tbody>
                    {rows.map((r) => (
                        <tr key={text(r, 'criterion')}>
                            <td class="text">{text(r, 'name')}</td><td>{text(r, 'weight')}</td>
                            <td>{r.points === null ? '–' : `${text(r, 'points')} / ${text(r, 'most')}`}{(r.veto === true || r.veto === 1) && <b class="worse"> {t('prog.vetoed')}</b>}</td><td class="text"><Evidence value={text(r, 'evidence')} /></td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Part>
    );
}

/** Every file that a fact of the project names, now or before. */
function Files({ project }: { project: string }) {
    const answer = useAction('programme/files', [project]);
    const machines = useMachines();
    const rows = answer.data?.rows ?? [];
    if (!rows.length) return null;
    const itemOf = (r: Row) => (text(r, 'kind') === 'move' ? machines.moves.find((m) => m.id === text(r, 'item'))?.name ?? text(r, 'item') : text(r, 'item'));
    return (
        <section class="part">
            <h2>{t('prog.files')}</h2>
            <table class="small">
                <thead><tr>{(['name', 'proves', 'bytes', 'when', 'who', 'hash'] as const).map((k) => <th key={k} scope="col" class={k === 'bytes' ? '' : 'text'}>{t(`prog.files.${k}` as Key)}</th>)}</tr></thead>
                <tbody>
                    {rows.map((r) => (
                        <tr key={`${text(r, 'file')}${text(r, 'row')}`}>
                            <td class="text"><Evidence value={`${text(r, 'name')} ${text(r, 'file')}`} /></td>
                            <td class="text">{t(`prog.kind.${text(r, 'kind')}` as Key)} {itemOf(r)}</td>
                            <td>{grouped(number(r, 'bytes'))}</td><td class="text">{moment(text(r, 'at'))}</td><td class="text">{text(r, 'by')}</td><td class="text"><code>{text(r, 'file').slice(5)}</code></td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </section>
    );
}

/** What a row of the ledger says, in words: fields by their names, choices and moves in the reader's language. */
function useSaid(): (row: Row) => string {
    const kinds = useKinds();
    const machines = useMachines();
    return (row) => {
        const kind = text(row, 'kind');
        const fields = kinds.get(kind) ?? [];
        const body = bodyOf(row) as Record<string, unknown>;
        const machine = String(body.machine ?? '');
        const word = (name: string, value: string) => {
            if (kind === 'move' && name === 'machine') return t(`prog.state.${value}` as Key);
            if (kind === 'move' && name === 'move') return nameOf(machines, machine, body as Record<string, string>);
            if (kind === 'move' && name === 'state') return stateName(machines, machine, value);
            return wordOf(kinds, kind, name, value);
        };
        const parts = Object.entries(body).filter(([name]) => name !== 'extra').map(([name, value]) => `${fields.find((f) => f.name === name)?.label ?? name}${t('app.colon')}${word(name, String(value))}`);
        const extra = Object.entries((body.extra ?? {}) as Record<string, string>);
        const predicted = extra.filter(([name]) => name.startsWith('predicted_'));
        const others = extra.filter(([name, value]) => !name.startsWith('predicted_') && value);
        if (predicted.length) parts.push(t('prog.history.predicted', { n: predicted.length }));
        return [...parts, ...others.map(([name, value]) => `${name}${t('app.colon')}${value}`)].join(t('app.semicolon'));
    };
}

function History({ rows }: { rows: Row[] }) {
    const said = useSaid();
    return (
        <details class="part no-print">
            <summary>{t('prog.history', { n: rows.length })}</summary>
            <table class="small">
                <thead><tr>{(['when', 'who', 'kind', 'what'] as const).map((k) => <th key={k} scope="col" class="text">{t(`prog.history.${k}` as Key)}</th>)}</tr></thead>
                <tbody>
                    {[...rows].reverse().map((r) => (
                        <tr key={text(r, 'row')}>
                            <td class="text">{moment(text(r, 'at'))}</td><td class="text">{text(r, 'by')}</td><td class="text">{t(`prog.kind.${text(r, 'kind')}` as Key)}</td>
                            <td class="text">{said(r)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </details>
    );
}

export function Project({ id }: { id: string }) {
    const list = useAction('programme/list', ['project']);
    const history = useAction('programme/history', [id]);
    const alarms = useAction('programme/alarms', [], { today: today() });
    const machines = useMachines();
    if (list.error) return <ErrorBox problem={list.error} />;
    const row = list.data?.rows.find((r) => text(r, 'id') === id);
    if (!row) return list.data ? <ErrorBox problem={{ title: t('prog.unknown', { id }) }} /> : <Waiting />;
    const late = (alarms.data?.rows ?? []).filter((r) => text(r, 'id') === id && text(r, 'alarm') === 'overdue').length;
    const states = { programme: text(row, 'programme'), building: text(row, 'building') };
    return (
        <article class="page project">
            <nav class="crumbs no-print" aria-label={t('prog.crumbs')}><a href={href('/programme')}>{t('prog.tab.projects')}</a><span>{text(row, 'name')}</span></nav>
            <header class="row">
                <h2 class="title">{text(row, 'name')} <small>{id}</small></h2>
                <button type="button" class="push no-print" onClick={() => window.print()}>{t('report.print')}</button>
            </header>
            <p class="sentence lead"><Rich text={t('prog.project.sentence', { state: stateName(machines, 'programme', states.programme), building: stateName(machines, 'building', states.building), late })} /></p>
            <Figures
                items={[
                    { label: t('prog.beds'), value: grouped(number(row, 'beds')), note: t('prog.beds.opened', { n: grouped(number(row, 'beds_opened')) }) },
                    { label: t('prog.posts'), value: grouped(number(row, 'posts')), note: t('prog.posts.filled', { n: grouped(number(row, 'posts_filled')) }) },
                    { label: t('prog.budget'), value: grouped(money(budgetOf(row))), note: t('prog.wan') },
                    { label: t('prog.home'), value: grouped(number(row, 'cases_home')), note: number(row, 'cases_home_low') === null ? undefined : `${grouped(number(row, 'cases_home_low'))}–${grouped(number(row, 'cases_home_high'))}` },
                ]}
            />
            <States project={id} machines={machines} states={states} history={history.data?.rows ?? []} />
            <Facts row={row} />
            <Commitments project={id} />
            <Milestones project={id} />
            <Money project={id} />
            <Capability project={id} />
            <Predicted project={id} />
            <Score project={id} />
            <Files project={id} />
            <History rows={history.data?.rows ?? []} />
        </article>
    );
}
