// Sheets as they are: what was understood, corrected where it is wrong, kept as a recipe, imported.
import { useEffect, useState } from 'preact/hooks';
import { ApiError, send } from '../../../api/client';
import type { Problem } from '../../../api/types';
import { ErrorBox, Waiting } from '../../../components/Notice';
import { t, type Key } from '../../../i18n';
import { Corrections } from './Corrections';
import { Grid } from './Grid';
import { form, keep, kept } from './recipe';
import type { Answer, Mark, Recipe, Sheet, Understood } from './types';

function save(recipe: Recipe): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${JSON.stringify(recipe, null, 2)}\n`], { type: 'application/json' }));
    link.download = 'junheng.recipe.json';
    link.click();
    URL.revokeObjectURL(link.href);
}

function Marks({ marks, onChoose }: { marks: Mark[]; onChoose: (cell: string) => void }) {
    const told = [...marks].sort((a, b) => Number(b.severity === 'question') - Number(a.severity === 'question'));
    return (
        <ul class="marks">
            {told.slice(0, 100).map((m) => (
                <li key={m.cell + m.rule} class={`m-${m.severity}`}>
                    <button type="button" class="cell" onClick={() => onChoose(m.cell)}><code>{m.cell}</code></button>
                    {m.found && <> <q>{m.found}</q></>} {m.text}
                </li>
            ))}
            {told.length > 100 && <li>{t('sheets.more', { n: told.length - 100 })}</li>}
        </ul>
    );
}

function SheetView(props: { understood: Understood; sheet: Sheet; onRecipe: (r: Recipe) => void }) {
    const [chosen, setChosen] = useState<string | null>(null);
    const { sheet } = props;
    if (sheet.left_out) return <p class="remark">{t('sheets.leftout')}</p>;
    return (
        <>
            <p class="sentence">
                {t('sheets.sentence', { kind: t(`sheets.kind.${sheet.kind}` as Key), rows: [...(sheet.rows ?? '')].filter((r) => r === 'd').length, questions: sheet.questions ?? 0 })}
                {sheet.period && ` ${t('sheets.period', { period: sheet.period })}`}
                {sheet.within && ` ${t('sheets.within', { where: sheet.within })}`}
            </p>
            <Marks marks={sheet.marks ?? []} onChoose={setChosen} />
            <Grid sheet={sheet} chosen={chosen} onChoose={setChosen} />
            <p class="remark flat legend">
                {(['head', 'data', 'sum', 'group', 'title', 'note', 'open'] as const).map((c) => <span key={c} class={`key r-${c}`}>{t(`sheets.legend.${c}` as Key)}</span>)}
                <span class="key m-question">? {t('sheets.question')}</span>
            </p>
            <Corrections {...props} />
        </>
    );
}

export function Review({ files, onTables, onImport, onDiscard }: {
    files: File[];
    onTables: () => void;
    onImport: (body: FormData) => void;
    onDiscard: () => void;
}) {
    const [understood, setUnderstood] = useState<Understood | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [busy, setBusy] = useState(true);
    const [at, setAt] = useState(0);
    const own = files.some((f) => /(^|\.)recipe\.json$/.test(f.name));
    const [remembered, setRemembered] = useState(!own && kept() !== null);

    const ask = async (recipe: Recipe | null) => {
        setBusy(true);
        setProblem(null);
        try {
            const sent = recipe ? files.filter((f) => !/(^|\.)recipe\.json$/.test(f.name)) : files;
            const answer = await send<Answer>('POST', 'sheets', form(sent, recipe));
            if (answer?.tables) onTables();
            else if (answer) setUnderstood(answer.understood);
        } catch (error) {
            setProblem(error instanceof ApiError ? error.problem : { title: String(error) });
        }
        setBusy(false);
    };
    useEffect(() => {
        setAt(0);
        void (async () => {
            // Tables of a dataset are told apart without any recipe.
            await ask(own ? null : kept());
        })();
    }, [files]);

    if (problem) return <><ErrorBox problem={problem} /><p class="row"><button type="button" onClick={onDiscard}>{t('data.discard')}</button></p></>;
    if (!understood) return <Waiting />;
    const sheet = understood.sheets[Math.min(at, understood.sheets.length - 1)];
    const change = (recipe: Recipe) => {
        void ask(recipe);
    };
    const start = () => {
        keep(understood.recipe);
        onImport(form(files.filter((f) => !/(^|\.)recipe\.json$/.test(f.name)), understood.recipe));
    };
    return (
        <section class={busy ? 'sheets busy' : 'sheets'} aria-busy={busy}>
            {remembered && (
                <p class="remark">
                    {t('sheets.remembered')}{' '}
                    <button type="button" onClick={() => { keep(null); setRemembered(false); void ask(null); }}>{t('sheets.forget')}</button>
                </p>
            )}
            {understood.remarks.map((r) => <p class="remark flat" key={r.rule + r.file + r.sheet}><b>{r.file}{r.sheet && ` [${r.sheet}]`}</b> {r.text}</p>)}
            <div class="tabs" role="tablist">
                {understood.sheets.map((s, i) => (
                    <button type="button" role="tab" aria-selected={i === at} key={s.file + s.sheet} onClick={() => setAt(i)}>
                        {s.sheet || s.file}{(s.questions ?? 0) > 0 && <b class="worse"> ? {s.questions}</b>}
                    </button>
                ))}
            </div>
            {sheet && <SheetView key={sheet.file + sheet.sheet} understood={understood} sheet={sheet} onRecipe={change} />}
            <p class="row">
                <button type="button" class="main" disabled={busy || understood.questions > 0} onClick={start}>{t('data.import')}</button>
                <button type="button" onClick={() => save(understood.recipe)}>{t('sheets.save')}</button>
                <button type="button" onClick={onDiscard}>{t('data.discard')}</button>
                <span class="remark flat">{understood.questions > 0 ? t('sheets.first', { n: understood.questions }) : t('data.replace')}</span>
            </p>
        </section>
    );
}
