// Did it work: openings of the register against the course of an indicator, or a panel of one's own.
import { useState } from 'preact/hooks';
import type { Problem, Row, Table as Answer } from '../../api/types';
import { Select } from '../../components/Controls';
import { Figures } from '../../components/Figures';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Plot } from '../../components/Plot';
import { Table, type Column } from '../../components/Table';
import { figure, percent } from '../../format/number';
import { t, tMaybe, type Key } from '../../i18n';
import { actFiles, actionUrl, isProblem, number, text, useAction } from '../../state/programme';
import { mapData } from '../../state/data';
import { param, setParams } from '../../state/url';
import { choicesOf, useCatalogue } from './catalogue';

const METHODS = ['staggered', 'event-study', 'did', 'series', 'synthetic'] as const;
type Method = (typeof METHODS)[number];
const LEVELS = ['area', 'region', 'hospital'] as const;

function eventPoints(rows: Row[]) {
    return rows.filter((r) => /^[+-]?\d+$/.test(text(r, 'name'))).map((r) => ({ x: Number(text(r, 'name')), y: number(r, 'estimate'), low: number(r, 'band_low') ?? number(r, 'low'), high: number(r, 'band_high') ?? number(r, 'high') }));
}

function Picture({ method, rows, course, name }: { method: Method; rows: Row[]; course: Row[]; name: string }) {
    if (method === 'series' || method === 'synthetic') {
        const line = (key: string) => course.map((r, i): [number, number | null] => [i, number(r, key)]);
        if (!course.length) return null;
        return <Plot label={name} xName={t('prog.period')} yName={name} points={course.map((r, i) => ({ x: i, y: number(r, 'value'), label: text(r, 'period') }))} lines={[{ points: line('with'), label: t('goal.fitted') }, { points: line('without'), dashed: true, soft: true, label: t('goal.without') }]} xText={(x) => text(course[Math.round(x)], 'period')} />;
    }
    const points = eventPoints(rows);
    if (!points.length) return null;
    return <Plot label={t('goal.eventstudy')} xName={t('goal.sinceopening')} yName={t('goal.effect')} points={points} zero={0} mark={-0.5} />;
}

const rowName = (name: string) => tMaybe(`goal.row.${name}`, name);

export function Result({ answer, course, method, name }: { answer: Answer; course?: Row[]; method: Method; name: string }) {
    const { summary, rows } = answer;
    const plain = (key: string, head: Key): Column<Row> => ({ key, head: t(head), value: (r) => number(r, key), show: (r) => figure(number(r, key)) });
    const columns: Column<Row>[] = [
        { key: 'name', head: t('goal.coefficient'), text: true, value: (r) => rowName(text(r, 'name')) || text(r, 'unit') },
        plain('estimate', 'goal.estimate'), plain('std_error', 'goal.error'), plain('low', 'goal.low'), plain('high', 'goal.high'), plain('p_value', 'goal.p'), plain('band_low', 'goal.band.low'), plain('band_high', 'goal.band.high'), plain('n_cells', 'goal.comparisons'), plain('weight', 'goal.weight'), plain('placebo_ratio', 'goal.placebo'),
    ];
    const figures = ['n_units', 'n_treated', 'pretrend_p', 'permutation_p', 'effect', 'p_value', 'durbin_watson', 'r_squared', 'rmspe_before', 'ratio'].filter((k) => summary[k] !== null && summary[k] !== undefined);
    return (
        <>
            <p class="sentence lead">{text(summary as Row, 'words')}</p>
            <Picture method={method} rows={rows} course={course ?? []} name={name} />
            <Figures items={figures.map((k) => ({ label: tMaybe(`goal.fig.${k}`, k), value: figure(summary[k] as number) }))} />
            <Table plain label={t('goal.estimates')} columns={columns} rows={rows} id={(r) => text(r, 'name') + text(r, 'unit')} />
        </>
    );
}

function FromRegister({ method }: { method: Method }) {
    const level = (LEVELS as readonly string[]).includes(param('units')) ? param('units') : 'area';
    const list = useCatalogue(level);
    const fallback = list.some((r) => text(r, 'id') === 'flow.out_rate_excl') ? 'flow.out_rate_excl' : text(list[0], 'id');
    const id = list.some((r) => text(r, 'id') === param('indicator')) ? param('indicator') : fallback;
    const projects = useAction('programme/list', ['project']);
    const opened = (projects.data?.rows ?? []).filter((r) => text(r, 'building') === 'opened');
    const map = mapData.value.data;
    const host = map?.hospitals.find((h) => opened.some((r) => text(r, 'host_id') === h.id));
    const hostArea = map?.areas.find((a) => a.id === host?.area_id);
    const usual = level === 'hospital' ? host?.id : level === 'area' ? hostArea?.id : hostArea?.region_id;
    const unit = param('for') || (usual ?? '');
    const single = method === 'series' || method === 'synthetic';
    const params: Record<string, string> = { indicator: id, units: level };
    if (single) params.for = unit;
    if (single && param('from')) params.from = param('from');
    const ask = id && (!single || unit);
    const answer = useAction(ask ? `evaluate/${method}` : null, [], params);
    const course = useAction(ask && single ? `evaluate/${method}` : null, [], { ...params, rows: 'course' });
    return (
        <section>
            <p class="row">
                <Select label={t('goal.units')} value={level} choices={LEVELS.map((value) => ({ value, text: t(`level.${value}` as Key) }))} onChange={(value) => setParams({ units: value, for: null })} />
                <Select label={t('goal.indicator')} value={id} choices={choicesOf(list)} onChange={(value) => setParams({ indicator: value })} />
                {single && <label class="select"><span>{t('goal.for')}</span><input value={param('for')} placeholder={unit} onChange={(e) => setParams({ for: e.currentTarget.value.trim() || null })} /></label>}
                {single && <label class="select"><span>{t('goal.since')}</span><input value={param('from')} onChange={(e) => setParams({ from: e.currentTarget.value.trim() || null })} /></label>}
            </p>
            {answer.error ? <ErrorBox problem={answer.error} /> : !ask ? <p class="remark">{t('goal.choose')}</p> : !answer.data ? <Waiting /> : <Result answer={answer.data} course={course.data?.rows ?? []} method={method} name={text(list.find((r) => text(r, 'id') === id), 'name')} />}
        </section>
    );
}

