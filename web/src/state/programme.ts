// The register as the server holds it: asked by action, written to, and asked anew after a change.
import { signal } from '@preact/signals';
import { apiUrl, ApiError, send, type Params } from '../api/client';
import { forget } from '../api/resource';
import type { Problem, Row, Table } from '../api/types';
import { useAnswer, type Answer } from '../api/use';

const changed = signal(0);

/** Who writes into the ledger; kept in this browser. */
export const who = signal(localStorage.getItem('who') ?? '');

export function setWho(name: string): void {
    who.value = name;
    localStorage.setItem('who', name);
}

/** What was asked of the register is not true any more. */
export function touch(): void {
    for (const name of ['programme/', 'monitor/', 'evaluate/']) forget(name);
    changed.value++;
}

/** The table of a reading action; null asks nothing. */
export function useAction(path: string | null, operands: string[] = [], params: Params = {}): Answer<Table> {
    void changed.value;
    return useAnswer<Table>(path, { operand: operands, ...params });
}

export function actionUrl(path: string, operands: string[] = [], params: Params = {}): string {
    return apiUrl(path, { operand: operands, ...params });
}

export function problemOf(error: unknown): Problem {
    return error instanceof ApiError ? error.problem : { title: String(error) };
}

/** Writes; the refusal where there is one. */
export async function act(path: string, operands: string[], options: Record<string, string> = {}): Promise<Problem | null> {
    const by: Record<string, string> = who.value ? { by: who.value } : {};
    try {
        await send('POST', path, { operands, options: { ...by, ...options } });
    } catch (error) {
        return problemOf(error);
    }
    touch();
    return null;
}

/** Writes with files. */
export async function actFiles(path: string, operands: string[], files: File[], params: Params = {}): Promise<Problem | Table> {
    const form = new FormData();
    for (const file of files) form.append('file', file, file.name);
    try {
        const answer = await send<Table>('POST', `${path}/files`, form, { operand: operands, ...(who.value ? { by: who.value } : {}), ...params });
        if (!path.startsWith('evaluate/')) touch();
        return answer ?? { command: '', rows: [], summary: {} };
    } catch (error) {
        return problemOf(error);
    }
}

export function isProblem(answer: Problem | Table): answer is Problem {
    return 'title' in answer;
}

export const text = (row: Row | undefined, key: string): string => String(row?.[key] ?? '');
export function number(row: Row | undefined, key: string): number | null {
    const value = row?.[key];
    if (value === null || value === undefined || value === '') return null;
    const parsed = Number(value);
    return Number.isFinite(parsed) ? parsed : null;
}

export interface Field {
    name: string;
    label: string;
    type: string;
    required: boolean;
    choices: { value: string; text: string }[];
}

/** The fields of each kind of fact. */
export function useKinds(): Map<string, Field[]> {
    const { data } = useAction('programme/kinds');
    const kinds = new Map<string, Field[]>();
    for (const row of data?.rows ?? []) {
        const names = text(row, 'choice_names').split('|');
        const list = kinds.get(text(row, 'kind')) ?? [];
        list.push({
            name: text(row, 'field'),
            label: text(row, 'label'),
            type: text(row, 'type'),
            required: row.required === true || row.required === 1,
            choices: text(row, 'choices').split('|').filter(Boolean).map((value, i) => ({ value, text: names[i] ?? value })),
        });
        kinds.set(text(row, 'kind'), list);
    }
    return kinds;
}

/** A word of a choice field in the reader's language. */
export function wordOf(kinds: Map<string, Field[]>, kind: string, field: string, value: string): string {
    const choices = kinds.get(kind)?.find((f) => f.name === field)?.choices;
    return choices?.find((c) => c.value === value)?.text ?? value;
}

export interface Move {
    machine: string;
    id: string;
    from: string;
    to: string;
    name: string;
    toName: string;
    needs: string[];
}

export interface Machines {
    moves: Move[];
    /** machine:state -> name */
    states: Map<string, string>;
    order: Map<string, string[]>;
}

export function useMachines(): Machines {
    const { data } = useAction('programme/machines');
    const found: Machines = { moves: [], states: new Map(), order: new Map() };
    const see = (machine: string, state: string, name: string) => {
        if (found.states.has(`${machine}:${state}`)) return;
        found.states.set(`${machine}:${state}`, name);
        found.order.set(machine, [...(found.order.get(machine) ?? []), state]);
    };
    for (const row of data?.rows ?? []) {
        const machine = text(row, 'machine');
        see(machine, text(row, 'from'), text(row, 'from_name'));
        found.moves.push({
            machine,
            id: text(row, 'id'),
            from: text(row, 'from'),
            to: text(row, 'to'),
            name: text(row, 'move_name'),
            toName: text(row, 'to_name'),
            needs: text(row, 'needs').split(';').filter(Boolean),
        });
    }
    for (const row of data?.rows ?? []) see(text(row, 'machine'), text(row, 'to'), text(row, 'to_name'));
    return found;
}

export function today(): string {
    const now = new Date();
    return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}
