// A value with its marks: not collected, small, provisional; never more than the data bear.
import { grouped } from '../../format/number';
import { t } from '../../i18n';
import type { Value } from './catalogue';

export function shownValue(value: number | null, unit: string): string {
    if (value === null) return '–';
    return grouped(value, unit === '%' ? 1 : Math.abs(value) < 10 ? 2 : Math.abs(value) < 1000 ? 1 : 0);
}

export function Marked({ value, unit }: { value: Value; unit: string }) {
    if (value.value === null || value.flags.includes('not collected')) return <span class="missing" title={t('goal.notcollected')}>–</span>;
    const small = value.flags.includes('small number');
    const provisional = value.flags.includes('provisional');
    return (
        <span class={provisional ? 'provisional' : ''} title={[small && t('goal.small'), provisional && t('goal.provisional'), value.flags.includes('incomplete') && t('goal.incomplete')].filter(Boolean).join(t('comma')) || undefined}>
            {shownValue(value.value, unit)}
            {small && <sup aria-label={t('goal.small')}>s</sup>}
        </span>
    );
}

export function flagWords(flags: string[]): string {
    const words: Record<string, string> = {
        'not collected': t('goal.notcollected'),
        'small number': t('goal.small'),
        provisional: t('goal.provisional'),
        entered: t('goal.entered'),
        incomplete: t('goal.incomplete'),
    };
    return flags.map((f) => words[f] ?? f).join(t('comma'));
}
