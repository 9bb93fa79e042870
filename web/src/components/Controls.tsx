// Choices beside a picture: a labelled select, a row of tabs, a number.
import type { ComponentChildren } from 'preact';

export interface Choice {
    value: string;
    text: string;
}

export function Select(props: {
    label: string;
    value: string;
    choices: Choice[];
    onChange: (value: string) => void;
    disabled?: boolean;
    title?: string | undefined;
}) {
    return (
        <label class="select" title={props.title}>
            <span>{props.label}</span>
            <select
                value={props.value}
                disabled={props.disabled}
                onChange={(event) => props.onChange(event.currentTarget.value)}
            >
                {props.choices.map((c) => (
                    <option key={c.value} value={c.value} selected={c.value === props.value}>{c.text}</option>
                ))}
            </select>
        </label>
    );
}

export function Check(props: {
    label: string;
    checked: boolean;
    onChange: (on: boolean) => void;
    disabled?: boolean;
    title?: string | undefined;
}) {
    return (
        <label class="check" title={props.title}>
            <input
                type="checkbox"
                checked={props.checked}
                disabled={props.disabled}
                onChange={(event) => props.onChange(event.currentTarget.checked)}
            />
            <span>{props.label}</span>
        </label>
    );
}

/** Tabs that are links: each has its own address. */
export function Tabs(props: { label: string; now: string; tabs: { id: string; text: string; href: string }[]; children?: ComponentChildren }) {
    return (
        <div class="tabs">
            <nav aria-label={props.label}>
                {props.tabs.map((tab) => (
                    <a key={tab.id} href={tab.href} aria-current={tab.id === props.now ? 'page' : undefined}>{tab.text}</a>
                ))}
            </nav>
            {props.children}
        </div>
    );
}
