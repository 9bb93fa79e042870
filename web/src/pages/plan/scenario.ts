// A scenario between the form (texts by key) and the JSON that the server takes.
import type { Option } from '../../api/types';

export type Form = Record<string, string>;

const words = (text: string): string[] => text.split(/[,，、;；\s]+/).filter(Boolean);

function pick(word: string): { hospital_id: string; specialty?: string } {
    const at = word.indexOf(':');
    return at < 0 ? { hospital_id: word } : { hospital_id: word.slice(0, at), specialty: word.slice(at + 1) };
}

function weights(text: string): unknown {
    if (!text.includes('=')) return text.trim();
    return Object.fromEntries(words(text).map((word) => {
        const [name, value] = word.split('=');
        return [name ?? '', Number(value)];
    }));
}

export function toValue(option: Option, text: string): unknown {
    switch (option.type) {
        case 'integer':
        case 'number':
            return Number(text);
        case 'boolean':
            return text === 'true';
        case 'texts':
            return words(text);
        case 'picks':
            return words(text).map(pick);
        case 'weights':
            return weights(text);
        default:
            return text;
    }
}

/** Only what differs from the defaults is said. */
export function toScenario(form: Form, keys: Option[]): Record<string, unknown> {
    const scenario: Record<string, unknown> = {};
    for (const key of keys) {
        const text = form[key.name];
        if (text === undefined || text === '') continue;
        const parts = key.name.split('.');
        let at = scenario;
        for (const part of parts.slice(0, -1)) at = (at[part] ??= {}) as Record<string, unknown>;
        at[parts[parts.length - 1] as string] = toValue(key, text);
    }
    return scenario;
}

function toText(option: Option, value: unknown): string {
    if (value === null || value === undefined || value === '') return '';
    if (option.type === 'picks' && Array.isArray(value)) {
        return (value as { hospital_id: string; specialty?: string | null }[])
            .map((p) => (p.specialty ? `${p.hospital_id}:${p.specialty}` : p.hospital_id))
            .join(',');
    }
    if (Array.isArray(value)) return value.join(',');
    if (typeof value === 'object') return Object.entries(value as object).map(([k, v]) => `${k}=${String(v)}`).join(',');
    return String(value);
}

export function valueAt(scenario: Record<string, unknown>, name: string): unknown {
    return name.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], scenario);
}

/** The form of a stored scenario: what is as by default stays empty. `keys` in English, where defaults are as in JSON. */
export function toForm(scenario: Record<string, unknown>, keys: Option[]): Form {
    const form: Form = {};
    for (const key of keys) {
        const text = toText(key, valueAt(scenario, key.name));
        if (text !== '' && text !== String(key.default ?? '')) form[key.name] = text;
    }
    return form;
}

export interface Choice {
    hospital_id: string;
    specialty?: string;
}

/** The stored scenario with choices locked and forbidden by hand. */
export function withChoices(scenario: Record<string, unknown>, fixed: Choice[], forbidden: Choice[]): Record<string, unknown> {
    const strip = (value: unknown): unknown => {
        if (Array.isArray(value)) return value;
        if (value && typeof value === 'object') {
            return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null && !(Array.isArray(v) && !v.length)).map(([k, v]) => [k, strip(v)]));
        }
        return value;
    };
    const base = strip(scenario) as Record<string, unknown>;
    const list = (name: string, more: Choice[]) => [...((base[name] as Choice[] | undefined) ?? []), ...more];
    return { ...base, fixed: list('fixed', fixed), forbidden: list('forbidden', forbidden) };
}
