// Talks to the server: one place that knows addresses, the language and how refusals look.
import type { Problem } from './types';

export class ApiError extends Error {
    constructor(readonly problem: Problem) {
        super(problem.detail ?? problem.title);
    }
}

export type Params = Record<string, string | number | boolean | string[] | null | undefined>;

let language: () => string = () => 'zh';

export function setLanguage(get: () => string): void {
    language = get;
}

export function apiUrl(path: string, params: Params = {}): string {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(params)) {
        if (value === null || value === undefined || value === '' || value === false) continue;
        if (Array.isArray(value)) for (const one of value) query.append(key, one);
        else query.set(key, value === true ? '1' : String(value));
    }
    if (!query.has('lang')) query.set('lang', language());
    return `/api/v1/${path}?${query}`;
}

async function refusal(answer: Response): Promise<ApiError> {
    const text = await answer.text();
    try {
        return new ApiError(JSON.parse(text) as Problem);
    } catch {
        return new ApiError({ title: `HTTP ${answer.status}`, detail: text.slice(0, 300) });
    }
}

async function call(url: string, init?: RequestInit): Promise<Response> {
    let answer: Response;
    try {
        answer = await fetch(url, init);
    } catch {
        throw new ApiError({ title: 'offline', status: 0 });
    }
    if (!answer.ok) throw await refusal(answer);
    return answer;
}

export async function getJson<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
    const answer = await call(apiUrl(path, params), signal ? { signal } : undefined);
    return (await answer.json()) as T;
}

/** Sends a body with the header that only our own pages can set. */
export async function send<T>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    params?: Params,
): Promise<T | null> {
    const headers: Record<string, string> = { 'X-Junheng': '1' };
    let payload: BodyInit | undefined;
    if (body instanceof FormData || body instanceof Blob) {
        payload = body;
    } else if (body !== undefined) {
        headers['Content-Type'] = 'application/json';
        payload = JSON.stringify(body);
    }
    const answer = await call(apiUrl(path, params), { method, headers, body: payload ?? null });
    const text = await answer.text();
    return text ? (JSON.parse(text) as T) : null;
}
