// Key figures, each with what it is made of.
import type { ComponentChildren } from 'preact';
import { How, type Recipe } from './How';

export interface Figure {
    label: string;
    value: ComponentChildren;
    note?: string | undefined;
    how?: Recipe | undefined;
}

export function Figures({ items }: { items: Figure[] }) {
    const long = items.some((item) => typeof item.value === 'string' && item.value.includes('→'));
    return (
        <dl class={long ? 'figures long' : 'figures'}>
            {items.map((item) => (
                <div key={item.label}>
                    <dt>
                        <span class="label">{item.label}</span>
                        {item.how && <How recipe={item.how} />}
                    </dt>
                    <dd>{item.value}</dd>
                    {item.note && <dd class="note">{item.note}</dd>}
                </div>
            ))}
        </dl>
    );
}
