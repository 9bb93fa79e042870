// The wall chart of targets: units down, indicators across, every cell its light and its figures. A3.
import type { Row } from '../../api/types';
import { Select } from '../../components/Controls';
import { ErrorBox, Waiting } from '../../components/Notice';
import { moment } from '../../format/date';
import { percent } from '../../format/number';
import { t, type Key } from '../../i18n';
import { number, text, useAction } from '../../state/programme';
import { param, setParams } from '../../state/url';
import { levelNow, LEVELS, useCatalogue } from './catalogue';
import { shownValue } from './Figure';
import { Light } from './Light';
import { TakeTable } from '../../take/Take';

export function WallChart() {
    const level = levelNow();
    const answer = useAction('monitor/targets', [], { level });
    const names = new Map(useCatalogue().map((r) => [text(r, 'id'), r]));
    if (answer.error) return <ErrorBox problem={answer.error} />;
    if (!answer.data) return <Waiting />;
    const years = [...new Set(answer.data.rows.map((r) => text(r, 'year')))].sort();
    const year = years.includes(param('year')) ? param('year') : (years[years.length - 1] ?? '');
    const rows = answer.data.rows.filter((r) => text(r, 'year') === year);
    const units = [...new Map(rows.map((r) => [text(r, 'unit_id'), text(r, 'name') || text(r, 'unit_id')]))];
    const indicators = [...new Set(rows.map((r) => text(r, 'indicator')))];
    const cell = new Map(rows.map((r) => [`${text(r, 'unit_id')} ${text(r, 'indicator')}`, r]));
    const reds = (id: string) => rows.filter((r) => text(r, 'unit_id') === id && text(r, 'light') === 'red').length;
    const Cell = ({ row }: { row: Row | undefined }) => {
        if (!row) return <td />;
        const unit = text(names.get(text(row, 'indicator')), 'unit');
        return <td class={`cell-${text(row, 'light').replace(' ', '-')}`}><Light bare light={text(row, 'light')} /> {shownValue(number(row, 'forecast') ?? number(row, 'value'), unit)} <small>/ {shownValue(number(row, 'target'), unit)}</small> <small>{percent(number(row, 'progress'), 0)}</small></td>;
    };
    return (
        <div class="sheet-page">
            <p class="row no-print">
                <Select label={t('level')} value={level} choices={LEVELS.map((value) => ({ value, text: t(`level.${value}` as Key) }))} onChange={(value) => setParams({ level: value }, true)} />
                <Select label={t('prog.year')} value={year} choices={years.map((value) => ({ value, text: value }))} onChange={(value) => setParams({ year: value }, true)} />
                <button type="button" class="main" onClick={() => window.print()}>{t('report.print')}</button>
            </p>
            <article class="sheet wall">
                <h2 class="title">{t('goal.chart.title', { year })}</h2>
                {!rows.length && <p class="sentence lead">{t('goal.targets.none')}</p>}
                <div class="matrix-box" tabIndex={0} role="region" aria-label={t('goal.tab.chart')}>
                    <TakeTable label={t('goal.tab.chart')} />
                    <table class="small chart-table">
                        <thead><tr><th scope="col" class="text">{t('prog.unit')}</th>{indicators.map((id) => <th scope="col" key={id}>{text(names.get(id), 'name') || id} <small>{text(names.get(id), 'unit')}</small></th>)}<th scope="col">{t('goal.light.red')}</th></tr></thead>
                        <tbody>
                            {units.map(([id, name]) => (
                                <tr key={id}><th scope="row" class="text">{name}</th>{indicators.map((one) => <Cell key={one} row={cell.get(`${id} ${one}`)} />)}<td>{reds(id) || ''}</td></tr>
                            ))}
                        </tbody>
                    </table>
                </div>
                <footer>{t('goal.chart.note')} {t('goal.bands')} {moment(new Date().toISOString())}</footer>
            </article>
        </div>
    );
}
