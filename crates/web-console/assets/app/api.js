/**
 * Calls of the REST API, as who is signed in. A token that has run out is renewed once, by
 * itself; when that is refused the session is `expired` and the router shows the login.
 *
 *     const { data, etag } = await api.get('/studio/config');
 *     await api.patch('/studio/config', { voiceSpeed: 1.1 }, { ifMatch: etag });
 *
 * Every refusal is an `ApiProblem`: see `http.js`, and `problemText` in `problem.js`.
 */
import { ApiProblem, send } from './http.js';
import { accessToken, renew } from './session.js';

export { ApiProblem };

/** @typedef {import('./http.js').Asked} Asked */
/** @typedef {import('./http.js').Answer} Answer */

/** @param {string} method @param {string} path @param {Asked} [asked] @returns {Promise<Answer>} */
export async function call(method, path, asked = {}) {
  const used = accessToken() ?? (await renew(null));
  try {
    return await send(method, path, bearing(asked, used));
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.status !== 401) throw problem;
  }
  const fresh = await renew(used);
  return send(method, path, bearing(asked, fresh));
}

/** @param {Asked} asked @param {string} token @returns {Asked} */
const bearing = (asked, token) => ({ ...asked, headers: { ...asked.headers, Authorization: `Bearer ${token}` } });

export const api = {
  /** @param {string} path @param {Asked} [asked] */
  get: (path, asked) => call('GET', path, asked),
  /** @param {string} path @param {unknown} [body] @param {Asked} [asked] */
  post: (path, body, asked) => call('POST', path, { ...asked, body }),
  /** @param {string} path @param {unknown} body @param {Asked} [asked] */
  patch: (path, body, asked) => call('PATCH', path, { ...asked, body }),
  /** @param {string} path @param {unknown} [body] @param {Asked} [asked] */
  delete: (path, body, asked) => call('DELETE', path, { ...asked, body }),
};
