// Beside the map: the finding in a sentence, its figures, and what is chosen.
import type { Cell, Table } from '../../api/types';
import { useAnswer } from '../../api/use';
import { Figures, type Figure } from '../../components/Figures';
import { How, type Recipe } from '../../components/How';
import { SplitBar, SplitLegend } from '../../components/SplitBar';
import { count, grouped, percent } from '../../format/number';
import { t } from '../../i18n';
import { has } from '../../state/data';
import { select, selected } from '../../state/selection';
import { href } from '../../state/url';
import { Rich } from '../../components/Rich';
import { LINES } from './lines';
import { asRates, type AreaProfile, type HospitalProfile } from './profile';
import { grounds, question, where } from './question';
import { leaving, rate, ratesOf, type Level, type Measure, type Rates } from './rates';

export interface PanelProps {
    level: Level;
    measure: Measure;
    hard: boolean;
    rows: Rates[];
    nameOf: (row: Rates) => string;
    whole: Table | null;
    chosen: Rates | null;
    summary: Record<string, Cell>;
}

/** Of residents, how many leave: the territory or what the level leaves out of it. */
function Finding({ whole, rows, level, measure, hard, nameOf }: PanelProps & { whole: Table }) {
    const total = ratesOf(whole)[0];
    if (!total) return null;
    const outsideKnown = has('outside');
    const values = rows.filter((row) => rate(row, measure, hard) !== null);
    const sorted = [...values].sort((a, b) => (rate(b, measure, hard) as number) - (rate(a, measure, hard) as number));
    const most = sorted[0];
    const least = sorted[sorted.length - 1];
    const sum = (pick: (row: Rates) => number | null) => rows.reduce((all, row) => all + (pick(row) ?? 0), 0);
    const of = outsideKnown ? leaving(total, 'outside', hard).of : sum((row) => leaving(row, measure, hard).of);
    const out = outsideKnown ? leaving(total, 'outside', hard).out : sum((row) => leaving(row, measure, hard).out);
    const key = hard ? 'flows.sentence.hard' : 'flows.sentence';
    return (
        <div>
            <p class="sentence">
                <Rich text={t(key, {
                    cases: `*${count(of)}*`,
                    rate: `*${percent(of && out !== null ? out / of : null)}*`,
                    out: count(out),
                    where: outsideKnown ? t('flows.where.outside') : where(level, measure),
                })} />
                {!hard && outsideKnown && total.excl !== null && <Rich text={t('flows.sentence.excl', { excl: `*${percent(total.excl)}*` })} />}
                {t('flows.sentence.end')}
                {most && least && most !== least && (
                    <Rich text={t('flows.sentence.lead', {
                        name: nameOf(most), rate: `*${percent(rate(most, measure, hard))}*`,
                        low: nameOf(least), lowrate: percent(rate(least, measure, hard)),
                        level: t(`level.${level}`), where: where(level, measure),
                    })} />
                )}
            </p>
            {!outsideKnown && <p class="remark">{t('flows.uncollected')}</p>}
        </div>
    );
}

function figuresOf(row: Rates, place: string, ground: Partial<Recipe>): Figure[] {
    const list: (Figure & { given: number | null })[] = [
        {
            label: t('flows.fig.out'), given: row.outflowRate, value: percent(row.outflowRate), note: `${count(row.outflow)} / ${count(row.cases)}`,
            how: { title: t('flows.fig.out'), numerator: `${t('how.out.n', { where: place })}: ${grouped(row.outflow)}`, denominator: `${t('how.out.d')}: ${grouped(row.cases)}`, formula: t('how.out.f'), ...ground },
        },
        { label: t('flows.fig.excl'), given: row.excl, value: percent(row.excl), how: { title: t('flows.fig.excl'), numerator: t('how.excl.n', { where: place }), denominator: t('how.excl.d'), formula: t('how.excl.f'), ...ground } },
        {
            label: t('flows.fig.hard'), given: row.hardOutflow, value: percent(row.hard ? (row.hardOutflow as number) / row.hard : null), note: `${count(row.hardOutflow)} / ${count(row.hard)}`,
            how: { title: t('flows.fig.hard'), numerator: `${t('how.hard.n', { where: place })}: ${grouped(row.hardOutflow)}`, denominator: `${t('how.hard.d')}: ${grouped(row.hard)}`, formula: t('how.hard.f'), ...ground },
        },
        { label: t('flows.fig.neighbour'), given: row.neighbour, value: count(row.neighbour), how: { title: t('flows.fig.neighbour'), numerator: grouped(row.neighbour), denominator: `${t('how.out.d')}: ${grouped(row.cases)}`, formula: t('how.neighbour.f', { min: 60 }), ...ground } },
        {
            label: t('flows.fig.inflow'), given: row.inflowRate, value: percent(row.inflowRate), note: `${count(row.inflow)} / ${count(row.treated)}`,
            how: { title: t('flows.fig.inflow'), numerator: `${t('how.inflow.n')}: ${grouped(row.inflow)}`, denominator: `${t('how.inflow.d')}: ${grouped(row.treated)}`, formula: t('how.inflow.f'), ...ground },
        },
        { label: t('flows.fig.persons'), given: row.persons, value: count(row.persons), how: { title: t('flows.fig.persons'), numerator: grouped(row.persons), formula: t('how.persons.f'), ...ground } },
        { label: t('flows.fig.cost'), given: row.cost, value: count(row.cost), how: { title: t('flows.fig.cost'), numerator: grouped(row.cost), formula: t('how.cost.f'), ...ground } },
    ];
    return list.filter((figure) => figure.given !== null);
}

