// Four-way split as one bar: own county, own prefecture, own province, outside.
import { percent } from '../format/number';
import { t } from '../i18n';

export interface Split {
    county: number | null;
    prefecture: number | null;
    province: number | null;
    outside: number | null;
}

export function SplitBar({ split, thin }: { split: Split; thin?: boolean }) {
    const parts = [
        ['s1', t('split.own_county'), split.county],
        ['s2', t('split.own_prefecture'), split.prefecture],
        ['s3', t('split.own_province'), split.province],
        ['s4', t('split.outside'), split.outside],
    ] as const;
    const words = parts.map(([, name, value]) => `${name} ${percent(value)}`).join(', ');
    return (
        <div class={thin ? 'split thin' : 'split'} role="img" aria-label={words} title={words}>
            {parts.map(([style, , value]) =>
                value ? (
                    <span key={style} class={style} style={{ flexGrow: value }}>
                        {!thin && value >= 0.08 ? percent(value, 0) : ''}
                    </span>
                ) : null,
            )}
        </div>
    );
}

export function SplitLegend() {
    return (
        <div class="split-legend">
            <span><i class="s1" />{t('split.own_county')}</span>
            <span><i class="s2" />{t('split.own_prefecture')}</span>
            <span><i class="s3" />{t('split.own_province')}</span>
            <span><i class="s4" />{t('split.outside')}</span>
        </div>
    );
}
