// Calls, refusals, and a token that is renewed once.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';

/** @type {{ method: string, path: string, headers: Headers, body: any }[]} */
let asked = [];
/** @type {(call: { method: string, path: string, headers: Headers, body: any }) => Response | Promise<Response>} */
let answer = () => new Response('{}');
const realFetch = globalThis.fetch;
/** @type {Map<string, string>} */
const kept = new Map();

// What a browser has: before the modules are there, which read it.
Object.assign(globalThis, {
  localStorage: {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
  },
  BroadcastChannel: undefined,
});
const { ApiProblem, api } = await import('../assets/app/api.js');
const { send } = await import('../assets/app/http.js');
const { accessToken, forgetSession, logIn, logOut, openSession, renew, session } = await import('../assets/app/session.js');

const user = { id: '1', email: 'dana@example.com', onboarding_completed: true };
/** @param {string} token */
const tokens = (token) => new Response(JSON.stringify({ access_token: token, user }));
/** @param {number} status @param {object} said @param {Record<string, string>} [headers] */
const refusal = (status, said, headers) =>
  new Response(JSON.stringify({ status, ...said }), { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });

beforeEach(() => {
  asked = [];
  globalThis.fetch = async (url, { method, headers, body } = {}) => {
    const call = { method: String(method), path: String(url), headers: new Headers(headers), body: body && JSON.parse(String(body)) };
    asked.push(call);
    return answer(call);
  };
});
afterEach(() => {
  forgetSession();
  globalThis.fetch = realFetch;
});

test('a refusal is told with all that the server said', async () => {
  answer = () => refusal(422, { code: 'validation_failed', detail: 'No.', request_id: 'r1', errors: [{ pointer: '/a', code: 'required', detail: 'x' }] },
    { 'Retry-After': '7', ETag: '"3-aa"' });
  await assert.rejects(send('GET', '/x'), (problem) => {
    assert.ok(problem instanceof ApiProblem);
    const { status, code, detail, requestId, retryAfter, etag, errors, isPassing } = problem;
    assert.deepEqual({ status, code, detail, requestId, retryAfter, etag, isPassing },
      { status: 422, code: 'validation_failed', detail: 'No.', requestId: 'r1', retryAfter: 7, etag: '"3-aa"', isPassing: false });
    assert.equal(errors.length, 1);
    return true;
  });
});

test('a proxy’s page of an error is a refusal too', async () => {
  answer = () => new Response('<h1>Bad gateway</h1>', { status: 502 });
  await assert.rejects(send('GET', '/x'), { status: 502, code: 'unavailable' });
});

test('no network, no time and no wish are three things', async () => {
  globalThis.fetch = async () => { throw new TypeError('fetch failed'); };
  await assert.rejects(send('GET', '/x'), { status: 0, code: 'offline', isPassing: true });
  globalThis.fetch = (_, options) => new Promise((_resolve, reject) => {
    options?.signal?.addEventListener('abort', () => reject(options.signal?.reason));
  });
  // Node leaves while nothing but such a limit is awaited.
  const awake = setInterval(() => {}, 1000);
  await assert.rejects(send('GET', '/x', { timeout: 5 }), { code: 'timeout' });
  const stop = new AbortController();
  const stopped = send('GET', '/x', { signal: stop.signal });
  stop.abort();
  await assert.rejects(stopped, { code: 'aborted' });
  clearInterval(awake);
});

test('a version is sent with a change, and an answer brings its own', async () => {
  answer = () => new Response('{"a":1}', { headers: { ETag: '"4-bb"' } });
  const { data, etag } = await send('PATCH', '/studio/config', { body: { a: 1 }, ifMatch: '"3-aa"' });
  assert.deepEqual([data, etag], [{ a: 1 }, '"4-bb"']);
  assert.equal(asked[0]?.headers.get('if-match'), '"3-aa"');
  assert.equal(asked[0]?.path, '/api/v1/studio/config');
});

test('a version that is known is no refusal', async () => {
  answer = () => new Response(null, { status: 304, headers: { ETag: '"4-bb"' } });
  const { status, data, etag } = await send('GET', '/studio/config', { ifNoneMatch: '"4-bb"' });
  assert.deepEqual([status, data, etag], [304, null, '"4-bb"']);
});

