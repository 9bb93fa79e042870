// Words in two languages; Chinese is the first. Texts with figures are functions of text.
import { computed } from '@preact/signals';
import { param, setParams } from '../state/url';
import { en } from './en';
import { zh, type Key } from './zh';

export type Lang = 'zh' | 'en';

export const lang = computed<Lang>(() => {
    const asked = param('lang') || localStorage.getItem('lang') || '';
    if (asked === 'zh' || asked === 'en') return asked;
    return navigator.language.toLowerCase().startsWith('zh') || !navigator.language ? 'zh' : 'en';
});

export function setLang(next: Lang): void {
    localStorage.setItem('lang', next);
    setParams({ lang: next }, true);
}

export type Fill = Record<string, string | number>;

/** The text of a key in the language of the page, `{name}` filled in. */
export function t(key: Key, fill?: Fill): string {
    const text = (lang.value === 'zh' ? zh : en)[key];
    if (!fill) return text;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = fill[name];
        return value === undefined ? whole : String(value);
    });
}

export type { Key };

/** The text of a key that may not exist: names of columns, methods, states. */
export function tMaybe(key: string, otherwise: string): string {
    const text = (lang.value === 'zh' ? zh : en)[key as Key] as string | undefined;
    return text ?? otherwise;
}