export function SplitSection({ row, ground }: { row: Rates; ground: Partial<Recipe> }) {
    if (row.split.county === null || !has('regions')) return null;
    return (
        <section>
            <h2 class="sub">{t('split.title')} <How recipe={{ title: t('split.title'), formula: t('how.split.f'), denominator: `${t('how.out.d')}: ${grouped(row.cases)}`, ...ground }} /></h2>
            <SplitBar split={row.split} />
            <SplitLegend />
            {row.split.outside === null && <p class="remark">{t('split.none')}</p>}
        </section>
    );
}

/** Specialties by how many leave for them. */
export function SpecialtyRanking({ rows, hard }: { rows: Rates[]; hard: boolean }) {
    const list = rows.filter((row) => row.specialty !== 'all');
    const out = (row: Rates) => (hard ? row.hardOutflow : row.outflow) ?? 0;
    const of = (row: Rates) => (hard ? row.hard : row.cases) ?? 0;
    if (list.length < 2) return null;
    const sorted = [...list].sort((a, b) => out(b) - out(a)).slice(0, 8);
    const most = out(sorted[0] as Rates) || 1;
    return (
        <section>
            <h2 class="sub">{t('flows.ranking')}<a href={href('/flows/leaving')}>{t('flows.leaving')} ›</a></h2>
            <div class="ranking">
                {sorted.map((row) => (
                    <>
                        <span class="name">{row.specialty}</span>
                        <span class="meter"><i style={{ width: `${(100 * out(row)) / most}%` }} /></span>
                        <b>{count(out(row))}</b>
                        <b>{percent(of(row) ? out(row) / of(row) : null)}</b>
                    </>
                ))}
            </div>
        </section>
    );
}

/** Units by the share that leaves, where there are no specialties to rank. */
function UnitRanking({ rows, level, measure, hard, nameOf }: PanelProps) {
    const known = rows.filter((row) => rate(row, measure, hard) !== null);
    const sorted = [...known].sort((a, b) => (rate(b, measure, hard) as number) - (rate(a, measure, hard) as number)).slice(0, 10);
    const most = (sorted[0] && rate(sorted[0], measure, hard)) || 1;
    return (
        <section>
            <h2 class="sub">{t('flows.ranking.units', { where: where(level, measure) })}</h2>
            <div class="ranking">
                {sorted.map((row) => (
                    <>
                        <button type="button" class="name" title={nameOf(row)} onClick={() => select({ kind: level, id: row.id })}>{nameOf(row)}</button>
                        <span class="meter"><i style={{ width: `${(100 * (rate(row, measure, hard) as number)) / most}%` }} /></span>
                        <b>{count(leaving(row, measure, hard).out)}</b>
                        <b>{percent(rate(row, measure, hard))}</b>
                    </>
                ))}
            </div>
        </section>
    );
}

function Going({ id }: { id: string }) {
    const { data } = useAnswer<AreaProfile>(`areas/${encodeURIComponent(id)}`, question({}));
    if (!data) return null;
    const going = data.destinations.slice(0, 8);
    const most = going[0]?.cases ?? 1;
    return (
        <section>
            <h2 class="sub">{t('flows.to')}<a href={href(`/flows/area/${encodeURIComponent(id)}`)}>{t('flows.open')} ›</a></h2>
            <div class="ranking">
                {going.map((to) => (
                    <>
                        <a class="name" href={href(`/flows/hospital/${encodeURIComponent(to.hospital_id)}`)}>{to.name}</a>
                        <span class="meter"><i style={{ width: `${(100 * to.cases) / most}%` }} /></span>
                        <b>{count(to.cases)}</b>
                        <b>{percent(to.share)}</b>
                    </>
                ))}
            </div>
        </section>
    );
}

