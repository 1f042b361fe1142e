/**
 * One request and its answer, without a session: what `api.js` and `session.js` stand on. And what
 * a refusal is in the person's words. Screens use `api.js` and `problem.js`.
 */
import { has, t } from '../i18n/i18n.js';

/** @typedef {{ pointer: string, code: string, detail: string }} Fault */

/**
 * @typedef {object} Asked
 * @property {unknown} [body] Sent as JSON.
 * @property {string} [ifMatch] An ETag: the change is refused (412) when it is stale.
 * @property {string} [ifNoneMatch] An ETag: 304 when it is still the one.
 * @property {AbortSignal} [signal]
 * @property {Record<string, string>} [headers]
 * @property {number} [timeout] Milliseconds; 30 s unless said.
 */

/** @typedef {{ status: number, data: any, etag: string | null, headers: Headers }} Answer */

const TIMEOUT = 30_000;

/**
 * A refusal: of the server (RFC 9457), or of the network, of which `status` is 0 and `code` is
 * `offline` (nothing was reached), `timeout` or `aborted` (who asked wants it no more).
 */
export class ApiProblem extends Error {
  /**
   * @param {{ status?: number, code: string, detail?: string, errors?: Fault[],
   *   retryAfter?: number | null, requestId?: string | null, etag?: string | null }} said
   */
  constructor(said) {
    super(said.detail ?? said.code);
    this.name = 'ApiProblem';
    this.status = said.status ?? 0;
    this.code = said.code;
    /** English, for those whose language has no text for the code. */
    this.detail = said.detail ?? '';
    this.errors = said.errors ?? [];
    /** Seconds to wait, when the server names them. */
    this.retryAfter = said.retryAfter ?? null;
    this.requestId = said.requestId ?? null;
    /** The current version, beside a 412. */
    this.etag = said.etag ?? null;
  }

  /** Whether asking again may help, without a change. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/**
 * Sends one request. @param {string} method @param {string} path From `/api/v1/` on.
 * @param {Asked} [asked] @returns {Promise<Answer>} @throws {ApiProblem}
 */
export async function send(method, path, asked = {}) {
  const response = await reach(method, path, asked);
  const etag = response.headers.get('etag');
  if (response.status === 304) return { status: 304, data: null, etag, headers: response.headers };
  const data = await parsed(response);
  if (!response.ok) throw problemOf(response, data);
  return { status: response.status, data, etag, headers: response.headers };
}

/** @param {string} method @param {string} path @param {Asked} asked */
async function reach(method, path, asked) {
  const headers = new Headers({ Accept: 'application/json', ...asked.headers });
  if (asked.body !== undefined) headers.set('Content-Type', 'application/json');
  if (asked.ifMatch) headers.set('If-Match', asked.ifMatch);
  if (asked.ifNoneMatch) headers.set('If-None-Match', asked.ifNoneMatch);
  const late = AbortSignal.timeout(asked.timeout ?? TIMEOUT);
  const signal = asked.signal ? AbortSignal.any([asked.signal, late]) : late;
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      headers,
      body: asked.body === undefined ? undefined : JSON.stringify(asked.body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal,
    });
  } catch {
    if (asked.signal?.aborted) throw new ApiProblem({ code: 'aborted' });
    throw new ApiProblem({ code: late.aborted ? 'timeout' : 'offline' });
  }
}

/** @param {Response} response */
async function parsed(response) {
  try {
    const text = await response.text();
    return text === '' ? null : JSON.parse(text);
  } catch {
    if (response.ok) throw new ApiProblem({ code: 'offline' });
    return null;
  }
}

/** @param {Response} response @param {any} data */
function problemOf(response, data) {
  const wait = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return new ApiProblem({
    status: response.status,
    code: data?.code ?? (response.status >= 500 ? 'unavailable' : 'internal'),
    detail: data?.detail,
    errors: Array.isArray(data?.errors) ? data.errors : [],
    retryAfter: Number.isFinite(wait) ? wait : null,
    requestId: data?.request_id ?? response.headers.get('x-request-id'),
    etag: response.headers.get('etag'),
  });
}

/** @param {unknown} thrown @returns {ApiProblem} */
export function asProblem(thrown) {
  if (thrown instanceof ApiProblem) return thrown;
  return new ApiProblem({ code: 'internal', detail: String(thrown) });
}

/** One sentence, by the code; the server's English where the code is unknown. @param {unknown} thrown */
export function problemText(thrown) {
  const problem = asProblem(thrown);
  const key = `core.problem.${problem.code}`;
  if (has(key)) return t(key, { seconds: problem.retryAfter ?? 0 });
  return problem.detail || t('core.problem.internal');
}

/** One fault of a field, by its code. @param {Fault} fault */
export function faultText(fault) {
  const key = `core.fault.${fault.code}`;
  if (!has(key)) return fault.detail;
  return t(key, { ...limitsIn(fault.detail) });
}

/** The numbers that the server's sentence names, which the person should be told too. @param {string} detail */
function limitsIn(detail) {
  const numbers = (detail.split(', got')[0] ?? '').match(/-?\d+(?:\.\d+)?/g) ?? [];
  return { min: numbers[0] ?? '', max: numbers.at(-1) ?? '' };
}

/**
 * Texts by field. `/voiceSpeed` lies on `voiceSpeed`.
 * @param {unknown} thrown @returns {Record<string, string>}
 */
export function faultsByField(thrown) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const fault of asProblem(thrown).errors) {
    const field = fault.pointer.split('/')[1] ?? '';
    found[field] ??= faultText(fault);
  }
  return found;
}
