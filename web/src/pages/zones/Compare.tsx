// Methods and numbers of zones beside one another: a few figures in the panel, all of them as a table.
import type { Cell, Row, Table as Answer } from '../../api/types';
import { apiUrl } from '../../api/client';
import { useAnswer } from '../../api/use';
import { OptionField } from '../../components/OptionField';
import { Waiting } from '../../components/Notice';
import { Table, type Column } from '../../components/Table';
import { figure, grouped, percent } from '../../format/number';
import { t, tMaybe, type Key } from '../../i18n';
import { meta } from '../../state/data';
import { param, setParams } from '../../state/url';

const number = (value: Cell | undefined): number | null => (typeof value === 'number' ? value : null);

/** What the page asks for, for all methods and the numbers named. */
export function compareAsked(asked: Record<string, string>): Record<string, string | boolean> {
    const { method: _method, level: _level, zones, ...rest } = asked;
    const numbers = param('numbers');
    return { ...rest, compare: true, ...(numbers ? { numbers } : zones ? { zones } : {}) };
}

function nameOf(row: Row): string {
    const name = tMaybe(`choice.method.${row.method}`, String(row.method));
    return row.level === 'referral' ? `${name}${t('sep')}${t('choice.level.referral')}` : name;
}

const idOf = (row: Row) => `${row.method} ${row.level ?? ''} ${row.wanted ?? ''}`;

/** The division of a row becomes that of the page. */
function take(row: Row): void {
    const wanted = number(row.wanted);
    setParams({
        method: String(row.method),
        level: row.level === 'referral' ? 'referral' : null,
        ...(param('numbers') && wanted !== null ? { zones: String(wanted) } : {}),
        sel: null,
    });
}

export function Compare({ asked }: { asked: Record<string, string> }) {
    const { data, error } = useAnswer<Answer>('zones', compareAsked(asked));
    const option = meta.value.data?.commands.find((c) => c.name === 'zones')?.options.find((o) => o.name === 'numbers');
    const show = (row: Row, key: string, share = false) => (share ? percent(number(row[key])) : figure(number(row[key])));
    return (
        <section>
            <h2 class="sub">{t('zones.compare')}</h2>
            {option && <OptionField bare option={{ ...option, default: t('zones.numbers.such') }} value={param('numbers')} onChange={(numbers) => setParams({ numbers: numbers || null })} />}
            {error && <p class="remark">{error.detail ?? error.title}</p>}
            {data && data.rows.length > 0 && (
                <table class="small">
                    <thead>
                        <tr>
                            <th scope="col">{t('zones.method')}</th>
                            <th scope="col">{t('zones.n')}</th>
                            <th scope="col">{t('zones.li')} %</th>
                            <th scope="col">{t('zones.cv')}</th>
                            <th scope="col">{t('zones.changed')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {data.rows.map((row) => (
                            <tr key={idOf(row)}>
                                <th scope="row">
                                    {row.why_not ? <span title={String(row.why_not)} class="missing">{nameOf(row)}</span> : <button type="button" class="link" onClick={() => take(row)}>{nameOf(row)}</button>}
                                </th>
                                <td>{row.why_not ? grouped(number(row.wanted)) : show(row, 'n_zones')}</td>
                                <td>{show(row, 'localization_index', true)}</td>
                                <td>{show(row, 'population_cv')}</td>
                                <td>{show(row, 'n_changed')}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
            <p class="row">
                <button type="button" onClick={() => setParams({ all: param('all') ? null : '1' })}>{t(param('all') ? 'zones.compare.less' : 'zones.compare.all')}</button>
            </p>
        </section>
    );
}

const FIGURES: { key: string; head: Key; share?: boolean; whole?: boolean; unit?: Key; hint?: Key }[] = [
    { key: 'wanted', head: 'zones.wanted', whole: true },
    { key: 'n_zones', head: 'zones.n', whole: true },
    { key: 'n_components', head: 'zones.components', whole: true, hint: 'zones.components.f' },
    { key: 'localization_index', head: 'zones.li', share: true, hint: 'zones.li.f' },
    { key: 'localization_min', head: 'zones.li.min', share: true },
    { key: 'lofi', head: 'zones.lofi', share: true, hint: 'zones.lofi.f' },
    { key: 'modularity', head: 'zones.modularity', hint: 'zones.modularity.f' },
    { key: 'conductance_mean', head: 'zones.conductance', hint: 'zones.conductance.f' },
    { key: 'conductance_max', head: 'zones.conductance.max' },
    { key: 'compactness', head: 'zones.compactness', hint: 'zones.compactness.f' },
    { key: 'inside_minutes', head: 'zones.inside', unit: 'unit.min', hint: 'zones.inside.f' },
    { key: 'population_cv', head: 'zones.cv', hint: 'zones.cv.f' },
    { key: 'min_population', head: 'zones.least', whole: true },
    { key: 'max_population', head: 'zones.most', whole: true },
    { key: 'n_without_hospital', head: 'zones.bare', whole: true },
    { key: 'adjusted_rand', head: 'zones.agreement' },
    { key: 'n_changed', head: 'zones.changed', whole: true },
];

function columns(): Column<Row>[] {
    return [
        { key: 'method', head: t('zones.method'), text: true, value: nameOf },
        ...FIGURES.map(({ key, head, share, whole, unit, hint }): Column<Row> => ({
            key,
            head: t(head),
            value: (row) => number(row[key]),
            show: (row) => (share ? percent(number(row[key])) : whole ? grouped(number(row[key])) : figure(number(row[key]))),
            ...(share ? { unit: '%' } : unit ? { unit: t(unit) } : {}),
            ...(hint ? { hint: t(hint) } : {}),
        })),
        { key: 'why_not', head: t('zones.whynot'), text: true, value: (row) => (row.why_not ? String(row.why_not) : null) },
    ];
}

/** One row per method and number of zones, all indices. */
export function CompareTable({ asked }: { asked: Record<string, string | boolean> }) {
    const { data } = useAnswer<Answer>('zones', asked);
    if (!data) return <div class="table"><Waiting /></div>;
    return (
        <Table
            label={t('zones.compare')}
            columns={columns()}
            rows={data.rows}
            id={idOf}
            csv={apiUrl('zones', { ...asked, format: 'csv' })}
            xlsx={apiUrl('zones', { ...asked, format: 'xlsx' })}
            onOpen={(row) => { if (!row.why_not) take(row); }}
        />
    );
}
