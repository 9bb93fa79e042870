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

type Method = 'POST' | 'PUT' | 'DELETE';

async function change(method: Method, path: string, body?: unknown, params?: Params, tag?: string): Promise<Response> {
    const headers: Record<string, string> = { 'X-Junheng': '1' };
    if (tag) headers['If-Match'] = tag;
    let payload: BodyInit | undefined;
    if (body instanceof FormData || body instanceof Blob) {
        payload = body;
    } else if (body !== undefined) {
        headers['Content-Type'] = 'application/json';
        payload = JSON.stringify(body);
    }
    return call(apiUrl(path, params), { method, headers, body: payload ?? null });
}

/** Sends a body with the header that only our own pages can set. */
export async function send<T>(method: Method, path: string, body?: unknown, params?: Params): Promise<T | null> {
    const text = await (await change(method, path, body, params)).text();
    return text ? (JSON.parse(text) as T) : null;
}

/** An answer with the tag of the state that it shows. */
export interface Tagged<T> {
    data: T;
    tag: string;
}

async function tagged<T>(answer: Response): Promise<Tagged<T>> {
    return { tag: answer.headers.get('ETag') ?? '', data: (await answer.json()) as T };
}

export async function getTagged<T>(path: string): Promise<Tagged<T>> {
    return tagged(await call(apiUrl(path)));
}

/** Changes the state with that tag; refused where it is another by now. */
export async function sendTagged<T>(method: Method, path: string, body: unknown, tag: string): Promise<Tagged<T>> {
    return tagged(await change(method, path, body, {}, tag));
}

export function asProblem(error: unknown): Problem {
    return error instanceof ApiError ? error.problem : { title: String(error) };
}
