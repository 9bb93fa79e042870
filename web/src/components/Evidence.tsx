// Evidence: text in which "NAME file:HASH" names files that are kept; shown with links, given with a picker.
import { useState } from 'preact/hooks';
import { apiUrl } from '../api/client';
import type { Problem } from '../api/types';
import { t } from '../i18n';
import { actFiles, isProblem, text } from '../state/programme';
import { ErrorBox } from './Notice';

const REFERENCE = /(?:([^;]*?) )?file:([0-9a-f]{32})/g;

export interface Piece {
    text: string;
    hash?: string;
}

/** Plain text and named files, in order. */
export function piecesOf(evidence: string): Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    for (const found of evidence.matchAll(REFERENCE)) {
        const before = evidence.slice(from, found.index).replace(/^;\s*|;\s*$/g, '').trim();
        if (before) pieces.push({ text: before });
        const hash = found[2] ?? '';
        pieces.push({ text: (found[1] ?? '').trim() || hash.slice(0, 8), hash });
        from = found.index + found[0].length;
    }
    const rest = evidence.slice(from).replace(/^;\s*/, '').trim();
    if (rest) pieces.push({ text: rest });
    return pieces;
}

export function Evidence({ value }: { value: string | undefined }) {
    return (
        <>
            {piecesOf(value ?? '').map((piece, i) => (
                <>
                    {i > 0 && '; '}
                    {piece.hash ? <a key={piece.hash} href={apiUrl(`evidence/${piece.hash}`)} download={piece.text} title={t('prog.evidence.hash', { hash: piece.hash })}>{piece.text}</a> : piece.text}
                </>
            ))}
        </>
    );
}

/** A field for evidence: words, and files that are sent at once and named in it. */
export function EvidenceField(props: { id: string; value: string; required: boolean; onChange: (value: string) => void }) {
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<Problem | null>(null);
    const take = async (files: File[]) => {
        if (!files.length) return;
        setBusy(true);
        const answer = await actFiles('programme/attach', [], files);
        setBusy(false);
        setProblem(isProblem(answer) ? answer : null);
        if (isProblem(answer)) return;
        const named = answer.rows.map((row) => `${text(row, 'name')} ${text(row, 'file')}`).filter((one) => !props.value.includes(one));
        props.onChange([props.value, ...named].filter(Boolean).join('; '));
    };
    return (
        <div class="evidence">
            <input id={props.id} required={props.required} value={props.value} onInput={(e) => props.onChange(e.currentTarget.value)} />
            <label class="button">
                {busy ? t('prog.evidence.sending') : t('prog.evidence.file')}
                <input
                    type="file"
                    multiple
                    class="sr"
                    disabled={busy}
                    onChange={(e) => {
                        const input = e.currentTarget;
                        void take([...(input.files ?? [])]).then(() => { input.value = ''; });
                    }}
                />
            </label>
            {piecesOf(props.value).some((piece) => piece.hash) && <small><Evidence value={props.value} /></small>}
            {problem && <ErrorBox problem={problem} />}
        </div>
    );
}
