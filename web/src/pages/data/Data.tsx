// The data that everything rests on: what is loaded, what is wrong with it, and how to load something.
import { Figures } from '../../components/Figures';
import { moment } from '../../format/date';
import { count, grouped } from '../../format/number';
import { t, type Key } from '../../i18n';
import { meta } from '../../state/data';
import { href } from '../../state/url';
import type { Dataset } from '../../api/types';
import { Boundaries } from './Boundaries';
import { Findings } from './Findings';
import { Load } from './Load';

const PARTS = ['regions', 'zones', 'boundaries', 'travel', 'outside', 'capabilities', 'hard', 'reason'];

function Loaded({ dataset }: { dataset: Dataset }) {
    const there = PARTS.filter((part) => part in dataset.has);
    return (
        <>
            <section>
                <Figures items={[
                    { label: t('data.areas'), value: grouped(dataset.n_areas) },
                    { label: t('data.hospitals'), value: grouped(dataset.n_hospitals) },
                    { label: t('data.flows'), value: count(dataset.n_flows) },
                    { label: t('col.population'), value: count(dataset.population) },
                    { label: t('col.specialty'), value: String(meta.value.data?.specialties.length ?? '–') },
                    { label: t('col.period'), value: String(meta.value.data?.periods.length || '–') },
                ]} />
                <ul class="parts">
                    {there.map((part) => (
                        <li key={part} class={dataset.has[part] ? 'yes' : 'no'}>
                            {t(`data.has.${part}` as Key)}{t('sep')}{dataset.has[part] ? t('data.there') : <span class="missing" title={t(`data.without.${part}` as Key)}>{t('data.not')}</span>}
                        </li>
                    ))}
                </ul>
                <p class="remark">
                    {t('data.imported', { when: moment(dataset.imported_at), from: dataset.imported_from || '–' })}<br />
                    {t('data.fingerprint')}{t('sep')}<code>{dataset.fingerprint}</code>
                </p>
            </section>
            <Findings />
        </>
    );
}

export function Data() {
    const dataset = meta.value.data?.dataset;
    return (
        <div class="page">
            {dataset ? (
                <>
                    <h2 class="title">{dataset.title || dataset.name}</h2>
                    <p class="sentence lead">
                        {t('data.sentence', { areas: grouped(dataset.n_areas), people: count(dataset.population), hospitals: grouped(dataset.n_hospitals), flows: count(dataset.n_flows) })}
                        {' '}<a href={href('/flows')}>{t('data.next')} ›</a>
                    </p>
                    <Loaded dataset={dataset} />
                    <h2>{t('data.other')}</h2>
                </>
            ) : (
                <>
                    <h2 class="title">{t('data.empty.title')}</h2>
                    <p class="sentence lead">{t('data.empty.text')}</p>
                </>
            )}
            <Load />
            {dataset && <Boundaries />}
        </div>
    );
}
