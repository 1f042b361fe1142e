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
  const person = personOf(url, tokens, PASSWORD);
  if (onboarded) await person.call('POST', '/user/complete-onboarding');
  return person;
}

/**
 * Somebody who signed up in the browser, for what is asked of the server in their name.
 * @param {string} url The server's. @param {string} email @param {string} password
 */
export async function knownPerson(url, email, password) {
  return personOf(url, await ask(url, 'POST', '/auth/login', { identifier: email, password }), password);
}

/** @param {string} url @param {any} tokens @param {string} password @returns {Person} */
function personOf(url, { access_token: token, user }, password) {
  /** @type {Call} */
  const call = (method, path, body, headers) => ask(url, method, path, body, { Authorization: `Bearer ${token}`, ...headers });
  return { email: user.email, password, name: user.name, id: user.id, call };
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
