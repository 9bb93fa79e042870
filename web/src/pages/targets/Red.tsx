// Every red cell and what is done about it: owner, due, result.
import { useState } from 'preact/hooks';
import type { Row } from '../../api/types';
import { Select } from '../../components/Controls';
import { FactForm } from '../../components/FactForm';
import { ErrorBox, Waiting } from '../../components/Notice';
import { Rich } from '../../components/Rich';
import { Table, type Column } from '../../components/Table';
import { t, type Key } from '../../i18n';
import { actionUrl, number, text, useAction, useKinds, wordOf } from '../../state/programme';
import { setParams } from '../../state/url';
import { levelNow, LEVELS, useCatalogue } from './catalogue';

export function Red() {
    const level = levelNow();
    const answer = useAction('monitor/actions', [], { level });
    const kinds = useKinds();
    const names = new Map(useCatalogue().map((r) => [text(r, 'id'), text(r, 'name')]));
    const [edit, setEdit] = useState('');
    if (answer.error) return <ErrorBox problem={answer.error} />;
    if (!answer.data) return <Waiting />;
    const rows = answer.data.rows;
    const key = (r: Row) => `${text(r, 'indicator')}@${text(r, 'year')}/${text(r, 'unit_id')}`;
    const chosen = rows.find((r) => key(r) === edit);
    const columns: Column<Row>[] = [
        { key: 'unit', head: t('prog.unit'), text: true, value: (r) => text(r, 'name') || text(r, 'unit_id'), show: (r) => <button type="button" class="link" onClick={() => setEdit(key(r))}>{text(r, 'name') || text(r, 'unit_id')}</button> },
        { key: 'indicator', head: t('goal.indicator'), text: true, value: (r) => names.get(text(r, 'indicator')) ?? text(r, 'indicator') },
        { key: 'year', head: t('prog.year'), text: true, value: (r) => text(r, 'year') },
        { key: 'action', head: t('goal.action'), text: true, value: (r) => text(r, 'action'), show: (r) => text(r, 'action') || <b class="worse">{t('goal.noaction')}</b> },
        { key: 'owner', head: t('prog.owner'), text: true, value: (r) => text(r, 'owner') || null },
        { key: 'due', head: t('prog.due'), text: true, value: (r) => text(r, 'due') || null },
        { key: 'state', head: t('prog.state'), text: true, value: (r) => (text(r, 'action') ? wordOf(kinds, 'action', 'state', text(r, 'state') || 'open') : null) },
        { key: 'result', head: t('goal.result'), text: true, value: (r) => text(r, 'result') || null },
    ];
    return (
        <div class="page">
            <p class="sentence lead"><Rich text={rows.length ? t('goal.red.sentence', { n: rows.length, without: number(answer.data.summary as Row, 'n_without') ?? 0 }) : t('goal.red.none')} /></p>
            <p class="row"><Select label={t('level')} value={level} choices={LEVELS.map((value) => ({ value, text: t(`level.${value}` as Key) }))} onChange={(value) => setParams({ level: value }, true)} /></p>
            {chosen && (
                <section class="part">
                    <h2>{names.get(text(chosen, 'indicator')) ?? text(chosen, 'indicator')} {text(chosen, 'year')} {text(chosen, 'name') || text(chosen, 'unit_id')}</h2>
                    <FactForm
                        key={edit}
                        kind="action"
                        subject={`${text(chosen, 'indicator')}@${text(chosen, 'year')}`}
                        first={['text', 'owner', 'due', 'state', 'result', 'evidence', 'reason']}
                        given={{ text: text(chosen, 'action'), owner: text(chosen, 'owner'), due: text(chosen, 'due'), state: text(chosen, 'state'), result: text(chosen, 'result') }}
                        fixed={{ item: text(chosen, 'unit_id') }}
                        seen={number(chosen, 'ledger_row')}
                        button={t('prog.save')}
                        onDone={() => setEdit('')}
                    />
                </section>
            )}
            {rows.length > 0 && <Table plain label={t('goal.tab.red')} columns={columns} rows={rows} id={key} csv={actionUrl('monitor/actions', [], { level, format: 'csv' })} xlsx={actionUrl('monitor/actions', [], { level, format: 'xlsx' })} />}
        </div>
    );
}
