// Homogeneity: hospitals beside a reference, by disease mix; funnel plot of the ratios.
import { useState } from 'preact/hooks';
import type { Problem, Row, Table as Answer } from '../../api/types';
import { Select } from '../../components/Controls';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Plot } from '../../components/Plot';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { figure, percent } from '../../format/number';
import { t } from '../../i18n';
import { mapData } from '../../state/data';
import { actFiles, actionUrl, isProblem, number, text, useAction } from '../../state/programme';
import { param, setParams } from '../../state/url';
import { choicesOf, useCatalogue } from './catalogue';

const MEASURES = ['deaths', 'cost', 'days', 'weight', 'op34'] as const;

function Shown({ answer }: { answer: Answer }) {
    const rows = answer.rows;
    const names = new Map((mapData.value.data?.hospitals ?? []).map((h) => [h.id, h.name]));
    const name = (r: Row) => names.get(text(r, 'unit')) ?? text(r, 'unit');
    const plain = (key: string, head: string): Column<Row> => ({ key, head, value: (r) => number(r, key), show: (r) => figure(number(r, key)) });
    const columns: Column<Row>[] = [
        { key: 'unit', head: t('prog.unit'), text: true, value: name },
        plain('observed', t('goal.observed')), plain('expected', t('goal.expected')), plain('ratio', t('goal.ratio')), plain('low', t('goal.low')), plain('high', t('goal.high')), plain('p_value', t('goal.p')), plain('crude_ratio', t('goal.crude')),
        { key: 'gap_closed', head: t('goal.gapclosed'), value: (r) => number(r, 'gap_closed'), show: (r) => percent(number(r, 'gap_closed'), 0) },
        plain('uncovered_cases', t('goal.uncovered')),
        { key: 'words', head: t('goal.words'), text: true, value: (r) => text(r, 'words') || null },
    ];
    const funnel = rows.filter((r) => number(r, 'expected') !== null && number(r, 'ratio') !== null).sort((a, b) => (number(a, 'expected') ?? 0) - (number(b, 'expected') ?? 0));
    const line = (key: string): [number, number | null][] => funnel.map((r) => [number(r, 'expected') ?? 0, number(r, key)]);
    const withFunnel = funnel.some((r) => number(r, 'funnel_low') !== null);
    return (
        <>
            <Plot
                label={t('goal.funnel')}
                xName={t('goal.expected')}
                yName={t('goal.ratio')}
                zero={1}
                points={funnel.map((r) => ({ x: number(r, 'expected') ?? 0, y: number(r, 'ratio'), label: name(r), strong: withFunnel && ((number(r, 'ratio') ?? 1) > (number(r, 'funnel_high_998') ?? Infinity) || (number(r, 'ratio') ?? 1) < (number(r, 'funnel_low_998') ?? -Infinity)) }))}
                lines={withFunnel ? [{ points: line('funnel_low'), dashed: true, label: '95%' }, { points: line('funnel_high'), dashed: true }, { points: line('funnel_low_998'), soft: true, label: '99.8%' }, { points: line('funnel_high_998'), soft: true }] : []}
            />
            <Table plain label={t('goal.tab.peers')} columns={columns} rows={rows} id={(r) => text(r, 'unit')} />
        </>
    );
}

const UNITS = ['area', 'region', 'hospital'] as const;

