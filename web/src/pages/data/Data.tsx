// The data that everything rests on: what is loaded, and how to load something.
import { Figures } from '../../components/Figures';
import { moment } from '../../format/date';
import { count, grouped } from '../../format/number';
import { t } from '../../i18n';
import { meta } from '../../state/data';

export function Data() {
    const dataset = meta.value.data?.dataset;
    if (!dataset) {
        return (
            <div class="page">
                <h1>{t('data.empty.title')}</h1>
                <p class="sentence lead">{t('data.empty.text')}</p>
            </div>
        );
    }
    return (
        <div class="page">
            <h1>{dataset.title || dataset.name} <small>{moment(dataset.imported_at)}</small></h1>
            <Figures items={[
                { label: t('col.n_areas'), value: grouped(dataset.n_areas) },
                { label: t('col.n_hospitals'), value: grouped(dataset.n_hospitals) },
                { label: t('col.population'), value: count(dataset.population) },
            ]} />
        </div>
    );
}
