import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { PHONE, fitsItsWidth, hold, looksRight, refuse, scenario, stage, tabTo } from '../harness/index.js';

stage();

/** @typedef {import('playwright-core').Page} Page */

const TITLES = ['Welcome. Who are you?', 'What is your business called?', 'Do you have a Vapi account?', 'How should it sound?', 'Do you use Twilio?',
  'Where and when do people call?', 'What should it ask, and who is told?', 'What does it say first?', 'Ready when you are'];

/** @param {Page} page @param {number} at 1 to 9. */
const step = (page, at) => page.getByRole('heading', { level: 1, name: TITLES[at - 1] }).waitFor();

/** Once the step has given the focus to its first field. @param {Page} page @param {string} name */
const typingIn = (page, name) => page.locator(`[name=${name}]:focus`).waitFor();

/** @param {Page} page */
const goOn = (page) => page.getByRole('button', { name: /^(Continue|Skip for now)$/ }).click();

scenario('a stranger comes from the sign-up to the first push by the keyboard alone, at the speed of a person, within 90 seconds', async ({ page }) => {
  await page.goto('/signup');
  await page.getByRole('heading', { level: 1 }).waitFor();
  const began = Date.now();
  /** @param {string} text */
  const type = (text) => page.keyboard.type(text, { delay: 100 });
  await tabTo(page, page.getByLabel('Your name'));
  await type('Noa Bar');
  await page.keyboard.press('Tab');
  await type(`n${randomUUID().slice(0, 8)}@example.com`);
  await page.keyboard.press('Tab');
  await type('three quiet lanterns');
  await page.keyboard.press('Enter');
  await typingIn(page, 'name');
  await page.keyboard.press('Enter');
  await typingIn(page, 'organization_name');
  await type('Bar Flowers');
  await page.keyboard.press('Enter');
  for (const name of ['vapi_api_key', 'language', 'account_sid', 'phoneNumber', 'summaryEmail', 'firstMessage']) {
    await typingIn(page, name);
    await page.keyboard.press('Enter');
  }
  await page.getByRole('button', { name: 'Complete setup' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('/dashboard');
  await page.getByText('Hello, you have reached Bar Flowers.').waitFor();
  await tabTo(page, page.getByRole('region', { name: 'State at Vapi' }).getByRole('link', { name: 'Put it to work' }));
  await page.keyboard.press('Enter');
  const push = page.getByRole('button', { name: 'Push to the sandbox' });
  await push.waitFor();
  await tabTo(page, push);
  await page.keyboard.press('Enter');
  await page.getByText('Pushed', { exact: true }).first().waitFor();
  const seconds = (Date.now() - began) / 1000;
  assert.ok(seconds < 90, `it took ${seconds} s`);
});

scenario('the first steps look right, and each says why it asks', async ({ page, signedIn }) => {
  await signedIn('/onboarding', { onboarded: false });
  await step(page, 1);
  await page.getByText('We use your name to greet you').waitFor();
  await looksRight(page, 'onboarding, welcome');
  await goOn(page);
  await step(page, 2);
  await looksRight(page, 'onboarding, business');
  await page.getByLabel('Name of the business').fill('Levi Bakery');
  await goOn(page);
  await step(page, 3);
  await looksRight(page, 'onboarding, Vapi');
  await goOn(page);
  await step(page, 4);
  await looksRight(page, 'onboarding, voice');
});

scenario('the later steps look right, and the summary tells all that was said', async ({ page, person, signedIn }) => {
  const dana = await person({ onboarded: false });
  await dana.call('PATCH', '/user/profile', { organization_name: 'Levi Bakery' });
  await dana.call('PATCH', '/user/onboarding', { onboarding_step: 4 });
  await signedIn('/onboarding', dana);
  for (const at of [5, 6, 7, 8]) {
    await step(page, at);
    await looksRight(page, `onboarding, step ${at}`);
    await goOn(page);
  }
  await step(page, 9);
  await page.getByRole('definition').filter({ hasText: 'Levi Bakery' }).first().waitFor();
  await looksRight(page, 'onboarding, summary');
  await page.getByRole('button', { name: 'Change: Calls' }).click();
  await step(page, 6);
});

scenario('what was begun on one device goes on at another, at the same step and with what was said', async ({ page, person, signedIn, anotherDevice }) => {
  const dana = await person({ onboarded: false });
  await signedIn('/onboarding', dana);
  await step(page, 1);
  await goOn(page);
  await step(page, 2);
  await page.getByLabel('Name of the business').fill('Levi Bakery');
  await goOn(page);
  await step(page, 3);
  const { page: other } = await anotherDevice();
  await signedIn('/onboarding', dana, other);
  await step(other, 3);
  await other.getByRole('button', { name: 'Back' }).click();
  await step(other, 2);
  assert.equal(await other.getByLabel('Name of the business').inputValue(), 'Levi Bakery');
});

scenario('what was typed and not yet sent survives a reload, and a key does not', async ({ page, signedIn, person }) => {
  const dana = await person({ onboarded: false });
  await dana.call('PATCH', '/user/onboarding', { onboarding_step: 2 });
  await signedIn('/onboarding?step=2', dana);
  await page.getByLabel('Name of the business').fill('Half a na');
  await page.reload();
  assert.equal(await page.getByLabel('Name of the business').inputValue(), 'Half a na');
  await page.goto('/onboarding?step=3');
  await page.getByLabel('Vapi private key', { exact: true }).fill('secret-key-0123456789');
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.doesNotMatch(kept, /secret-key/);
});

scenario('an ended session leads to the login and back to the step, with nothing typed lost', async ({ page, person, signedIn, watch }) => {
  watch.expects(401);
  const dana = await person({ onboarded: false });
  await dana.call('PATCH', '/user/onboarding', { onboarding_step: 1 });
  await signedIn('/onboarding', dana);
  await step(page, 2);
  await page.getByLabel('Name of the business').fill('Levi Bakery');
  const { sessions } = await dana.call('GET', '/auth/sessions');
  for (const { id, current } of sessions) if (!current) await dana.call('DELETE', `/auth/sessions/${id}`);
  await goOn(page);
  await page.waitForURL(/\/login/);
  await page.getByLabel('Password', { exact: true }).fill(dana.password);
  await page.keyboard.press('Enter');
  await step(page, 2);
  assert.equal(await page.getByLabel('Name of the business').inputValue(), 'Levi Bakery');
});

scenario('a key that Vapi refuses is told on its field; one that works is shown masked', async ({ page, person, signedIn, watch }) => {
  watch.expects(422);
  const dana = await person({ onboarded: false });
  await dana.call('PATCH', '/user/onboarding', { onboarding_step: 2 });
  await signedIn('/onboarding', dana);
  await page.getByLabel('Vapi private key', { exact: true }).fill('0123456789abcdef');
  const stop = await refuse(page, 'POST', '/vapi-settings', { status: 422, code: 'validation_failed', errors: [{ pointer: '/vapi_api_key', code: 'key_refused', detail: 'no' }] });
  await goOn(page);
  await page.getByText('This key was refused.').waitFor();
  await page.locator('[name=vapi_api_key]:focus').waitFor();
  await looksRight(page, 'onboarding, key refused');
  await stop();
  await goOn(page);
  await step(page, 4);
  assert.equal((await dana.call('GET', '/vapi-settings')).has_vapi_key, true);
  await page.goBack();
  await step(page, 3);
  await page.getByText('Stored:').waitFor();
  await looksRight(page, 'onboarding, key stored');
});

scenario('Vapi and Twilio can be skipped, and the server knows it', async ({ page, person, signedIn }) => {
  const dana = await person({ onboarded: false });
  await dana.call('PATCH', '/user/onboarding', { onboarding_step: 2 });
  await signedIn('/onboarding', dana);
  await page.getByRole('button', { name: 'Skip for now' }).click();
  await step(page, 4);
  await goOn(page);
  await step(page, 5);
  await page.getByRole('button', { name: 'Skip for now' }).click();
  await step(page, 6);
  const now = await dana.call('GET', '/user/onboarding');
  assert.deepEqual([now.onboarding_step, now.onboarding_vapi_skipped, now.onboarding_twilio_skipped], [5, true, true]);
});

scenario('what Twilio needs is asked for once something is typed, and the server’s faults land on their fields', async ({ page, person, signedIn, watch }) => {
  watch.expects(422);
  const dana = await person({ onboarded: false });
  await dana.call('PATCH', '/user/onboarding', { onboarding_step: 4 });
  await signedIn('/onboarding', dana);
  await page.getByLabel('Account SID').fill('AC12');
  await goOn(page);
  await page.getByText('Please fill this in.').waitFor();
  await page.getByLabel('Auth token', { exact: true }).fill('short');
  await goOn(page);
  await page.getByText('This does not have the right form.').waitFor();
  await page.getByText('Too short: at least 32 characters.').waitFor();
  await looksRight(page, 'onboarding, Twilio refused');
});

scenario('a busy server is told above the fields, and the same press works afterwards', async ({ page, signedIn, watch }) => {
  watch.expects(503);
  await signedIn('/onboarding', { onboarded: false });
  const stop = await refuse(page, 'PATCH', '/user/onboarding', { status: 503, code: 'unavailable', retryAfter: 1 });
  await goOn(page);
  await page.getByRole('alert').getByText('busy').waitFor();
  await looksRight(page, 'onboarding, busy server');
  await stop();
  await goOn(page);
  await step(page, 2);
});

scenario('the steps are shown as a shape while they come, and can be fetched again when they do not', async ({ page, signedIn, watch }) => {
  watch.expects(503);
  const dana = await signedIn('/onboarding', { onboarded: false });
  const release = await hold(page, 'GET', '/studio/catalog');
  await page.reload();
  await page.locator('.onboarding .skeleton').waitFor();
  await looksRight(page, 'onboarding, loading');
  release();
  await step(page, 1);
  const stop = await refuse(page, 'GET', '/user/profile', { status: 503, code: 'unavailable' });
  await signedIn('/onboarding', dana);
  await page.getByRole('alert').waitFor();
  await looksRight(page, 'onboarding, failed');
  await stop();
  await page.getByRole('button', { name: 'Try again' }).click();
  await step(page, 1);
});

scenario('whoever speaks Hebrew gets a Hebrew voice, greeting and ear without asking', { locale: 'he' }, async ({ page, person, signedIn }) => {
  const dana = await person({ onboarded: false, locale: 'he' });
  await signedIn('/onboarding', dana);
  await page.getByRole('heading', { name: 'ברוכים הבאים. מי אתם?' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  const next = page.getByRole('button', { name: /^(המשך|לדלג בינתיים)$/ });
  await next.click();
  await page.getByLabel('שם העסק').fill('פרחי בר');
  await next.click();
  await page.getByRole('heading', { name: 'יש לכם חשבון Vapi?' }).waitFor();
  await next.click();
  await page.getByRole('heading', { name: 'איך הוא יישמע?' }).waitFor();
  await page.getByRole('radio', { name: /Yael/ }).and(page.locator(':checked')).waitFor();
  await page.getByRole('complementary').getByText('Yael').waitFor();
  await next.click();
  await page.getByRole('heading', { name: 'אתם משתמשים ב-Twilio?' }).waitFor();
  const config = await dana.call('GET', '/studio/config');
  assert.deepEqual([config.language, config.voiceId, config.transcriberLanguage], ['he', 'Yael', 'he']);
  assert.match(config.firstMessage, /פרחי בר/);
});

scenario('the language is chosen in the first step and kept by the account', async ({ page, person, signedIn }) => {
  const dana = await person({ onboarded: false });
  await signedIn('/onboarding', dana);
  await page.getByRole('radio', { name: 'Français' }).check();
  await page.getByRole('heading', { name: 'Bienvenue. Qui êtes-vous ?' }).waitFor();
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByRole('heading', { name: 'Comment s’appelle votre entreprise ?' }).waitFor();
  assert.equal((await dana.call('GET', '/user/profile')).locale, 'fr');
});

scenario('one goes back by the stepper and by the browser, and no further than one has come', async ({ page, person, signedIn }) => {
  const dana = await person({ onboarded: false });
  await dana.call('PATCH', '/user/onboarding', { onboarding_step: 3 });
  await signedIn('/onboarding?step=9', dana);
  await step(page, 4);
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Your business' }).click();
  await step(page, 2);
  await page.goBack();
  await step(page, 4);
});

scenario('the steps fit a phone', PHONE, async ({ page, person, signedIn }) => {
  const dana = await person({ onboarded: false });
  await dana.call('PATCH', '/user/profile', { organization_name: 'Levi Bakery and Patisserie of the Old Market' });
  await dana.call('PATCH', '/user/onboarding', { onboarding_step: 8 });
  for (let at = 1; at <= 9; at += 1) {
    await (at === 1 ? signedIn('/onboarding?step=1', dana) : page.goto(`/onboarding?step=${at}`));
    await step(page, at);
    await fitsItsWidth(page, `onboarding, step ${at}`);
  }
});
