// Somebody with an account, made by the API: no form is filled in where the form is not the matter.
import { randomBytes } from 'node:crypto';

/** @typedef {{ email: string, password: string, name: string, id: string, call: Call }} Person */
/** @typedef {(method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<any>} Call */

const PASSWORD = 'seven blue herons ago';

/**
 * @param {string} url The server's.
 * @param {{ onboarded?: boolean, name?: string, locale?: string }} [who] `onboarded` unless told otherwise.
 * @returns {Promise<Person>}
 */
export async function newPerson(url, { onboarded = true, name = 'Dana Levi', locale = 'en' } = {}) {
  const email = `dana-${randomBytes(6).toString('hex')}@example.com`;
  const tokens = await ask(url, 'POST', '/auth/signup', { email, password: PASSWORD, name, locale });
  /** @type {Call} */
  const call = (method, path, body, headers) =>
    ask(url, method, path, body, { Authorization: `Bearer ${tokens.access_token}`, ...headers });
  if (onboarded) await call('POST', '/user/complete-onboarding');
  return { email, password: PASSWORD, name, id: tokens.user.id, call };
}

/** @param {string} url @param {string} method @param {string} path @param {unknown} [body] @param {Record<string, string>} [headers] */
async function ask(url, method, path, body, headers = {}) {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}
