// Loading: drop or choose files, see what was recognised, import; or the sample at one click.
import { useState } from 'preact/hooks';
import { asProblem, send } from '../../api/client';
import { isOver } from '../../api/jobs';
import type { Job, Problem } from '../../api/types';
import { useAnswer } from '../../api/use';
import { ErrorBox } from '../../components/Notice';
import { t } from '../../i18n';
import { meta, reload } from '../../state/data';
import { go, href, setParams, param } from '../../state/url';
import { useEffect } from 'preact/hooks';
import { useJob } from '../plan/JobPage';
import { filesOfDrop } from './drop';
import { FindingList, type FindingsAnswer } from './Findings';
import { recognise, TABLES, type Recognised } from './recognise';
import { TakeTable } from '../../take/Take';
import { Review } from './sheets/Review';

const HEAD_BYTES = 65536;
const MAY_BE_SHEET = /\.(xlsx|xlsm|xls|ods|csv|txt|tsv)$/i;
const IS_TABLE = new RegExp(`^(${Object.keys(TABLES).join('|')})\\.csv$|\\.zip$|^boundaries\\.geojson$|^datapackage\\.json$`, 'i');

function Preview({ files }: { files: Recognised[] }) {
    return (
        <div class="preview">
            {files.map((file) => (
                <article key={file.file}>
                    <h2 class="sub">
                        {file.file} <small>{Math.max(1, Math.round(file.bytes / 1024))} KB {file.encoding}</small>
                        {file.table ? '' : <span class="worse"> {t('data.unknown')}</span>}
                    </h2>
                    {file.missing.length > 0 && <p class="worse">{t('data.missing', { list: file.missing.join(', ') })}</p>}
                    {file.columns.length > 0 && (
                        <div class="columns-box" tabIndex={0} role="region" aria-label={file.file}>
                            <TakeTable label={file.file} />
                            <table class="small">
                                <thead><tr>{file.columns.map((c) => <th scope="col" key={c.name} class={c.role}>{c.name}</th>)}</tr></thead>
                                <tbody>{file.sample.map((row, i) => <tr key={i}>{file.columns.map((c, k) => <td key={c.name}>{row[k]}</td>)}</tr>)}</tbody>
                            </table>
                        </div>
                    )}
                </article>
            ))}
            <p class="remark flat">{t('data.columns')}</p>
        </div>
    );
}

function Refused({ job }: { job: Job & { report?: boolean } }) {
    const { data } = useAnswer<FindingsAnswer>(job.report ? `jobs/${job.id}/findings` : null);
    return (
        <>
            {job.error && <ErrorBox problem={job.error} />}
            {data && <FindingList rows={data.rows} />}
        </>
    );
}

function Importing({ id }: { id: string }) {
    const { job } = useJob(id);
    useEffect(() => {
        if (job?.state !== 'done') return;
        reload();
        go(href('/data'), true);
    }, [job?.state]);
    if (job && isOver(job) && job.state !== 'done') return <Refused job={job} />;
    return (
        <div class="importing" role="status">
            <p class="sentence">{job?.stage ?? t('job.waiting')}</p>
            <progress max={1} value={job?.fraction ?? undefined} aria-label={job?.stage ?? t('job.waiting')} />
            {job && <p><button type="button" class="danger" onClick={() => void send('DELETE', `jobs/${id}`)}>{t('job.cancel')}</button></p>}
        </div>
    );
}

export function Load() {
    const [files, setFiles] = useState<File[]>([]);
    const [seen, setSeen] = useState<Recognised[]>([]);
    const [over, setOver] = useState(false);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [sheets, setSheets] = useState(false);
    const job = param('job');

    const take = async (list: File[]) => {
        const known = list.filter((file) => !file.name.startsWith('.'));
        setFiles(known);
        setProblem(null);
        setSheets(known.length > 0 && known.some((f) => MAY_BE_SHEET.test(f.name)) && !known.some((f) => IS_TABLE.test(f.name)));
        setSeen(await Promise.all(known.map(async (file) => recognise(file.name, file.size, new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())))));
    };
    const start = async (ask: () => Promise<{ job: number | string } | null>) => {
        setProblem(null);
        try {
            const answer = await ask();
            setFiles([]);
            setSeen([]);
            setSheets(false);
            if (answer) setParams({ job: String(answer.job) }, true);
        } catch (error) {
            setProblem(asProblem(error));
        }
    };
    const upload = () => start(() => {
        const form = new FormData();
        for (const file of files) form.append('file', file, file.name);
        return send<{ job: number }>('POST', 'data', form);
    });
    const sample = () => start(() => send<{ job: number }>('POST', 'data/sample', {}));

    return (
        <section class="load">
            {problem && <ErrorBox problem={problem} />}
            {job && <Importing key={job} id={job} />}
            <div
                class={over ? 'drop over' : 'drop'}
                onDragOver={(event) => {
                    event.preventDefault();
                    setOver(true);
                }}
                onDragLeave={() => setOver(false)}
                onDrop={(event) => {
                    event.preventDefault();
                    setOver(false);
                    if (event.dataTransfer) void filesOfDrop(event.dataTransfer).then(take);
                }}
            >
                <p>{t('data.drop')}</p>
                <div class="row">
                    <label class="button">
                        {t('data.files')}
                        <input type="file" class="sr" multiple accept=".csv,.txt,.tsv,.zip,.xlsx,.xlsm,.xls,.ods,.geojson,.json" onChange={(e) => void take([...(e.currentTarget.files ?? [])])} />
                    </label>
                    <label class="button">
                        {t('data.folder')}
                        <input type="file" class="sr" {...{ webkitdirectory: true }} onChange={(e) => void take([...(e.currentTarget.files ?? [])])} />
                    </label>
                    <button type="button" class={seen.length || meta.value.data?.dataset ? '' : 'main'} onClick={sample}>{t('data.sample')}</button>
                </div>
            </div>
            {sheets && files.length > 0 && (
                <Review
                    files={files}
                    onTables={() => setSheets(false)}
                    onImport={(body) => void start(() => send<{ job: number }>('POST', 'data', body))}
                    onDiscard={() => void take([])}
                />
            )}
            {!sheets && seen.length > 0 && (
                <>
                    <Preview files={seen} />
                    <p class="row">
                        <button type="button" class="main" onClick={upload}>{t('data.import')}</button>
                        <button type="button" onClick={() => void take([])}>{t('data.discard')}</button>
                        <span class="remark flat">{t('data.replace')}</span>
                    </p>
                </>
            )}
        </section>
    );
}
