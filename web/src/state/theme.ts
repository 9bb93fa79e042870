import { computed, effect, signal } from '@preact/signals';

export type Theme = 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');
const system = signal<Theme>(dark.matches ? 'dark' : 'light');
const chosen = signal<Theme | null>((localStorage.getItem('theme') as Theme | null) ?? null);
const printing = signal(false);

/** What is drawn with: paper is always light. */
export const theme = computed<Theme>(() => (printing.value ? 'light' : (chosen.value ?? system.value)));

export function toggleTheme(): void {
    chosen.value = theme.value === 'dark' ? 'light' : 'dark';
    localStorage.setItem('theme', chosen.value);
}

export function startTheme(): void {
    dark.addEventListener('change', () => {
        system.value = dark.matches ? 'dark' : 'light';
    });
    addEventListener('beforeprint', () => {
        printing.value = true;
    });
    addEventListener('afterprint', () => {
        printing.value = false;
    });
    effect(() => {
        document.documentElement.dataset.theme = theme.value;
    });
}
