import assert from 'node:assert/strict';
import { looksRight, offline, refuse, scenario, stage } from '../harness/index.js';

stage();

/** Counts the calls of a page to this path. @param {import('playwright-core').BrowserContext | import('playwright-core').Page} of @param {string} path */
function countCalls(of, path) {
  const count = { now: 0 };
  of.on('request', (/** @type {import('playwright-core').Request} */ request) => {
    if (new URL(request.url()).pathname === `/api/v1${path}`) count.now += 1;
  });
  return count;
}

/** The next calls say that the token has run out, until it is another. @param {import('playwright-core').Page} page */
async function expireTokens(page) {
  /** @type {string | undefined} */
  let stale;
  await page.route('**/api/v1/**', async (route) => {
    const { authorization } = route.request().headers();
    stale ??= authorization;
    if (!authorization || authorization !== stale) return route.fallback();
    return route.fulfill({
      status: 401,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status: 401, code: 'token_expired', detail: 'Expired.' }),
    });
  });
}

/** Calls the API as the console does. @param {import('playwright-core').Page} page @param {number} times */
const callAtOnce = (page, times) => page.evaluate(async (count) => {
  const main = /** @type {HTMLScriptElement} */ (document.querySelector('script[type=module]')).src;
  const { api } = await import(new URL('./api.js', main).href);
  const answers = await Promise.all(Array.from({ length: count }, () => api.get('/auth/me')));
  return answers.map((answer) => answer.status);
}, times);

scenario('a reload keeps somebody signed in, and no token is where scripts could find it', async ({ page, signedIn, context }) => {
  await signedIn('/settings');
  await page.reload();
  await page.locator('main h1:not(.sr-only)').waitFor();
  assert.equal(new URL(page.url()).pathname, '/settings');
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  assert.doesNotMatch(kept, /eyJ|refresh|token/i);
  const [cookie] = await context.cookies(`${new URL(page.url()).origin}/api/v1/auth/refresh`);
  assert.ok(cookie?.httpOnly);
  assert.equal(cookie.sameSite, 'Strict');
  assert.equal(cookie.path, '/api/v1/auth');
});

scenario('a stranger costs the server no call', async ({ page }) => {
  const calls = countCalls(page, '/auth/refresh');
  await page.goto('/login');
  await page.locator('main h1:not(.sr-only)').waitFor();
  assert.equal(calls.now, 0);
});

scenario('a token that ran out is renewed once, however many calls are refused', async ({ page, signedIn, watch }) => {
  watch.expects(401);
  await signedIn('/settings');
  const renewals = countCalls(page, '/auth/refresh');
  await expireTokens(page);
  assert.deepEqual(await callAtOnce(page, 6), [200, 200, 200, 200, 200, 200]);
  assert.equal(renewals.now, 1);
});

scenario('two tabs whose tokens ran out together renew once between them', async ({ page, signedIn, context, watch }) => {
  watch.expects(401);
  const dana = await signedIn('/settings');
  const other = await context.newPage();
  await signedIn('/settings', dana, other);
  await page.reload();
  await page.locator('main h1:not(.sr-only)').waitFor();
  const renewals = countCalls(context, '/auth/refresh');
  await expireTokens(page);
  await expireTokens(other);
  const answers = await Promise.all([callAtOnce(page, 2), callAtOnce(other, 2)]);
  assert.deepEqual(answers.flat(), [200, 200, 200, 200]);
  assert.equal(renewals.now, 1);
});

scenario('a session that ended leads to the login and back to the place, as the same person', async ({ page, signedIn, watch }) => {
  watch.expects(401);
  const dana = await signedIn('/history');
  const { sessions } = await dana.call('GET', '/auth/sessions');
  for (const { id, current } of sessions) if (!current) await dana.call('DELETE', `/auth/sessions/${id}`);
  await page.getByRole('link', { name: 'Settings' }).first().click();
  await page.waitForURL('/login?next=%2Fsettings');
  await page.getByText('nothing you typed is lost').waitFor();
  await looksRight(page, 'login, session ended');
  assert.equal(await page.getByLabel('Email or phone number').inputValue(), dana.email);
  await page.getByLabel('Password', { exact: true }).fill(dana.password);
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('/settings');
});

scenario('whoever logs out is out in every tab, and a reload does not bring them back', async ({ page, signedIn, context }) => {
  const dana = await signedIn('/dashboard');
  const other = await context.newPage();
  await signedIn('/history', dana, other);
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.waitForURL(/\/login/);
  await other.waitForURL(/\/login/);
  await other.goto('/studio');
  await other.waitForURL('/login?next=%2Fstudio');
});

scenario('whoever logs in in one tab is in in the other', async ({ page, person, context }) => {
  const dana = await person();
  const other = await context.newPage();
  await other.goto('/login?next=%2Fhistory');
  await other.locator('main h1:not(.sr-only)').waitFor();
  await page.goto('/login');
  await page.getByLabel('Email or phone number').fill(dana.email);
  await page.getByLabel('Password', { exact: true }).fill(dana.password);
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('/dashboard');
  await other.waitForURL('/history');
});

scenario('a server that cannot be asked is no log-out: it is told, and tried again', async ({ page, signedIn, watch }) => {
  watch.expects(503);
  await signedIn('/settings');
  const stop = await refuse(page, 'POST', '/auth/refresh', { status: 503, code: 'unavailable', retryAfter: 1 });
  await page.reload();
  await page.getByRole('alert').getByText('busy').waitFor();
  await looksRight(page, 'shell, unreachable');
  await stop();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('main h1:not(.sr-only, .state h1)').waitFor();
  assert.equal(new URL(page.url()).pathname, '/settings');
});

scenario('a screen that cannot be fetched says so, and comes once it can', async ({ page, signedIn, watch }) => {
  watch.expects(/ERR_INTERNET_DISCONNECTED/);
  await signedIn('/dashboard');
  // A dashboard that is still on its way would fail too, and say the same.
  await page.getByText('No changes yet').waitFor();
  await offline(page);
  const history = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'History' });
  await history.click();
  await history.and(page.locator('[aria-current="page"]')).waitFor();
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
  await offline(page, false);
  await looksRight(page, 'shell, offline');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('main h1:not(.sr-only, .state h1)').waitFor();
});

scenario('a log-out that the server cannot be told of says so, and the person stays in', async ({ page, signedIn, watch }) => {
  watch.expects(503);
  await signedIn('/dashboard');
  await refuse(page, 'POST', '/auth/logout', { status: 503, code: 'unavailable' });
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.locator('.toast').getByText('busy').waitFor();
  await looksRight(page, 'shell, a toast of what failed');
  assert.equal(new URL(page.url()).pathname, '/dashboard');
});
