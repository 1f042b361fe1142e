// What servers and networks do: refusals, slowness, silence. Paths are those of the API, without
// `/api/v1`; a query is not looked at.

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').BrowserContext} BrowserContext */

/** @param {string} path @returns {(url: URL) => boolean} */
const at = (path) => (url) => url.pathname === `/api/v1${path}`;

/**
 * The next calls are refused with this problem, until what this returns is called.
 * The browser writes a refusal to the console: `watch.expects(status)`.
 * @param {Page} page @param {string} method @param {string} path
 * @param {{ status: number, code: string, detail?: string, errors?: unknown[], retryAfter?: number, headers?: Record<string, string> }} problem
 */
export async function refuse(page, method, path, { status, code, detail = 'In English.', errors, retryAfter, headers }) {
  return answerWith(page, method, path, {
    status,
    headers: { ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }), ...headers },
    contentType: 'application/problem+json',
    body: JSON.stringify({ status, code, detail, errors, request_id: 'made-by-a-test' }),
  });
}

/**
 * The next calls are answered with this, until what this returns is called.
 * @param {Page} page @param {string} method @param {string} path
 * @param {{ status?: number, headers?: Record<string, string>, contentType?: string, body?: string, json?: unknown }} answer
 */
export async function answerWith(page, method, path, answer) {
  /** @param {import('playwright-core').Route} route */
  const handler = (route) => (route.request().method() === method ? route.fulfill(answer) : route.fallback());
  const there = at(path);
  await page.route(there, handler);
  return () => page.unroute(there, handler);
}

/**
 * Calls wait until what this returns is called: for what is shown meanwhile.
 * @param {Page} page @param {string} method @param {string} path
 */
export async function hold(page, method, path) {
  /** @type {() => void} */
  let release = () => {};
  const released = new Promise((resolve) => { release = () => resolve(undefined); });
  await page.route(at(path), async (route) => {
    if (route.request().method() === method) await released;
    // A page that was left meanwhile needs no answer.
    await route.fallback().catch(() => {});
  });
  return release;
}

/** Nothing is reached. `watch.expects(/ERR_INTERNET_DISCONNECTED/)`. @param {Page} page @param {boolean} [isOff] */
export const offline = (page, isOff = true) => page.context().setOffline(isOff);
