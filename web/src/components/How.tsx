// The small question mark: what a figure is made of.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { span } from '../format/date';
import { t, type Key } from '../i18n';
import { meta } from '../state/data';

export interface Recipe {
    title: string;
    numerator?: string | undefined;
    denominator?: string | undefined;
    period?: string | undefined;
    basis?: string | undefined;
    formula?: string | undefined;
    source?: string | undefined;
}

const WIDTH = 300;
const HEIGHT = 250;

/** What every figure rests on where it does not say otherwise: the whole dataset. */
function ground(): Partial<Recipe> {
    const known = meta.value.data;
    const basis = known?.bases[0];
    return {
        period: span(known?.periods ?? []) || undefined,
        basis: basis ? t(`basis.${basis}` as Key) : undefined,
        source: known?.dataset ? `${known.dataset.title || known.dataset.name}${t('comma')}${t('data.fingerprint')} ${known.dataset.fingerprint.slice(0, 8)}` : undefined,
    };
}

/** Under the question mark, or above it where there is no room; never beyond the window. */
function placeFor(element: HTMLElement): { left: number; top: number } {
    const box = element.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left - 8, innerWidth - WIDTH - 12));
    const below = box.bottom + 6;
    return { left, top: below + HEIGHT > innerHeight ? Math.max(8, box.top - HEIGHT - 6) : below };
}

export function How({ recipe }: { recipe: Recipe }) {
    const [at, setAt] = useState<{ left: number; top: number } | null>(null);
    const open = at !== null;
    const setOpen = (on: boolean) => setAt(on && root.current ? placeFor(root.current) : null);
    const root = useRef<HTMLSpanElement>(null);
    const id = useId();
    useEffect(() => {
        if (!open) return;
        const away = (event: Event) => {
            if (!root.current?.contains(event.target as Node)) setOpen(false);
        };
        const scrolled = () => setOpen(false);
        document.addEventListener('pointerdown', away);
        addEventListener('scroll', scrolled, true);
        return () => {
            document.removeEventListener('pointerdown', away);
            removeEventListener('scroll', scrolled, true);
        };
    }, [open]);
    const whole = ground();
    const rows: [string, string | undefined][] = [
        [t('how.numerator'), recipe.numerator],
        [t('how.denominator'), recipe.denominator],
        [t('how.formula'), recipe.formula],
        [t('how.period'), recipe.period ?? whole.period],
        [t('how.basis'), recipe.basis ?? whole.basis],
        [t('how.source'), recipe.source ?? whole.source],
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
            {at && (
                <span class="how-box" id={id} role="note" style={{ left: `${at.left}px`, top: `${at.top}px` }}>
                    <b>{recipe.title}</b>
                    {rows.map(([head, text]) => (
                        <span key={head}>
                            <em>{head}</em>
                            <span>{text || t('how.none')}</span>
                        </span>
                    ))}
                </span>
            )}
        </span>
    );
}
