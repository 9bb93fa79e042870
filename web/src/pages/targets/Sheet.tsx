// One unit on one sheet that prints: every indicator over its periods, and its targets with their lights.
import type { Row } from '../../api/types';
import { ErrorBox, Waiting } from '../../components/Notice';
import { period as periodText } from '../../format/date';
import { t } from '../../i18n';
import { actionUrl, number, text, useAction } from '../../state/programme';
import { href, param } from '../../state/url';
import { levelNow, valuesOf, type Value } from './catalogue';
import { Marked, shownValue } from './Figure';
import { Light } from './Light';

const PERIODS = 8;

function Targets({ rows, names }: { rows: Row[]; names: Map<string, string> }) {
    if (!rows.length) return null;
    return (
        <section class="part">
            <h2>{t('goal.tab.goals')}</h2>
            <table class="small">
                <thead><tr>{(['goal.indicator', 'prog.year', 'goal.light', 'goal.baseline', 'goal.target', 'goal.sofar', 'goal.forecast'] as const).map((k, i) => <th key={k} scope="col" class={i < 3 ? 'text' : ''}>{t(k)}</th>)}</tr></thead>
                <tbody>
                    {rows.map((r) => (
                        <tr key={text(r, 'indicator') + text(r, 'year')}>
                            <td class="text">{names.get(text(r, 'indicator')) ?? text(r, 'indicator')}</td><td class="text">{text(r, 'year')}</td><td class="text"><Light light={text(r, 'light')} /></td>
                            {['baseline', 'target', 'value', 'forecast'].map((k) => <td key={k}>{shownValue(number(r, k), '')}</td>)}
                        </tr>
                    ))}
                </tbody>
            </table>
        </section>
    );
}

export function Sheet() {
    const level = levelNow();
    const unit = param('unit');
    const answer = useAction(unit ? 'monitor/values' : null, [], { level, unit });
    const targets = useAction('monitor/targets', [], { level });
    if (answer.error) return <ErrorBox problem={answer.error} />;
    if (!answer.data) return unit ? <Waiting /> : <div class="page"><p class="remark">{t('goal.choose')}</p></div>;
    const rows = answer.data.rows;
    const names = new Map(rows.map((r) => [text(r, 'indicator'), text(r, 'name')]));
    const periods = [...new Set(rows.filter((r) => r.value !== null).map((r) => text(r, 'period')))].sort().slice(-PERIODS);
    const told = [...names].map(([id, name]) => ({ id, name, values: new Map(valuesOf(rows, id).map((v): [string, Value] => [v.period, v])) })).filter((x) => periods.some((p) => (x.values.get(p)?.value ?? null) !== null));
    const missing = names.size - told.length;
    return (
        <article class="page">
            <nav class="crumbs no-print" aria-label={t('prog.crumbs')}><a href={href('/targets', { level })}>{t('goal.tab.indicators')}</a><span>{text(rows[0], 'unit_name')}</span></nav>
            <header class="row">
                <h2 class="title">{text(rows[0], 'unit_name') || unit} <small>{unit}</small></h2>
                <span class="push row no-print">
                    <a class="button" href={actionUrl('monitor/sheet', [], { unit, level })} download={`${unit}.xlsx`}>Excel</a>
                    <button type="button" onClick={() => window.print()}>{t('report.print')}</button>
                </span>
            </header>
            <p class="sentence lead">{t('goal.sheet.sentence', { n: told.length, missing })}</p>
            <Targets rows={(targets.data?.rows ?? []).filter((r) => text(r, 'unit_id') === unit)} names={names} />
            <div class="matrix-box" tabIndex={0} role="region" aria-label={t('goal.tab.indicators')}>
                <table class="small">
                    <thead><tr><th scope="col" class="text">{t('goal.indicator')}</th><th scope="col" class="text">{t('goal.unit')}</th>{periods.map((p) => <th scope="col" key={p}>{periodText(p)}</th>)}<th scope="col" class="text">{t('goal.mark')}</th></tr></thead>
                    <tbody>
                        {told.map((x) => {
                            const some = [...x.values.values()][0];
                            return (
                                <tr key={x.id}>
                                    <th scope="row" class="text">{x.name}</th>
                                    <td class="text">{text(some?.row, 'unit')}</td>
                                    {periods.map((p) => { const v = x.values.get(p); return <td key={p}>{v ? <Marked value={v} unit={text(v.row, 'unit')} /> : '–'}</td>; })}
                                    <td class="text">{text(some?.row, 'mark')}</td>
                                </tr>
                            );
                        })}
                    </tbody>
                </table>
            </div>
        </article>
    );
}
