import assert from 'node:assert/strict';
import { PHONE, fitsItsWidth, hold, looksRight, offline, refuse, scenario, stage, tabTo } from '../harness/index.js';

stage();

/** @param {import('playwright-core').Page} page @param {{ email: string, password: string }} person */
async function fillIn(page, { email, password }) {
  await page.getByLabel('Email or phone number').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

/** @param {import('playwright-core').Page} page */
const submit = (page) => page.getByRole('main').getByRole('button', { name: 'Log in' });

scenario('a stranger who asks for the studio logs in and is in the studio', async ({ page, person }) => {
  const dana = await person();
  await page.goto('/studio?tab=voice');
  await page.waitForURL('/login?next=%2Fstudio%3Ftab%3Dvoice');
  await fillIn(page, dana);
  await submit(page).click();
  await page.waitForURL('/studio?tab=voice');
});

scenario('the first page leads strangers to the login, and those who are in to the dashboard', async ({ page, signedIn, anotherDevice }) => {
  const { page: stranger } = await anotherDevice();
  await stranger.goto('/');
  await stranger.waitForURL('/login');
  await signedIn('/');
  await page.waitForURL('/dashboard');
});

scenario('a next that leads out of the console is not followed', async ({ page, person }) => {
  const dana = await person();
  await page.goto('/login?next=https%3A%2F%2Fevil.example%2F');
  await fillIn(page, dana);
  await submit(page).click();
  await page.waitForURL('/dashboard');
});

scenario('a wrong password is told above the form, and what was typed stays', async ({ page, person, watch }) => {
  watch.expects(401);
  const dana = await person();
  await page.goto('/login');
  await fillIn(page, { ...dana, password: 'not this one at all' });
  await submit(page).click();
  await page.getByRole('alert').getByText('do not match').waitFor();
  assert.equal(await page.getByLabel('Email or phone number').inputValue(), dana.email);
  await looksRight(page, 'login, refused');
});

scenario('an empty login form says what is missing, and the first gap has the focus', async ({ page }) => {
  await page.goto('/login');
  await submit(page).click();
  await page.getByText('Please fill this in.').first().waitFor();
  assert.equal(await page.getByText('Please fill this in.').count(), 2);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'identifier');
  await looksRight(page, 'login, empty');
});

scenario('whoever tried too often sees how long to wait, and can try after that', async ({ page, watch }) => {
  watch.expects(429);
  await page.clock.install();
  await page.goto('/login');
  await refuse(page, 'POST', '/auth/login', { status: 429, code: 'rate_limited', retryAfter: 30 });
  await fillIn(page, { email: 'dana@example.com', password: 'whatever it was' });
  await submit(page).click();
  const waiting = page.getByRole('button', { name: 'Wait 30 seconds' });
  await waiting.waitFor();
  assert.ok(await waiting.isDisabled());
  await looksRight(page, 'login, limited');
  await page.clock.fastForward(31_000);
  await submit(page).waitFor();
  assert.ok(await submit(page).isEnabled());
});

scenario('without a network the login says so, and works once there is one', async ({ page, person, watch }) => {
  watch.expects(/ERR_INTERNET_DISCONNECTED/);
  const dana = await person();
  await page.goto('/login');
  await fillIn(page, dana);
  await offline(page);
  await submit(page).click();
  await page.getByRole('alert').getByText('cannot be reached').waitFor();
  await offline(page, false);
  await looksRight(page, 'login, offline');
  await submit(page).click();
  await page.waitForURL('/dashboard');
});

scenario('while the login is on its way the button says so and takes no second press', async ({ page, person }) => {
  const dana = await person();
  await page.goto('/login');
  const release = await hold(page, 'POST', '/auth/login');
  let asked = 0;
  page.on('request', (request) => { if (request.url().includes('/auth/login')) asked += 1; });
  await fillIn(page, dana);
  await submit(page).click();
  await page.locator('button[aria-busy="true"]').waitFor();
  await looksRight(page, 'login, on its way');
  await page.getByLabel('Password', { exact: true }).press('Enter');
  release();
  await page.waitForURL('/dashboard');
  assert.equal(asked, 1);
});

scenario('a person logs in by the keyboard alone', async ({ page, person }) => {
  const dana = await person();
  await page.goto('/login');
  await tabTo(page, page.getByLabel('Email or phone number'));
  await page.keyboard.type(dana.email);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(dana.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('/dashboard');
});

scenario('the login fits a phone', PHONE, async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await fitsItsWidth(page, 'login');
});
