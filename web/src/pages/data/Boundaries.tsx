// The user's own boundaries on every map, with their source and review number; without them, cells.
import { useState } from 'preact/hooks';
import { asProblem, send } from '../../api/client';
import type { Problem } from '../../api/types';
import { ErrorBox } from '../../components/Notice';
import { t } from '../../i18n';
import { mapData } from '../../state/data';
import { setParams } from '../../state/url';

const KINDS = '.geojson,.json,.zip,.shp,.shx,.dbf,.prj,.cpg,.gpkg';

export function Boundaries() {
    const [files, setFiles] = useState<File[]>([]);
    const [source, setSource] = useState('');
    const [number, setNumber] = useState('');
    const [problem, setProblem] = useState<Problem | null>(null);
    const map = mapData.value.data;
    const start = async (ask: () => Promise<{ job: number } | null>) => {
        setProblem(null);
        try {
            const answer = await ask();
            if (answer) setParams({ job: String(answer.job) }, true);
        } catch (error) {
            setProblem(asProblem(error));
        }
    };
    const load = (event: Event) => {
        event.preventDefault();
        const form = new FormData();
        for (const file of files) form.append('file', file, file.name);
        void start(() => send<{ job: number }>('POST', 'boundaries', form, { source: source.trim(), review_number: number.trim() }));
    };
    if (!map) return null;
    const imported = map.boundaries === 'imported';
    return (
        <section>
            <h2>{t('bounds.title')}</h2>
            {imported ? (
                <p class="row remark flat">
                    {t('bounds.now', { source: map.source ?? t('map.imported'), number: map.review_number ? `${t('map.review')}${map.review_number}` : t('bounds.nonumber') })}
                    <button type="button" onClick={() => void start(() => send<{ job: number }>('DELETE', 'boundaries'))}>{t('bounds.remove')}</button>
                </p>
            ) : <p class="remark flat">{t('bounds.none')}</p>}
            {problem && <ErrorBox problem={problem} />}
            <form class="bounds" onSubmit={load}>
                <label class="button">
                    {files.length ? files.map((file) => file.name).join(', ') : t('bounds.choose')}
                    <input type="file" class="sr" multiple accept={KINDS} onChange={(e) => setFiles([...(e.currentTarget.files ?? [])])} />
                </label>
                <label>{t('bounds.source')}<input value={source} onInput={(e) => setSource(e.currentTarget.value)} placeholder={t('bounds.source.example')} /></label>
                <label>{t('bounds.number')}<input value={number} onInput={(e) => setNumber(e.currentTarget.value)} placeholder="GS(2019)1822号" /></label>
                <button type="submit" class="main" disabled={!files.length}>{t('bounds.load')}</button>
            </form>
            <p class="remark flat">{t('bounds.how')}</p>
        </section>
    );
}
