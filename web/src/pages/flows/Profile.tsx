// The page of one area or one hospital.
import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../api/use';
import { Chart } from '../../charts/Chart';
import { axis, base, chartColours, tooltip } from '../../charts/options';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { SplitBar } from '../../components/SplitBar';
import { Table, type Column } from '../../components/Table';
import { period } from '../../format/date';
import { count, grouped, minutes, percent } from '../../format/number';
import { t } from '../../i18n';
import { mapData } from '../../state/data';
import { theme } from '../../state/theme';
import { go, href } from '../../state/url';
import { SplitSection } from './FlowPanel';
import { asRates, type AreaProfile, type Destination, type HospitalProfile, type Origin } from './profile';
import { question } from './question';
import type { Rates } from './rates';

function PeriodChart({ rows, label }: { rows: { period: string; value: number | null }[]; label: string }) {
    const option = useMemo(() => {
        const c = chartColours();
        return {
            ...base(c),
            grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
            tooltip: tooltip(c, { trigger: 'axis', valueFormatter: (v: number) => percent(v) }),
            xAxis: axis(c, { type: 'category', data: rows.map((row) => period(row.period)), splitLine: { show: false } }),
            yAxis: axis(c, { type: 'value', scale: true, axisLabel: { color: c.soft, formatter: (v: number) => percent(v) } }),
            series: [{ type: 'line', name: label, data: rows.map((row) => row.value), color: c.out, symbolSize: 6 }],
        };
    }, [rows, theme.value, label]);
    return rows.length > 1 ? <Chart option={option} height={190} label={label} /> : null;
}

function specialtyColumns(ofHospital: boolean): Column<Rates>[] {
    const list: Column<Rates>[] = [
        { key: 'specialty', head: t('col.specialty'), text: true, value: (r) => r.specialty },
        { key: 'cases', head: t(ofHospital ? 'col.treated' : 'col.cases'), unit: t('unit.cases'), value: (r) => (ofHospital ? r.treated : r.cases), show: (r) => grouped(ofHospital ? r.treated : r.cases) },
    ];
    if (ofHospital) {
        list.push(
            { key: 'inflow', head: t('col.inflow_cases'), value: (r) => r.inflow, show: (r) => grouped(r.inflow) },
            { key: 'rate', head: t('col.inflow_rate'), unit: '%', value: (r) => r.inflowRate, show: (r) => percent(r.inflowRate) },
        );
        return list;
    }
    list.push(
        { key: 'out', head: t('col.outflow_cases'), value: (r) => r.outflow, show: (r) => grouped(r.outflow) },
        { key: 'rate', head: t('col.outflow_rate'), unit: '%', value: (r) => r.outflowRate, show: (r) => percent(r.outflowRate) },
        { key: 'split', head: t('split.title'), value: (r) => r.split.county, show: (r) => <SplitBar split={r.split} thin /> },
        { key: 'outside', head: t('split.outside'), unit: '%', value: (r) => r.split.outside, show: (r) => percent(r.split.outside) },
    );
    return list;
}

function Crumbs({ to }: { to: string }) {
    return (
        <nav class="crumbs" aria-label={t('page.back')}>
            <a href={href('/flows')}>{t('nav.flows')}</a>
            <span>{to}</span>
        </nav>
    );
}

