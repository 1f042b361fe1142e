import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { hold, looksRight, refuse, scenario, stage } from '../harness/index.js';

stage();

/** @param {import('playwright-core').Page} page @param {{ email: string, password: string, name?: string }} who */
async function fillIn(page, { email, password, name }) {
  if (name) await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

/** @param {import('playwright-core').Page} page */
const submit = (page) => page.getByRole('button', { name: 'Create account' });
const newEmail = () => `noa-${randomUUID()}@example.com`;

scenario('a stranger makes an account and is led to the nine steps', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.waitForURL('/signup');
  await looksRight(page, 'signup');
  await fillIn(page, { email: newEmail(), password: 'three quiet lanterns', name: 'Noa' });
  const release = await hold(page, 'POST', '/auth/signup');
  await submit(page).click();
  await page.locator('button[aria-busy="true"]').waitFor();
  await looksRight(page, 'signup, on its way');
  release();
  await page.waitForURL('/onboarding');
});

scenario('a password that is easily guessed is refused on its field, with a better way', async ({ page, watch }) => {
  watch.expects(422);
  await page.goto('/signup');
  await fillIn(page, { email: newEmail(), password: 'password1' });
  await submit(page).click();
  await page.getByText('easy to guess').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'password');
  await looksRight(page, 'signup, guessable');
});

scenario('a short password and a wrong address are told before anything is sent', async ({ page }) => {
  let asked = 0;
  page.on('request', (request) => { if (request.url().includes('/api/')) asked += 1; });
  await page.goto('/signup');
  await fillIn(page, { email: 'nobody', password: 'short' });
  await submit(page).click();
  await page.getByText('This is not an email address.').waitFor();
  await page.getByText('At least 8 characters.').waitFor();
  assert.equal(asked, 0);
  await looksRight(page, 'signup, faults');
});

scenario('whoever has an account already is led to the login, with the address filled in', async ({ page, person, watch }) => {
  watch.expects(409);
  const dana = await person();
  await page.goto('/signup');
  await fillIn(page, { email: dana.email, password: 'three quiet lanterns' });
  await submit(page).click();
  await page.getByText('There is an account with this email already.').waitFor();
  await looksRight(page, 'signup, taken');
  await page.getByRole('link', { name: 'Log in instead' }).click();
  await page.waitForURL('/login');
  assert.equal(await page.getByLabel('Email or phone number').inputValue(), dana.email);
});

scenario('what was typed survives a server that is busy', async ({ page, watch }) => {
  watch.expects(503);
  const email = newEmail();
  await page.goto('/signup');
  const stop = await refuse(page, 'POST', '/auth/signup', { status: 503, code: 'unavailable', retryAfter: 1 });
  await fillIn(page, { email, password: 'three quiet lanterns' });
  await submit(page).click();
  await page.getByRole('alert').getByText('busy').waitFor();
  assert.equal(await page.getByLabel('Email').inputValue(), email);
  await looksRight(page, 'signup, busy server');
  await stop();
  await submit(page).click();
  await page.waitForURL('/onboarding');
});

scenario('a password can be looked at while it is typed', async ({ page }) => {
  await page.goto('/signup');
  const field = page.getByLabel('Password', { exact: true });
  await field.fill('three quiet lanterns');
  assert.equal(await field.getAttribute('type'), 'password');
  await page.getByRole('button', { name: 'Show Password' }).click();
  assert.equal(await field.getAttribute('type'), 'text');
  assert.equal(await field.inputValue(), 'three quiet lanterns');
});

scenario('an empty form in Hebrew is right to left from the first paint, and its faults are in Hebrew', { locale: 'he-IL' }, async ({ page }) => {
  await page.goto('/signup', { waitUntil: 'commit' });
  await page.waitForFunction(() => document.body !== null);
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  await page.getByRole('button', { name: 'יצירת חשבון' }).click();
  await page.getByText('יש למלא את השדה.').first().waitFor();
});
