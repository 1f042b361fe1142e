/**
 * Who is signed in. The access token is in memory alone; the refresh token is in a cookie that
 * scripts cannot read. Tabs renew one after another and tell one another what they got.
 */
import { signal } from '../vendor/preact.js';
import { ApiProblem, asProblem, send } from './http.js';
import { dropDrafts, recall, remember } from './store.js';

/**
 * @typedef {object} User
 * @property {string} id
 * @property {string} email
 * @property {string | null} name
 * @property {string | null} phone
 * @property {string} locale
 * @property {string | null} image
 * @property {boolean} onboarding_completed
 * @property {number} onboarding_step
 */

/**
 * `unknown` until the page has asked; `guest`: nobody; `expired`: somebody was, and has to log in
 * again to go on; `unreachable`: somebody probably is, but the server could not be asked.
 * @typedef {{ state: 'unknown' | 'guest' | 'in' | 'expired' | 'unreachable', user: User | null, problem?: ApiProblem }} Session
 */

/** @type {import('../vendor/preact.js').Signal<Session>} */
export const session = signal({ state: 'unknown', user: null });

/** The address that was typed into one of the two forms, login and sign-up, for the other. */
export const typedEmail = signal('');

/** Beside `?cookie=true`: what only a page of this server can send. */
export const CONSOLE = { 'X-Ava-Console': '1' };
/** How long another tab's token is waited for, once it is known to have got one. */
const NEWS_LIMIT = 1000;

/** @type {string | null} */
let token = null;
/** The stamp of the last renewal, of all tabs', that this one has heard of. */
let heard = recall('renewed');
/** @type {Set<() => void>} */
const waiting = new Set();
const news = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('ava.session');

/** The access token of now. */
export const accessToken = () => token;

/** @param {{ access_token: string, user: User }} tokens @param {string} stamp */
function adopt(tokens, stamp) {
  token = tokens.access_token;
  heard = stamp;
  remember('signed-in', '1');
  session.value = { state: 'in', user: tokens.user };
  for (const wake of waiting) wake();
}

/** @param {{ access_token: string, user: User }} tokens */
function announce(tokens) {
  const stamp = crypto.randomUUID();
  adopt(tokens, stamp);
  remember('renewed', stamp);
  news?.postMessage({ kind: 'tokens', tokens: { access_token: tokens.access_token, user: tokens.user }, stamp });
}

/** @param {'guest' | 'expired'} state */
function leave(state) {
  token = null;
  remember('signed-in', null);
  session.value = { state, user: state === 'expired' ? session.value.user : null };
  for (const wake of waiting) wake();
}

news?.addEventListener('message', ({ data }) => {
  if (data.kind === 'left') {
    dropDrafts();
    leave('guest');
  }
  if (data.kind !== 'tokens') return;
  const known = session.value.user;
  // Another person's page must not stay on the screen.
  if (known && known.id !== data.tokens.user.id) location.reload();
  else adopt(data.tokens, data.stamp);
});

/** At the start of a page: is somebody signed in? Strangers cost no request. */
export async function openSession() {
  if (recall('signed-in') === null) {
    session.value = { state: 'guest', user: null };
    return;
  }
  try {
    await renew(null);
  } catch (problem) {
    if (session.value.state === 'expired') session.value = { state: 'guest', user: null };
    else session.value = { state: 'unreachable', user: null, problem: asProblem(problem) };
  }
}

/** @type {Promise<string> | null} */
let renewing = null;

/**
 * A token that is newer than the one that was refused. Whatever number of calls and tabs ask at
 * once, the server is asked once. @param {string | null} refused
 * @returns {Promise<string>} @throws {ApiProblem}
 */
export function renew(refused) {
  if (token !== null && token !== refused) return Promise.resolve(token);
  renewing ??= inTurn(() => renewNow(refused)).finally(() => { renewing = null; });
  return renewing;
}

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
async function inTurn(work) {
  if (typeof navigator === 'undefined' || !navigator.locks) return work();
  return /** @type {Promise<T>} */ (navigator.locks.request('ava.renew', work));
}

/** @param {string | null} refused */
async function renewNow(refused) {
  // Another tab renewed while this one waited for its turn: its news is here, or on the way.
  if ((token === null || token === refused) && news && recall('renewed') !== heard) await newsOrLimit();
  if (token !== null && token !== refused) return token;
  try {
    const { data } = await send('POST', '/auth/refresh?cookie=true', { headers: CONSOLE, body: {} });
    announce(data);
    return data.access_token;
  } catch (problem) {
    if (asProblem(problem).status === 401) leave('expired');
    throw problem;
  }
}

/** @returns {Promise<void>} */
function newsOrLimit() {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      waiting.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, NEWS_LIMIT);
    waiting.add(wake);
  });
}

/** @param {{ identifier: string, password: string, remember?: boolean }} body */
export async function logIn(body) {
  const { data } = await send('POST', '/auth/login?cookie=true', { headers: CONSOLE, body });
  announce(data);
}

/** @param {{ email: string, password: string, name?: string, locale?: string }} body */
export async function signUp(body) {
  const { data } = await send('POST', '/auth/signup?cookie=true', { headers: CONSOLE, body });
  announce(data);
}

/** Ends the session here and in the other tabs, whether or not the server can be told. */
export async function logOut() {
  /** @type {Record<string, string>} */
  const headers = token === null ? CONSOLE : { ...CONSOLE, Authorization: `Bearer ${token}` };
  try {
    await send('POST', '/auth/logout?cookie=true', { headers, body: {} });
  } catch (problem) {
    if (asProblem(problem).status !== 401) throw problem;
  }
  forgetSession();
}

/** Nobody is signed in any more: after a log-out, and once an account is deleted. */
export function forgetSession() {
  dropDrafts();
  leave('guest');
  news?.postMessage({ kind: 'left' });
}

/** What the server now says of the person. @param {Partial<User>} change */
export function updateUser(change) {
  const { user } = session.value;
  if (user) session.value = { ...session.value, user: { ...user, ...change } };
}
