// Opinions received on a plan: who said what, what became of it, why, and what it changed.
import { useState } from 'preact/hooks';
import { moment } from '../../format/date';
import { t } from '../../i18n';
import { DECISIONS, type Decision, type Opinion } from './types';

type Draft = Pick<Opinion, 'unit' | 'opinion' | 'decision' | 'reason' | 'effect'>;

const EMPTY: Draft = { unit: '', opinion: '', decision: 'open', reason: '', effect: '' };

function Form(props: { start: Draft; known: string[]; onSave: (draft: Draft) => Promise<boolean>; onClose: () => void }) {
    const [draft, setDraft] = useState(props.start);
    const [busy, setBusy] = useState(false);
    const set = (key: keyof Draft) => (event: { currentTarget: { value: string } }) => setDraft({ ...draft, [key]: event.currentTarget.value });
    const save = async (event: Event) => {
        event.preventDefault();
        setBusy(true);
        if (await props.onSave(draft)) props.onClose();
        else setBusy(false);
    };
    return (
        <form class="opinion-form" onSubmit={save}>
            <label>{t('opinion.unit')}<input required value={draft.unit} onInput={set('unit')} list="units" autofocus /></label>
            <datalist id="units">{props.known.map((unit) => <option key={unit} value={unit} />)}</datalist>
            <label class="wide">{t('opinion.text')}<textarea required rows={2} value={draft.opinion} onInput={set('opinion')} /></label>
            <label>
                {t('opinion.decision')}
                <select value={draft.decision} onChange={set('decision')}>
                    {DECISIONS.map((d) => <option key={d} value={d} selected={d === draft.decision}>{t(`decision.${d}`)}</option>)}
                </select>
            </label>
            <label class="wide">{t('opinion.reason')}<textarea rows={2} value={draft.reason} onInput={set('reason')} /></label>
            <label class="wide">{t('opinion.effect')}<textarea rows={2} value={draft.effect} onInput={set('effect')} /></label>
            <span class="row wide">
                <button type="submit" class="main" disabled={busy}>{t('opinion.save')}</button>
                <button type="button" onClick={props.onClose}>{t('opinion.close')}</button>
            </span>
        </form>
    );
}

export function Opinions(props: {
    opinions: Opinion[];
    onAdd: (draft: Draft) => Promise<boolean>;
    onAmend: (id: number, draft: Draft) => Promise<boolean>;
}) {
    const { opinions } = props;
    const [open, setOpen] = useState<number | 'new' | null>(null);
    const known = [...new Set(opinions.map((o) => o.unit))];
    const close = () => setOpen(null);
    const copy = () => {
        const head = [t('opinion.unit'), t('opinion.text'), t('opinion.decision'), t('opinion.reason'), t('opinion.effect')];
        const rows = opinions.map((o) => [o.unit, o.opinion, t(`decision.${o.decision}`), o.reason, o.effect]);
        void navigator.clipboard?.writeText([head, ...rows].map((row) => row.map((cell) => cell.replace(/\s+/g, ' ')).join('\t')).join('\n'));
    };
    return (
        <section>
            <h2 class="with">
                {t('opinions.title')}
                <span class="row">
                    {opinions.length > 0 && <button type="button" onClick={copy}>{t('table.copy')}</button>}
                    <button type="button" onClick={() => setOpen('new')}>{t('opinions.add')}</button>
                </span>
            </h2>
            {open === 'new' && <Form start={EMPTY} known={known} onSave={props.onAdd} onClose={close} />}
            {opinions.length > 0 && (
                <table class="small opinions">
                    <thead>
                        <tr>
                            <th scope="col">{t('opinion.unit')}</th><th scope="col">{t('opinion.text')}</th><th scope="col">{t('opinion.decision')}</th>
                            <th scope="col">{t('opinion.reason')}</th><th scope="col">{t('opinion.effect')}</th><th scope="col">{t('opinion.at')}</th><th scope="col"><span class="sr">{t('opinion.edit')}</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        {opinions.map((o) => open === o.id ? (
                            <tr key={o.id}><td class="text" colSpan={7}><Form start={o} known={known} onSave={(draft) => props.onAmend(o.id, only(draft))} onClose={close} /></td></tr>
                        ) : (
                            <tr key={o.id}>
                                <th scope="row">{o.unit}</th>
                                <td class="text">{o.opinion}</td>
                                <td class="text"><span class={`verdict ${o.decision}`}>{t(`decision.${o.decision as Decision}`)}</span></td>
                                <td class="text">{o.reason || '–'}</td>
                                <td class="text">{o.effect || '–'}</td>
                                <td class="text">{moment(o.at)}</td>
                                <td><button type="button" class="link" onClick={() => setOpen(o.id)}>{t(o.decision === 'open' ? 'opinion.answer' : 'opinion.edit')}</button></td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
            {!opinions.length && open === null && <p class="remark flat">{t('opinions.none')}</p>}
        </section>
    );
}

/** What the server takes of an opinion. */
function only({ unit, opinion, decision, reason, effect }: Draft): Draft {
    return { unit, opinion, decision, reason, effect };
}
