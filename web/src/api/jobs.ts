// Follows a job: server-sent events, and asking again where they break off.
import { apiUrl, getJson } from './client';
import type { Job } from './types';

export function isOver(job: Job): boolean {
    return job.state !== 'queued' && job.state !== 'running';
}

/** Calls `onJob` with each state of the job until it is over; returns what stops following. */
export function followJob(id: string | number, onJob: (job: Job) => void, onLost: () => void): () => void {
    let stopped = false;
    let source: EventSource | null = null;
    let timer: number | undefined;

    const take = (job: Job) => {
        if (stopped) return;
        onJob(job);
        if (isOver(job)) stop();
    };
    const ask = async () => {
        try {
            take(await getJson<Job>(`jobs/${id}`));
        } catch {
            if (!stopped) onLost();
        }
        if (!stopped) timer = window.setTimeout(ask, 1500);
    };
    const stop = () => {
        stopped = true;
        source?.close();
        window.clearTimeout(timer);
    };

    source = new EventSource(apiUrl(`jobs/${id}/events`));
    source.onmessage = (event) => take(JSON.parse(event.data as string) as Job);
    source.onerror = () => {
        source?.close();
        if (!stopped) void ask();
    };
    return stop;
}