test('a login keeps the token in memory, and asks for a cookie', async () => {
  answer = () => tokens('t1');
  await logIn({ identifier: 'dana@example.com', password: 'x' });
  assert.equal(session.value.state, 'in');
  assert.equal(accessToken(), 't1');
  assert.equal(asked[0]?.path, '/api/v1/auth/login?cookie=true');
  assert.equal(asked[0]?.headers.get('x-ava-console'), '1');
  assert.ok(![...kept.values()].some((value) => value.includes('t1')));
});

test('a stranger’s page asks nothing; a page of somebody who was in asks once', async () => {
  await openSession();
  assert.deepEqual([session.value.state, asked.length], ['guest', 0]);
  kept.set('ava.signed-in', '1');
  answer = () => tokens('t1');
  await openSession();
  assert.deepEqual([session.value.state, asked.length], ['in', 1]);
});

test('a page whose session is over is a stranger’s; one whose server is down is not', async () => {
  kept.set('ava.signed-in', '1');
  answer = () => refusal(503, { code: 'unavailable' });
  await openSession();
  assert.equal(session.value.state, 'unreachable');
  answer = () => refusal(401, { code: 'unauthenticated' });
  await openSession();
  assert.equal(session.value.state, 'guest');
  assert.equal(kept.has('ava.signed-in'), false);
});

test('however many calls are refused at once, the token is renewed once', async () => {
  answer = () => tokens('old');
  await logIn({ identifier: 'dana@example.com', password: 'x' });
  answer = ({ path, headers }) => {
    if (path.includes('/auth/refresh')) return tokens('new');
    if (headers.get('authorization') === 'Bearer old') return refusal(401, { code: 'token_expired' });
    return new Response('{"ok":true}');
  };
  asked = [];
  const answers = await Promise.all(Array.from({ length: 8 }, () => api.get('/auth/me')));
  assert.ok(answers.every(({ data }) => data.ok));
  assert.equal(asked.filter(({ path }) => path.includes('/auth/refresh')).length, 1);
  assert.equal(accessToken(), 'new');
  assert.equal(await renew('old'), 'new', 'a late refusal of the old one asks nothing');
});

test('a refusal of the new token too is told, and asked for no third time', async () => {
  answer = () => tokens('old');
  await logIn({ identifier: 'dana@example.com', password: 'x' });
  answer = ({ path }) => (path.includes('/auth/refresh') ? tokens('new') : refusal(401, { code: 'unauthenticated' }));
  asked = [];
  await assert.rejects(api.get('/auth/me'), { status: 401 });
  assert.equal(asked.length, 3);
});

test('a session that is over is expired, and whose it was is still known', async () => {
  answer = () => tokens('old');
  await logIn({ identifier: 'dana@example.com', password: 'x' });
  answer = () => refusal(401, { code: 'unauthenticated' });
  await assert.rejects(api.get('/auth/me'), { status: 401 });
  assert.equal(session.value.state, 'expired');
  assert.equal(session.value.user?.email, 'dana@example.com');
  assert.equal(accessToken(), null);
});

test('an outage while a token is renewed is no log-out', async () => {
  answer = () => tokens('old');
  await logIn({ identifier: 'dana@example.com', password: 'x' });
  answer = ({ path }) => (path.includes('/auth/refresh') ? refusal(503, { code: 'unavailable' }) : refusal(401, { code: 'token_expired' }));
  await assert.rejects(api.get('/auth/me'), { status: 503 });
  assert.equal(session.value.state, 'in');
});

test('a log-out is one for the server too, and a session that is over already is fine', async () => {
  answer = () => tokens('t1');
  await logIn({ identifier: 'dana@example.com', password: 'x' });
  answer = () => refusal(401, { code: 'unauthenticated' });
  await logOut();
  assert.equal(session.value.state, 'guest');
  assert.equal(asked.at(-1)?.path, '/api/v1/auth/logout?cookie=true');
});

test('a log-out that cannot be told stays undone', async () => {
  answer = () => tokens('t1');
  await logIn({ identifier: 'dana@example.com', password: 'x' });
  answer = () => refusal(503, { code: 'unavailable' });
  await assert.rejects(logOut(), { status: 503 });
  assert.equal(session.value.state, 'in');
});