function Area({ id }: { id: string }) {
    const { data, error } = useAnswer<AreaProfile>(`areas/${encodeURIComponent(id)}`, question({}));
    if (error) return <ErrorBox problem={error} />;
    if (!data) return <Waiting />;
    const total = asRates(data, data.figures);
    const { county, prefecture, province, outside } = total.split;
    const full = prefecture !== null && outside !== null;
    const columns: Column<Destination>[] = [
        { key: 'name', head: t('col.hospital'), text: true, value: (d) => d.name, show: (d) => <a href={href(`/flows/hospital/${encodeURIComponent(d.hospital_id)}`)}>{d.name}</a> },
        { key: 'cases', head: t('col.cases'), unit: t('unit.cases'), value: (d) => d.cases, show: (d) => grouped(d.cases) },
        { key: 'share', head: t('col.share'), unit: '%', value: (d) => d.share, show: (d) => percent(d.share) },
        { key: 'minutes', head: t('col.minutes'), value: (d) => d.minutes, show: (d) => minutes(d.minutes) },
    ];
    return (
        <div class="page">
            <Crumbs to={data.name} />
            <h2 class="title">{data.name} <small>{[data.region?.name, `${count(data.population)} ${t('unit.people')}`].filter(Boolean).join(t('comma'))}</small></h2>
            <p class="sentence lead">
                <Rich text={full
                    ? t('area.sentence', { name: data.name, cases: `*${count(total.cases)}*`, own: `*${percent(county)}*`, pref: percent(prefecture), prov: percent(province), out: `*${percent(outside)}*` })
                    : t('area.sentence.short', { name: data.name, cases: `*${count(total.cases)}*`, rate: `*${percent(total.outflowRate)}*` })} />
            </p>
            <div class="columns">
                <SplitSection row={total} ground={{}} />
                {data.by_period.length > 1 && (
                    <section>
                        <h2 class="sub">{t('col.outflow_rate')}{t('sep')}{t('flows.by.period')}</h2>
                        <PeriodChart rows={data.by_period.map((f) => ({ period: f.period ?? '', value: asRates(data, f).outflowRate }))} label={t('col.outflow_rate')} />
                    </section>
                )}
            </div>
            <div class="columns">
                <Table plain label={t('flows.to')} columns={columns} rows={data.destinations} id={(d) => d.hospital_id} sort={{ key: 'cases', down: true }} />
                {data.by_specialty.length > 1 && (
                    <Table plain label={t('flows.by.specialty')} columns={specialtyColumns(false)} rows={data.by_specialty.map((f) => asRates(data, f))} id={(r) => r.specialty} sort={{ key: 'out', down: true }} />
                )}
            </div>
        </div>
    );
}

function Hospital({ id }: { id: string }) {
    const { data, error } = useAnswer<HospitalProfile>(`hospitals/${encodeURIComponent(id)}`, question({}));
    if (error) return <ErrorBox problem={error} />;
    if (!data) return <Waiting />;
    const total = asRates(data, data.figures);
    const h = { ...data, ...mapData.value.data?.hospitals.find((known) => known.id === id) };
    const about = [h.grade, h.sponsor, h.kind, h.beds !== null ? `${grouped(h.beds)} ${t('col.beds')}` : null].filter(Boolean).join(t('comma'));
    const columns: Column<Origin>[] = [
        { key: 'name', head: t('col.origin'), text: true, value: (o) => o.name, show: (o) => (o.outside ? o.name : <a href={href(`/flows/area/${encodeURIComponent(o.area_id)}`)}>{o.name}</a>) },
        { key: 'cases', head: t('col.cases'), unit: t('unit.cases'), value: (o) => o.cases, show: (o) => grouped(o.cases) },
        { key: 'share', head: t('col.commitment'), unit: '%', value: (o) => o.share, show: (o) => percent(o.share) },
        { key: 'market', head: t('col.relevance'), unit: '%', value: (o) => o.market_share, show: (o) => percent(o.market_share) },
        { key: 'minutes', head: t('col.minutes'), value: (o) => o.minutes, show: (o) => minutes(o.minutes) },
    ];
    return (
        <div class="page">
            <Crumbs to={h.name} />
            <h2 class="title">{h.name} <small>{about}</small></h2>
            <p class="sentence lead">
                <Rich text={total.treated
                    ? t('hospital.sentence', { name: h.name, cases: `*${count(total.treated)}*`, inflow: `*${percent(total.inflowRate)}*` })
                    : t('hospital.none', { name: h.name })} />
            </p>
            <p><button type="button" onClick={() => go(href('/flows', { sel: `hospital:${id}` }))}>{t('hospital.onmap')}</button></p>
            <div class="columns">
                <Table plain label={t('flows.from')} columns={columns} rows={data.origins} id={(o) => o.area_id} sort={{ key: 'cases', down: true }} />
                <div>
                    {data.by_period.length > 1 && (
                        <section>
                            <h2 class="sub">{t('col.inflow_rate')}{t('sep')}{t('flows.by.period')}</h2>
                            <PeriodChart rows={data.by_period.map((f) => ({ period: f.period ?? '', value: asRates(data, f).inflowRate }))} label={t('col.inflow_rate')} />
                        </section>
                    )}
                    {data.by_specialty.length > 1 && (
                        <Table plain label={t('flows.by.specialty')} columns={specialtyColumns(true)} rows={data.by_specialty.map((f) => asRates(data, f))} id={(r) => r.specialty} sort={{ key: 'cases', down: true }} />
                    )}
                </div>
            </div>
        </div>
    );
}

export function Profile({ kind, id }: { kind: 'area' | 'hospital'; id: string }) {
    return kind === 'area' ? <Area id={id} /> : <Hospital id={id} />;
}
