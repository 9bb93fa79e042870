// The small question mark: what a figure is made of.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { t } from '../i18n';

export interface Recipe {
    title: string;
    numerator?: string | undefined;
    denominator?: string | undefined;
    period?: string | undefined;
    basis?: string | undefined;
    formula?: string | undefined;
    source?: string | undefined;
}

export function How({ recipe }: { recipe: Recipe }) {
    const [open, setOpen] = useState(false);
    const root = useRef<HTMLSpanElement>(null);
    const id = useId();
    useEffect(() => {
        if (!open) return;
        const away = (event: Event) => {
            if (!root.current?.contains(event.target as Node)) setOpen(false);
        };
        document.addEventListener('pointerdown', away);
        return () => document.removeEventListener('pointerdown', away);
    }, [open]);
    const rows: [string, string | undefined][] = [
        [t('how.numerator'), recipe.numerator],
        [t('how.denominator'), recipe.denominator],
        [t('how.formula'), recipe.formula],
        [t('how.period'), recipe.period],
        [t('how.basis'), recipe.basis],
        [t('how.source'), recipe.source],
    ];
    return (
        <span
            class="how"
            ref={root}
            onKeyDown={(event) => {
                if (event.key !== 'Escape' || !open) return;
                setOpen(false);
                event.stopPropagation();
            }}
        >
            <button
                type="button"
                aria-expanded={open}
                aria-controls={id}
                aria-label={`${t('app.how')}: ${recipe.title}`}
                onClick={() => setOpen(!open)}
            >
                ?
            </button>
            {open && (
                <span class="how-box" id={id} role="note">
                    <b>{recipe.title}</b>
                    {rows.map(([head, text]) => text && (
                        <span key={head}>
                            <em>{head}</em>
                            <span>{text}</span>
                        </span>
                    ))}
                </span>
            )}
        </span>
    );
}