/** Where the people of a prefecture or zone go. */
function GoingUnits({ id, level }: { id: string; level: Level }) {
    const { data } = useAnswer<Table>('flows', question({ show: 'destinations', by: level, top: LINES }));
    const going = (data?.rows ?? []).filter((row) => row.origin_id === id && row.destination_id !== id).slice(0, 10);
    if (!going.length) return null;
    const most = Number(going[0]?.cases ?? 1);
    return (
        <section>
            <h2 class="sub">{t('flows.to')}</h2>
            <div class="ranking">
                {going.map((row) => (
                    <>
                        <span class="name">{String(row.destination_name || (row.destination_id === 'outside' ? t('flows.outside') : row.destination_id))}</span>
                        <span class="meter"><i style={{ width: `${(100 * Number(row.cases)) / most}%` }} /></span>
                        <b>{count(Number(row.cases))}</b>
                        <b>{percent(Number(row.relevance))}</b>
                    </>
                ))}
            </div>
        </section>
    );
}

function HospitalBox({ id }: { id: string }) {
    const { data } = useAnswer<HospitalProfile>(`hospitals/${encodeURIComponent(id)}`, question({}));
    if (!data) return null;
    const total = asRates(data, data.figures);
    const coming = data.origins.slice(0, 8);
    const most = coming[0]?.cases ?? 1;
    return (
        <>
            <p class="sentence">
                <Rich text={t('hospital.sentence', { name: data.name, cases: `*${count(total.treated)}*`, inflow: `*${percent(total.inflowRate)}*` })} />
            </p>
            <section>
                <h2 class="sub">{t('flows.from')}<a href={href(`/flows/hospital/${encodeURIComponent(id)}`)}>{t('flows.open')} ›</a></h2>
                <div class="ranking">
                    {coming.map((from) => (
                        <>
                            <a class="name" href={href(`/flows/area/${encodeURIComponent(from.area_id)}`)}>{from.name}</a>
                            <span class="meter"><i style={{ width: `${(100 * from.cases) / most}%` }} /></span>
                            <b>{count(from.cases)}</b>
                            <b>{percent(from.share)}</b>
                        </>
                    ))}
                </div>
            </section>
        </>
    );
}

export function FlowPanel(props: PanelProps) {
    const { whole, chosen, level, hard, summary, nameOf } = props;
    const ground = grounds(summary);
    const hospital = selected.value?.kind === 'hospital' ? selected.value.id : null;
    if (hospital) {
        return (
            <aside class="panel">
                <Back />
                <HospitalBox id={hospital} />
            </aside>
        );
    }
    if (chosen) {
        return (
            <aside class="panel">
                <Back />
                <p class="sentence">
                    <Rich text={areaSentence(nameOf(chosen), chosen)} />
                </p>
                <SplitSection row={chosen} ground={ground} />
                <Figures items={figuresOf(chosen, where(level, 'unit'), ground)} />
                {level === 'area' ? <Going id={chosen.id} /> : <GoingUnits id={chosen.id} level={level} />}
            </aside>
        );
    }
    const total = whole && ratesOf(whole)[0];
    return (
        <aside class="panel">
            {whole && <Finding {...props} whole={whole} />}
            {total && <SplitSection row={total} ground={ground} />}
            {total && has('outside') && <Figures items={figuresOf(total, t('flows.where.outside'), ground)} />}
            {whole && <SpecialtyRanking rows={ratesOf(whole)} hard={hard} />}
            {whole && ratesOf(whole).length < 3 && <UnitRanking {...props} />}
        </aside>
    );
}

/** An area, prefecture or zone in one sentence: the four-way split where it is known. */
function areaSentence(name: string, row: Rates): string {
    const { county, prefecture, province, outside } = row.split;
    const cases = `*${count(row.cases)}*`;
    if (!has('regions') || prefecture === null || outside === null) {
        return t('area.sentence.short', { name, cases, rate: `*${percent(row.outflowRate)}*` });
    }
    return t('area.sentence', { name, cases, own: `*${percent(county)}*`, pref: percent(prefecture), prov: percent(province), out: `*${percent(outside)}*` });
}

function Back() {
    return (
        <div class="crumbs">
            <button type="button" class="quiet" onClick={() => select(null)}>‹ {t('page.back')}</button>
        </div>
    );
}
