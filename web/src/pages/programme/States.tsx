// Where a project stands in both machines, how it came there, and the moves that are allowed next.
import { useState } from 'preact/hooks';
import type { Problem, Row } from '../../api/types';
import { Evidence, EvidenceField } from '../../components/Evidence';
import { ErrorBox } from '../../components/Notice';
import { moment } from '../../format/date';
import { t, type Key } from '../../i18n';
import { act, number, text, today, touch, type Machines, type Move } from '../../state/programme';
import { stateName } from './projects';

interface Made {
    row: Row;
    body: Record<string, string>;
}

export function movesMade(history: Row[]): Made[] {
    return history.filter((row) => text(row, 'kind') === 'move').map((row) => ({ row, body: bodyOf(row) }));
}

export function bodyOf(row: Row): Record<string, string> {
    try {
        return JSON.parse(text(row, 'body')) as Record<string, string>;
    } catch {
        return {};
    }
}

const UNDO: Move = { machine: '', id: 'undo', from: '', to: '', name: '', toName: '', needs: ['reason'] };

function MoveForm({ project, machine, move, seen, onDone }: { project: string; machine: string; move: Move; seen: number; onDone: () => void }) {
    const [known] = useState(seen);
    const [values, setValues] = useState<Record<string, string>>({ date: today() });
    const [problem, setProblem] = useState<Problem | null>(null);
    const names = ['date', 'document', 'evidence', 'reason', ...(move.needs.includes('batch') ? ['batch'] : [])];
    const submit = async (event: Event) => {
        event.preventDefault();
        const pairs = names.filter((name) => name !== 'date' && values[name]).map((name) => `${name}=${values[name]}`);
        const refused = await act('programme/move', [project, machine, move.id, `date=${values.date || today()}`, ...pairs], { seen: String(known) });
        setProblem(refused);
        if (refused?.status === 409) touch();
        if (!refused) onDone();
    };
    return (
        <form class="fact no-print" onSubmit={submit}>
            {problem && <ErrorBox problem={problem} />}
            <div class="grid">
                {names.map((name) => (
                    <div class="field" key={name}>
                        <label for={`move-${name}`}>{t(`prog.move.${name}` as Key)}{(move.needs.includes(name) || name === 'date') && <span class="need" aria-hidden="true"> *</span>}</label>
                        {name === 'evidence' ? (
                            <EvidenceField id={`move-${name}`} required={move.needs.includes(name)} value={values[name] ?? ''} onChange={(value) => setValues((now) => ({ ...now, [name]: value }))} />
                        ) : (
                            <input
                                id={`move-${name}`}
                                type={name === 'date' ? 'date' : 'text'}
                                required={name === 'date' || move.needs.includes(name)}
                                value={values[name] ?? ''}
                                onInput={(e) => { const { value } = e.currentTarget; setValues((now) => ({ ...now, [name]: value })); }}
                            />
                        )}
                    </div>
                ))}
            </div>
            <p class="row">
                <button type="submit" class="main">{move.id === 'undo' ? t('prog.undo') : t('prog.move.do', { name: move.name, to: move.toName })}</button>
                <button type="button" onClick={onDone}>{t('prog.cancel')}</button>
            </p>
        </form>
    );
}

function Way({ machine, machines, state, made }: { machine: string; machines: Machines; state: string; made: Made[] }) {
    return (
        <>
            <p class="state"><b>{stateName(machines, machine, state)}</b></p>
            {made.length > 0 && (
                <table class="small">
                    <thead>
                        <tr>{(['date', 'move', 'document', 'evidence', 'reason', 'who'] as const).map((k) => <th key={k} scope="col" class="text">{t(`prog.move.${k}`)}</th>)}</tr>
                    </thead>
                    <tbody>
                        {made.map(({ row, body }) => (
                            <tr key={text(row, 'row')}>
                                <td class="text">{body.date || moment(text(row, 'at'))}</td>
                                <td class="text">{nameOf(machines, machine, body)}</td>
                                <td class="text">{body.document}</td>
                                <td class="text"><Evidence value={body.evidence} /></td>
                                <td class="text">{body.reason}</td>
                                <td class="text">{text(row, 'by')}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </>
    );
}

export function nameOf(machines: Machines, machine: string, body: Record<string, string>): string {
    if (body.move === 'undo') return t('prog.undo');
    if (body.move === 'import') return t('prog.imported', { state: stateName(machines, machine, body.state ?? '') });
    return machines.moves.find((m) => m.machine === machine && m.id === body.move)?.name ?? body.move ?? '';
}

export function States({ project, machines, states, history }: { project: string; machines: Machines; states: Record<string, string>; history: Row[] }) {
    const [open, setOpen] = useState<{ machine: string; move: Move } | null>(null);
    const made = movesMade(history);
    return (
        <div class="columns">
            {Object.keys(states).filter((machine) => machines.order.has(machine)).map((machine) => {
                const state = states[machine] ?? '';
                const mine = made.filter((m) => m.body.machine === machine);
                const allowed = machines.moves.filter((m) => m.machine === machine && m.from === state);
                return (
                    <section key={machine}>
                        <h2>{t(`prog.state.${machine}` as Key)}</h2>
                        <Way machine={machine} machines={machines} state={state} made={mine} />
                        {open?.machine === machine ? (
                            <MoveForm key={open.move.id} project={project} machine={machine} move={open.move} seen={Math.max(0, ...mine.map((m) => number(m.row, 'row') ?? 0))} onDone={() => setOpen(null)} />
                        ) : (
                            <p class="row no-print moves-allowed">
                                {allowed.map((move) => <button type="button" key={move.id} onClick={() => setOpen({ machine, move })}>{move.name}</button>)}
                                {mine.length > 0 && <button type="button" class="quiet" onClick={() => setOpen({ machine, move: UNDO })}>{t('prog.undo')}</button>}
                                {!allowed.length && <span class="remark flat">{t('prog.final')}</span>}
                            </p>
                        )}
                    </section>
                );
            })}
        </div>
    );
}