/** Rates of many units in one funnel. */
function Rates() {
    const units = (UNITS as readonly string[]).includes(param('units')) ? param('units') : 'area';
    const list = useCatalogue(units).filter((r) => text(r, 'unit') === '%');
    const indicator = list.some((r) => text(r, 'id') === param('rate')) ? param('rate') : text(list[0], 'id');
    const answer = useAction(indicator ? 'evaluate/funnel' : null, [], { indicator, units });
    const map = mapData.value.data;
    const names = new Map([...(map?.hospitals ?? []), ...(map?.areas ?? [])].map((u) => [u.id, u.name]));
    const name = (r: Row) => names.get(text(r, 'unit')) ?? text(r, 'unit');
    const rows = [...(answer.data?.rows ?? [])].sort((a, b) => (number(a, 'denominator') ?? 0) - (number(b, 'denominator') ?? 0));
    const of = (key: string) => number(answer.data?.summary as Row | undefined, key);
    const line = (key: string): [number, number | null][] => rows.map((r) => [Math.log10(number(r, 'denominator') ?? 1), number(r, key)]);
    const plain = (key: string, head: string): Column<Row> => ({ key, head, value: (r) => number(r, key), show: (r) => figure(number(r, key)) });
    return (
        <section class="part">
            <h2>{t('goal.rates')}</h2>
            <p class="row">
                <Select label={t('level')} value={units} choices={UNITS.map((value) => ({ value, text: t(`level.${value}`) }))} onChange={(value) => setParams({ units: value, rate: null }, true)} />
                <Select label={t('goal.indicator')} value={indicator} choices={choicesOf(list)} onChange={(value) => setParams({ rate: value }, true)} />
            </p>
            {answer.error ? <ErrorBox problem={answer.error} /> : !answer.data ? <Waiting /> : (
                <>
                    <p class="sentence"><Rich text={t('goal.rates.sentence', { n: rows.length, period: text(answer.data.summary as Row, 'period'), beyond: of('n_beyond') ?? 0, scatter: figure(of('dispersion')), wide: of('n_beyond_wide') ?? 0 })} /></p>
                    <Plot
                        label={t('goal.rates')}
                        xName={t('goal.denominator')}
                        yName={t('goal.rate')}
                        xText={(x) => figure(Math.round(10 ** x))}
                        points={rows.map((r) => ({ x: Math.log10(number(r, 'denominator') ?? 1), y: number(r, 'rate'), label: name(r), strong: text(r, 'mark') !== '' }))}
                        lines={[{ points: line('funnel_low'), dashed: true, label: '95%' }, { points: line('funnel_high'), dashed: true }, { points: line('funnel_low_998'), soft: true, label: '99.8%' }, { points: line('funnel_high_998'), soft: true }]}
                    />
                    <Table plain label={t('goal.rates')} columns={[{ key: 'unit', head: t('prog.unit'), text: true, value: name }, plain('numerator', t('goal.numerator')), plain('denominator', t('goal.denominator')), plain('rate', t('goal.rate')), plain('funnel_low_998', t('goal.limit.low')), plain('funnel_high_998', t('goal.limit.high')), plain('wide_low_998', t('goal.wide.low')), plain('wide_high_998', t('goal.wide.high'))]} rows={rows} id={(r) => text(r, 'unit')} csv={actionUrl('evaluate/funnel', [], { indicator, units, format: 'csv' })} xlsx={actionUrl('evaluate/funnel', [], { indicator, units, format: 'xlsx' })} />
                </>
            )}
        </section>
    );
}

export function Peers() {
    const measure = (MEASURES as readonly string[]).includes(param('measure')) ? param('measure') : 'cost';
    const reference = param('reference');
    const hospitals = mapData.value.data?.hospitals ?? [];
    const answer = useAction('evaluate/compare', [], { measure, ...(reference ? { reference } : {}) });
    const [own, setOwn] = useState<Problem | Answer | null>(null);
    const [ref, setRef] = useState('');
    return (
        <div class="page">
            <p class="sentence lead">{t('goal.peers.sentence')}</p>
            <p class="row">
                <Select label={t('goal.measure')} value={measure} choices={MEASURES.map((value) => ({ value, text: t(`goal.measure.${value}`) }))} onChange={(value) => setParams({ measure: value })} />
                <label class="select">
                    <span>{t('goal.reference')}</span>
                    <input list="peers-hospitals" value={reference} placeholder={t('goal.reference.all')} onChange={(e) => setParams({ reference: e.currentTarget.value.trim() || null })} />
                    <datalist id="peers-hospitals">{hospitals.filter((h) => h.grade === '三级' || h.outside).slice(0, 500).map((h) => <option key={h.id} value={h.id}>{h.name}</option>)}</datalist>
                </label>
            </p>
            {answer.error ? <ErrorBox problem={answer.error} /> : !answer.data ? <Waiting /> : <Shown answer={answer.data} />}
            <Rates />
            <details class="part">
                <summary>{t('goal.ownmix')}</summary>
                <p class="remark">{t('goal.ownmix.text')}</p>
                <p class="row">
                    <label class="select"><span>{t('goal.reference')}</span><input value={ref} onInput={(e) => setRef(e.currentTarget.value.trim())} /></label>
                    <label class="button">{t('data.files')}<input type="file" class="sr" accept=".csv,.xlsx,.ods" onChange={(e) => void actFiles('evaluate/compare', [], [...(e.currentTarget.files ?? [])], { reference: ref }).then(setOwn)} /></label>
                    <label class="button">{t('goal.records')}<input type="file" class="sr" accept=".csv,.gz,.zst" onChange={(e) => void actFiles('evaluate/compare', [], [...(e.currentTarget.files ?? [])], { profile: 'auto', measure, ...(ref ? { reference: ref } : {}) }).then(setOwn)} /></label>
                </p>
                <p class="remark">{t('goal.records.text')}</p>
                {own && (isProblem(own) ? <ErrorBox problem={own} /> : <Shown answer={own} />)}
            </details>
        </div>
    );
}