function FromFile({ method }: { method: Method }) {
    const [answer, setAnswer] = useState<Problem | Answer | null>(null);
    const [unit, setUnit] = useState('');
    const send = (files: File[]) => {
        const single = method === 'series' || method === 'synthetic';
        void actFiles(`evaluate/${method}`, [], files, single && unit ? { for: unit } : {}).then(setAnswer);
    };
    return (
        <details class="part">
            <summary>{t('goal.ownpanel')}</summary>
            <p class="remark">{t('goal.ownpanel.text')}</p>
            <p class="row">
                {(method === 'series' || method === 'synthetic') && <label class="select"><span>{t('goal.for')}</span><input value={unit} onInput={(e) => setUnit(e.currentTarget.value.trim())} /></label>}
                <label class="button">{t('data.files')}<input type="file" class="sr" accept=".csv,.xlsx,.ods" onChange={(e) => send([...(e.currentTarget.files ?? [])])} /></label>
            </p>
            {answer && (isProblem(answer) ? <ErrorBox problem={answer} /> : <Result answer={answer} method={method} name={t('prog.value')} />)}
        </details>
    );
}

function Predicted() {
    const answer = useAction('monitor/predicted');
    const rows = answer.data?.rows ?? [];
    const summary = (answer.data?.summary ?? {}) as Row;
    const columns: Column<Row>[] = [
        { key: 'project', head: t('prog.project'), text: true, value: (r) => text(r, 'project') },
        { key: 'specialty', head: t('prog.pred.specialty'), text: true, value: (r) => text(r, 'specialty') },
        ...(['before', 'predicted', 'low', 'high', 'achieved'] as const).map((k): Column<Row> => ({ key: k, head: t(k === 'low' || k === 'high' ? `goal.${k}` : `prog.pred.${k}`), value: (r) => number(r, k), show: (r) => figure(number(r, k)) })),
        { key: 'share', head: t('prog.pred.share'), value: (r) => number(r, 'share'), show: (r) => percent(number(r, 'share'), 0) },
        { key: 'inside', head: t('goal.inside'), text: true, value: (r) => (r.inside === null ? null : r.inside ? t('app.yes') : t('app.no')) },
    ];
    const pairs = rows.filter((r) => number(r, 'predicted') !== null && number(r, 'achieved') !== null);
    const most = Math.max(...pairs.flatMap((r) => [number(r, 'predicted') ?? 0, number(r, 'achieved') ?? 0]), 1);
    return (
        <section class="part">
            <h2>{t('goal.predicted')}</h2>
            {!rows.length && <p class="remark">{t('goal.predicted.none')}</p>}
            {rows.length > 0 && (
                <>
                    <p>{text(summary, 'words') || t('goal.predicted.text', { n: text(summary, 'n'), inside: text(summary, 'n_inside'), factor: figure(number(summary, 'calibration')) })}</p>
                    <Plot label={t('goal.predicted')} xName={t('prog.pred.predicted')} yName={t('prog.pred.achieved')} points={pairs.map((r) => ({ x: number(r, 'predicted') ?? 0, y: number(r, 'achieved'), label: `${text(r, 'project')} ${text(r, 'specialty')}` }))} lines={[{ points: [[0, 0], [most, most]], dashed: true, soft: true, label: t('goal.asPredicted') }]} />
                    <Table plain label={t('goal.predicted')} columns={columns} rows={rows} id={(r) => text(r, 'project') + text(r, 'specialty')} csv={actionUrl('monitor/predicted', [], { format: 'csv' })} xlsx={actionUrl('monitor/predicted', [], { format: 'xlsx' })} />
                </>
            )}
        </section>
    );
}

export function Effects() {
    const method = (METHODS as readonly string[]).includes(param('method')) ? (param('method') as Method) : 'staggered';
    return (
        <div class="page">
            <p class="row"><Select label={t('goal.method')} value={method} choices={METHODS.map((value) => ({ value, text: t(`goal.method.${value}`) }))} onChange={(value) => setParams({ method: value })} /></p>
            <p class="remark">{t(`goal.method.${method}.text`)}</p>
            <FromRegister method={method} />
            <FromFile method={method} />
            <Predicted />
        </div>
    );
}
