// All of it in one go, as somebody without a mouse does it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { focused, focusIsSeen, press, scenario, stage, tabTo } from '../harness/index.js';
import { control } from './studio-parts.js';

stage();

/** @typedef {import('playwright-core').Page} Page */

const PASSWORD = 'three quiet lanterns';
const PROMPT = 'You answer for Bar Flowers in Lyon. Take orders for bouquets.';

/** Signs up, and goes through the nine steps. @param {Page} page @param {string} email */
async function signUp(page, email) {
  await page.goto('/login');
  await press(page, page.getByRole('link', { name: 'Create an account' }));
  await page.waitForURL('/signup');
  await tabTo(page, page.getByLabel('Your name'));
  await page.keyboard.type('Noa Bar');
  await tabTo(page, page.getByLabel('Email'));
  await page.keyboard.type(email);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await goOn(page, 'name');
  await focused(page, page.locator('[name=organization_name]'));
  await page.keyboard.type('Bar Flowers');
  await page.keyboard.press('Enter');
  for (const name of ['vapi_api_key', 'language', 'account_sid', 'phoneNumber', 'summaryEmail', 'firstMessage']) await goOn(page, name);
  await focused(page, page.getByRole('button', { name: 'Complete setup' }));
  await page.keyboard.press('Enter');
  await page.waitForURL('/dashboard');
}

/** Takes a step as it is. @param {Page} page @param {string} name Of its first field. */
async function goOn(page, name) {
  await focused(page, page.locator(`[name=${name}]`));
  await page.keyboard.press('Enter');
}

/** @param {Page} page @param {string} name */
async function goTo(page, name) {
  await press(page, page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }));
  await page.locator('main h1:focus').filter({ hasText: name }).waitFor();
}

/** Another voice and another prompt. @param {Page} page */
async function change(page) {
  await goTo(page, 'Studio');
  await tabTo(page, control(page, 'systemPrompt'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type(PROMPT);
  await press(page, page.locator('#studio-voice > summary'));
  await tabTo(page, control(page, 'voiceId'));
  await page.keyboard.type('Burt');
  assert.equal(await control(page, 'voiceId').inputValue(), 'burt');
}

/** Sees what will change, and pushes it. @param {Page} page */
async function push(page) {
  await press(page, page.locator('.studio-sync').getByRole('button', { name: 'Save, review and push' }));
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/makes your assistant/).waitFor();
  await focusIsSeen(page);
  await press(page, dialog.getByText('Technical details'));
  await dialog.locator('pre').getByText('Take orders for bouquets.').waitFor();
  await press(page, dialog.getByRole('button', { name: 'Push to the sandbox' }));
  await dialog.getByText('Your assistant is made.').waitFor();
  await press(page, dialog.getByRole('button', { name: 'Close' }).last());
  await page.locator('.studio-sync .badge').getByText('In step', { exact: true }).waitFor();
  await focusIsSeen(page);
}

/** The version before the last one, again. @param {Page} page @param {number} revision */
async function bringBack(page, revision) {
  await goTo(page, 'History');
  await press(page, page.getByRole('button', { name: `Bring back: Version ${revision}`, exact: true }));
  const dialog = page.getByRole('dialog', { name: `Bring back: Version ${revision}?` });
  await dialog.locator('del').getByText('bouquets').waitFor();
  await focusIsSeen(page);
  await press(page, dialog.getByRole('button', { name: 'Bring it back' }));
  await page.locator('.toast').getByText(`Version ${revision} is back`).waitFor();
}

/** @param {Page} page @param {string} email */
async function outAndIn(page, email) {
  await press(page, page.getByRole('button', { name: 'Your account' }));
  await focused(page, page.getByRole('menuitem', { name: 'Settings' }));
  await page.keyboard.press('ArrowDown');
  await focused(page, page.getByRole('menuitem', { name: 'Log out' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/login/);
  await tabTo(page, page.getByLabel('Email or phone number'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type(email);
  await tabTo(page, page.getByLabel('Password', { exact: true }));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('/history');
}

scenario('the whole way by the keyboard alone: sign-up, nine steps, studio, push, history, back, out and in again', async ({ page, known, assistants }) => {
  const email = `noa-${randomUUID()}@example.com`;
  await signUp(page, email);
  const noa = await known(email, PASSWORD);
  const before = await noa.call('GET', '/studio/config');

  await change(page);
  await push(page);
  const pushed = await noa.call('GET', '/studio/config');
  assert.deepEqual([pushed.systemPrompt, pushed.voiceId], [PROMPT, 'burt']);
  const { state, assistantId, syncedRevision } = await noa.call('GET', '/studio/sync-vapi');
  assert.deepEqual([state, syncedRevision], ['in_sync', pushed.revision]);
  const { action, changes, drift } = await noa.call('GET', '/studio/sync-vapi/plan');
  assert.deepEqual([action, changes, drift], ['unchanged', [], []]);
  const [assistant, ...others] = await assistants();
  assert.deepEqual([assistant.id, others], [assistantId, []]);
  const { voice, firstMessage, model } = assistant.properties;
  assert.deepEqual([voice.voiceId, firstMessage, model.model], ['burt', pushed.firstMessage, pushed.aiModel]);
  assert.match(model.messages[0].content, /Take orders for bouquets\./);

  await bringBack(page, before.revision);
  await outAndIn(page, email);
  await goTo(page, 'Studio');
  await page.locator('.studio-sync .badge').getByText('Changes to push', { exact: true }).waitFor();
  assert.equal(await control(page, 'systemPrompt').inputValue(), before.systemPrompt);
  const after = await noa.call('GET', '/studio/config');
  assert.deepEqual([after.revision, after.systemPrompt, after.voiceId], [pushed.revision + 1, before.systemPrompt, before.voiceId]);
});

/** A look that another style takes away or gives to all. @param {Page} page @param {string} rules */
const styled = (page, rules) => page.evaluate((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet];
}, rules);

scenario('a focus that is not drawn, or drawn on everything, or covered, is found', async ({ page }) => {
  await page.goto('/login');
  await tabTo(page, page.getByLabel('Email or phone number'));
  await styled(page, '* { outline: none !important; box-shadow: none !important }');
  await assert.rejects(focusIsSeen(page), /the focus is not seen on <input/);
  await styled(page, 'input { outline: 2px solid red !important; box-shadow: 0 0 3px red !important }');
  await assert.rejects(focusIsSeen(page), /the focus is not seen on <input/);
  await styled(page, 'body::after { content: ""; position: fixed; inset: 0; z-index: 9 }');
  await assert.doesNotReject(focusIsSeen(page));
  await styled(page, '.bare-bar { position: fixed; inset: 0; z-index: 9 }');
  await assert.rejects(focusIsSeen(page), /out of sight, or covered/);
  await styled(page, '');
  await focusIsSeen(page);
});
