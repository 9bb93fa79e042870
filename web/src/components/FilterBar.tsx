// One bar of filters over every page; what a page cannot use is greyed out there.
import { lang, setLang, t, type Key } from '../i18n';
import { period, years } from '../format/date';
import { meta } from '../state/data';
import { href, param, setParams } from '../state/url';
import { theme, toggleTheme } from '../state/theme';
import { Check, Select } from './Controls';

export type Filter = 'period' | 'specialty' | 'hard' | 'basis';

export function FilterBar({ uses }: { uses: Filter[] }) {
    const known = meta.value.data;
    const dataset = known?.dataset;
    const used = uses.length > 0;
    const off = (filter: Filter) => !uses.includes(filter);
    const why = (filter: Filter) => (off(filter) ? t('filter.none') : undefined);
    return (
        <div class="bar" role="region" aria-label={t('app.filters')}>
            {dataset ? (
                <a class="dataset" href={href('/data')} title={t('nav.data')}>{dataset.title || dataset.name}</a>
            ) : (
                <a class="dataset" href={href('/data')}>{t('app.title')}</a>
            )}
            {used && known && known.periods.length > 1 && (
                <Select
                    label={t('filter.period')}
                    value={param('period')}
                    disabled={off('period')}
                    title={why('period')}
                    choices={[
                        { value: '', text: t('filter.period.all') },
                        ...(years(known.periods).length < known.periods.length ? years(known.periods) : []).map((code) => ({ value: code, text: period(code) })),
                        ...known.periods.map((code) => ({ value: code, text: period(code) })),
                    ]}
                    onChange={(value) => setParams({ period: value })}
                />
            )}
            {used && known && known.specialties.length > 1 && (
                <Select
                    label={t('filter.specialty')}
                    value={param('specialty')}
                    disabled={off('specialty')}
                    title={why('specialty')}
                    choices={[
                        { value: '', text: t('filter.specialty.all') },
                        ...known.specialties.map((s) => ({ value: s.id, text: s.name || s.id })),
                    ]}
                    onChange={(value) => setParams({ specialty: value })}
                />
            )}
            {used && dataset?.has.hard && (
                <Check
                    label={t('filter.hard')}
                    checked={param('hard') === '1'}
                    disabled={off('hard')}
                    title={why('hard')}
                    onChange={(on) => setParams({ hard: on ? '1' : null })}
                />
            )}
            {used && known && known.bases.length > 1 && (
                <Select
                    label={t('filter.basis')}
                    value={param('basis') || (known.bases[0] as string)}
                    disabled={off('basis')}
                    title={why('basis')}
                    choices={known.bases.map((code) => ({ value: code, text: t(`basis.${code}` as Key) }))}
                    onChange={(value) => setParams({ basis: value })}
                />
            )}
            <span class="stretch" />
            <button type="button" class="quiet" lang={lang.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => setLang(lang.value === 'zh' ? 'en' : 'zh')}>
                {t('app.language')}
            </button>
            <button type="button" class="quiet" aria-label={t('app.theme')} title={t('app.theme')} aria-pressed={theme.value === 'dark'} onClick={toggleTheme}>
                ◐
            </button>
        </div>
    );
}
