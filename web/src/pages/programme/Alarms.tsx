// Everything that is overdue, due soon, or said to be done without evidence; and conflicts.
import type { Row } from '../../api/types';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { t, type Key } from '../../i18n';
import { actionUrl, number, text, today, useAction, wordOf, useKinds } from '../../state/programme';
import { href } from '../../state/url';
import { Alarm } from './Project';

/** Hosts that have a specialty from two projects. */
function doubles(rows: Row[]): { host: string; specialty: string; names: string[] }[] {
    const seen = new Map<string, string[]>();
    for (const row of rows) {
        if (text(row, 'programme') === 'withdrawn' || !text(row, 'host')) continue;
        for (const specialty of text(row, 'specialties').split(/[;；]/).filter(Boolean)) {
            const key = `${text(row, 'host')}\n${specialty}`;
            seen.set(key, [...(seen.get(key) ?? []), text(row, 'name')]);
        }
    }
    return [...seen].filter(([, names]) => names.length > 1).map(([key, names]) => {
        const [host = '', specialty = ''] = key.split('\n');
        return { host, specialty, names };
    });
}

function Conflicts() {
    const exporters = useAction('programme/exporters');
    const list = useAction('programme/list', ['project']);
    const over = (exporters.data?.rows ?? []).filter((r) => r.conflict === true || r.conflict === 1);
    const twice = doubles(list.data?.rows ?? []);
    return (
        <section>
            <h2>{t('prog.conflicts')}</h2>
            {!over.length && !twice.length && <p class="remark">{t('prog.noconflicts')}</p>}
            <ul class="notes">
                {over.map((r) => <li key={text(r, 'exporter')}>{t(r.stated ? 'prog.exporter.over' : 'prog.exporter.over.default', { name: text(r, 'exporter'), n: text(r, 'projects'), most: text(r, 'max_projects') })}</li>)}
                {twice.map((d) => <li key={d.host + d.specialty}>{t('prog.double', { host: d.host, specialty: d.specialty, names: d.names.join(t('comma')) })}</li>)}
            </ul>
        </section>
    );
}

export function Alarms() {
    const answer = useAction('programme/alarms', [], { today: today() });
    const kinds = useKinds();
    if (answer.error) return <ErrorBox problem={answer.error} />;
    if (!answer.data) return <Waiting />;
    const rows = answer.data.rows;
    const columns: Column<Row>[] = [
        { key: 'alarm', head: t('prog.alarm'), text: true, value: (r) => text(r, 'alarm'), show: (r) => <Alarm row={r} /> },
        { key: 'due', head: t('prog.due'), text: true, value: (r) => text(r, 'due') },
        { key: 'late', head: t('prog.late.days'), value: (r) => number(r, 'days_late') },
        { key: 'kind', head: t('prog.kind'), text: true, value: (r) => t(`prog.kind.${text(r, 'kind')}` as Key) },
        { key: 'id', head: t('prog.about'), text: true, value: (r) => text(r, 'id'), show: (r) => (['commitment', 'milestone'].includes(text(r, 'kind')) ? <a href={href(`/programme/project/${encodeURIComponent(text(r, 'id'))}`)}>{text(r, 'id')}</a> : text(r, 'id')) },
        { key: 'owner', head: t('prog.owner'), text: true, value: (r) => wordOf(kinds, 'commitment', 'party', text(r, 'owner')) || null },
        { key: 'text', head: t('prog.what'), text: true, value: (r) => text(r, 'text') },
    ];
    const overdue = rows.filter((r) => text(r, 'alarm') === 'overdue').length;
    return (
        <div class="page">
            <p class="sentence lead"><Rich text={t('prog.alarms.sentence', { overdue, soon: rows.filter((r) => text(r, 'alarm') === 'soon').length, without: rows.filter((r) => text(r, 'alarm') === 'no_evidence').length })} /></p>
            <Table plain label={t('prog.tab.alarms')} columns={columns} rows={rows} id={(r) => `${text(r, 'kind')}${text(r, 'id')}${text(r, 'item')}`} csv={actionUrl('programme/alarms', [], { today: today(), format: 'csv' })} xlsx={actionUrl('programme/alarms', [], { today: today(), format: 'xlsx' })} />
            <Conflicts />
        </div>
    );
}
