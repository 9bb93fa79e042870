// A fact of the register as a form, made from the server's own table of fields.
import { useState } from 'preact/hooks';
import type { Problem } from '../api/types';
import { t } from '../i18n';
import { act, touch, useKinds, type Field } from '../state/programme';
import { EvidenceField } from './Evidence';
import { ErrorBox } from './Notice';

type Values = Record<string, string>;

function Input(props: { field: Field; id: string; value: string; onChange: (value: string) => void; suggest: string[] | undefined }) {
    const { field, id, value, onChange, suggest } = props;
    if (field.type === 'choice') {
        return (
            <select id={id} required={field.required} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
                <option value="" selected={value === ''} />
                {field.choices.map((c) => <option key={c.value} value={c.value} selected={c.value === value}>{c.text}</option>)}
            </select>
        );
    }
    if (field.name === 'evidence') return <EvidenceField id={id} value={value} required={field.required} onChange={onChange} />;
    const kind = field.type === 'number' ? 'number' : field.type === 'date' ? 'date' : 'text';
    return (
        <>
            <input
                id={id}
                type={kind}
                required={field.required}
                min={kind === 'number' ? 0 : undefined}
                step="any"
                value={value}
                list={suggest ? `${id}-list` : undefined}
                onInput={(e) => onChange(e.currentTarget.value)}
            />
            {suggest && <datalist id={`${id}-list`}>{suggest.map((one) => <option key={one} value={one} />)}</datalist>}
        </>
    );
}

export interface FactFormProps {
    kind: string;
    /** What it is about; null: to be given in the form. */
    subject: string | null;
    /** What the subject is called in the form. */
    subjectLabel?: string;
    /** Shown first; the others stand behind "more". */
    first: string[];
    given?: Values;
    fixed?: Values;
    suggest?: Record<string, string[]>;
    /** Fields that take one of these, told by name. */
    pick?: Record<string, { value: string; text: string }[]>;
    /** No other fields than `first`. */
    only?: boolean;
    /** The last row of the ledger seen of it; 0: it must be new; null: no check. */
    seen?: number | null;
    button: string;
    onDone?: (subject: string) => void;
}

/** Writes one fact; only what differs from what was given is said. */
export function FactForm(props: FactFormProps) {
    const fields = useKinds().get(props.kind) ?? [];
    const given = props.given ?? {};
    /** What is typed here; all else is as given. */
    const [typed, setTyped] = useState<Values>({});
    const [seen, setSeen] = useState<number | null>(props.seen ?? null);
    const [subject, setSubject] = useState(props.subject ?? '');
    const [problem, setProblem] = useState<Problem | null>(null);
    const [busy, setBusy] = useState(false);
    const fixed = props.fixed ?? {};
    const shown = fields.filter((f) => !(f.name in fixed));
    const id = (name: string) => `fact-${props.kind}-${name}`;
    const valueOf = (name: string) => typed[name] ?? given[name] ?? '';
    const set = (name: string) => (value: string) => setTyped((now) => ({ ...now, [name]: value }));
    const submit = async (event: Event) => {
        event.preventDefault();
        setBusy(true);
        const said = fields.filter((f) => f.name in fixed || valueOf(f.name) !== (given[f.name] ?? '') || (f.name === 'item' && valueOf('item')));
        const pairs = said.map((f) => `${f.name}=${fixed[f.name] ?? valueOf(f.name)}`);
        const refused = await act('programme/add', [props.kind, subject, ...pairs], seen === null ? {} : { seen: String(seen) });
        setBusy(false);
        setProblem(refused);
        /* Somebody else was first: the page shows what is there now, and the next try means that. */
        if (refused?.status === 409 && props.seen !== 0) {
            touch();
            setSeen(null);
        }
        if (refused) return;
        setTyped({});
        setSeen(props.seen === 0 ? 0 : null);
        props.onDone?.(subject);
    };
    const picked = (f: Field): Field => (props.pick?.[f.name] ? { ...f, type: 'choice', choices: props.pick[f.name] ?? [] } : f);
    const one = (f: Field) => (
        <div class="field" key={f.name}>
            <label for={id(f.name)}>{f.label}{f.required && <span class="need" aria-hidden="true"> *</span>}</label>
            <Input field={picked(f)} id={id(f.name)} value={valueOf(f.name)} onChange={set(f.name)} suggest={props.suggest?.[f.name]} />
        </div>
    );
    const rest = shown.filter((f) => !props.first.includes(f.name));
    return (
        <form class="fact" onSubmit={submit}>
            {problem && <ErrorBox problem={problem} />}
            <div class="grid">
                {props.subject === null && (
                    <div class="field">
                        <label for={id('subject')}>{props.subjectLabel ?? t('prog.id')}<span class="need" aria-hidden="true"> *</span></label>
                        <input id={id('subject')} required value={subject} onInput={(e) => setSubject(e.currentTarget.value.trim())} />
                    </div>
                )}
                {props.first.flatMap((name) => shown.find((f) => f.name === name) ?? []).map(one)}
            </div>
            {rest.length > 0 && !props.only && <details><summary>{t('prog.more')}</summary><div class="grid">{rest.map(one)}</div></details>}
            <button type="submit" class="main" disabled={busy}>{props.button}</button>
        </form>
    );
}
