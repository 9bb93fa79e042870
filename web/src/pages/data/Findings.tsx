// The data report: every finding counted, the worst rows with file, line and column.
import { useAnswer } from '../../api/use';
import { grouped } from '../../format/number';
import { t, tMaybe } from '../../i18n';
import { TakeTable } from '../../take/Take';

export interface Finding {
    severity: string;
    rule: string;
    count: number;
    title: string;
    examples: { file: string | null; line: number | null; column: string | null; found?: string | null; text: string }[];
}

export interface FindingsAnswer {
    rows: Finding[];
    errors: number | null;
    warnings: number | null;
}

export function FindingList({ rows }: { rows: Finding[] }) {
    return (
        <div class="findings">
            {rows.map((finding) => (
                <details key={finding.rule + finding.title}>
                    <summary>
                        <span class={`severity ${finding.severity}`}>{tMaybe(`severity.${finding.severity}`, finding.severity)}</span>
                        <b>{grouped(finding.count)}</b> {finding.title}
                    </summary>
                    <TakeTable label={finding.title} />
                    <table class="small">
                        <tbody>
                            {finding.examples.map((one) => (
                                <tr key={`${one.file}${one.line}${one.column}${one.text}`}>
                                    <th scope="row"><code>{[one.file, one.line, one.column].filter((part) => part !== null && part !== '').join(':')}</code></th>
                                    <td class="text">{one.text}</td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </details>
            ))}
        </div>
    );
}

export function Findings() {
    const { data } = useAnswer<FindingsAnswer>('findings');
    if (!data || data.errors === null) return null;
    return (
        <section>
            <h2>{t('data.report')}</h2>
            <p class="remark flat">{data.rows.length ? t('data.report.some', { n: data.rows.length }) : t('data.report.none')}</p>
            <FindingList rows={data.rows} />
        </section>
    );
}
