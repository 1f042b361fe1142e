import assert from 'node:assert/strict';
import { PHONE, answerWith, fitsItsWidth, hold, looksRight, refuse, scenario, stage, tabTo } from '../harness/index.js';
import { bar, control, opened, plan } from './studio-parts.js';

stage();

/** @typedef {import('playwright-core').Page} Page */
/** @param {Page} page @param {string} text */
const state = (page, text) => page.locator('.studio-sync .badge').getByText(text, { exact: true }).waitFor();
/** @param {Page} page */
const push = (page) => page.getByRole('dialog').getByRole('button', { name: 'Push to the sandbox' }).click();
const PLAN = '/studio/sync-vapi/plan';

scenario('the first push is seen before it is made, and says whom it made', async ({ page, signedIn }) => {
  const dana = await signedIn('/studio');
  await state(page, 'Never pushed');
  await state(page, 'Sandbox');
  const dialog = await plan(page);
  await dialog.getByText('Version 0 makes your assistant.').waitFor();
  await dialog.getByText('nothing reaches a telephone').waitFor();
  await dialog.getByText('Technical details').click();
  await dialog.getByText('"voiceId": "sarah"').waitFor();
  await looksRight(page, 'sync, first plan');
  assert.equal((await dana.call('GET', '/studio/sync-vapi')).assistantId, null);
  await push(page);
  await dialog.getByText('Your assistant is made.').waitFor();
  const { assistantId, state: now } = await dana.call('GET', '/studio/sync-vapi');
  assert.equal(now, 'in_sync');
  await dialog.getByText(assistantId).waitFor();
  await looksRight(page, 'sync, done');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await state(page, 'In step');
});

scenario('a change is saved, shown word by word, and pushed', async ({ page, person, signedIn }) => {
  const dana = await person();
  await dana.call('POST', '/studio/sync-vapi');
  await signedIn('/studio', dana);
  await state(page, 'In step');
  await control(page, 'systemPrompt').fill('You are a helpful flower shop assistant.');
  const dialog = await plan(page);
  await dialog.getByText('Version 1 changes 1 setting of your assistant.').waitFor();
  assert.deepEqual([await dialog.locator('del').allTextContents(), await dialog.locator('ins').allTextContents()], [['removed: AI'], ['added: flower shop']]);
  await looksRight(page, 'sync, plan of a change');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await state(page, 'Changes to push');
  await page.getByText('Callers still hear version 0; version 1 is saved here.').waitFor();
  await plan(page);
  await dialog.getByText('Version 1 changes').waitFor();
  await push(page);
  await dialog.getByText('Your assistant is up to date.').waitFor();
  assert.equal((await dana.call('GET', '/studio/sync-vapi')).syncedRevision, 1);
});

scenario('a push of unsaved changes that cannot be saved goes to the fault and not to Vapi', async ({ page, signedIn }) => {
  await signedIn('/studio');
  await opened(page);
  await control(page, 'firstMessage').fill('');
  await page.locator('.studio-sync').getByRole('button', { name: 'Save, review and push' }).click();
  await page.locator('[name="firstMessage"]:focus').waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0);
});

scenario('a plan on its way has its shape, and a push its progress', async ({ page, signedIn }) => {
  await signedIn('/studio');
  await opened(page);
  const releasePlan = await hold(page, 'GET', PLAN);
  const dialog = await plan(page);
  await dialog.getByText('Comparing with Vapi').waitFor();
  await looksRight(page, 'sync, plan on its way');
  releasePlan();
  await dialog.getByText('makes your assistant').waitFor();
  const releasePush = await hold(page, 'POST', '/studio/sync-vapi');
  await push(page);
  await dialog.getByRole('progressbar').waitFor();
  await looksRight(page, 'sync, being pushed');
  await page.keyboard.press('Escape');
  assert.equal(await dialog.count(), 1);
  releasePush();
  await dialog.getByText('Your assistant is made.').waitFor();
});

scenario('what was changed at Vapi is told, with what the push brings back', async ({ page, person, signedIn }) => {
  const dana = await person();
  const { assistantId } = await dana.call('POST', '/studio/sync-vapi');
  const now = await dana.call('GET', '/studio/sync-vapi');
  await answerWith(page, 'GET', '/studio/sync-vapi', { json: { ...now, state: 'drifted' } });
  await answerWith(page, 'GET', PLAN, { json: { action: 'updated', assistantId, revision: 0, mode: 'live', payload: { voice: { speed: 1 } },
    changes: [{ field: 'voiceSpeed', from: 1.15, to: 1 }], warnings: [{ field: null, detail: 'Something that only the server knows.' }],
    drift: [{ field: 'voiceSpeed', path: 'voice.speed', from: 1, to: 1.15 }, { field: null, path: 'model.toolIds', from: null, to: ['t1'] }] } });
  await signedIn('/studio', dana);
  await state(page, 'Changed at Vapi');
  const dialog = await plan(page);
  const drift = dialog.locator('.studio-drift');
  await drift.getByText('1.15×').waitFor();
  await drift.getByText('model.toolIds').waitFor();
  await dialog.getByText('Something that only the server knows.').waitFor();
  await dialog.getByRole('button', { name: 'Push to Vapi' }).waitFor();
  await looksRight(page, 'sync, drift');
});

scenario('a state that cannot be looked at leaves what is known, and can be asked again', async ({ page, person, signedIn, watch }) => {
  watch.expects(503);
  const dana = await person();
  await dana.call('POST', '/studio/sync-vapi');
  const stop = await refuse(page, 'GET', '/studio/sync-vapi', { status: 503, code: 'vapi_unavailable' });
  await signedIn('/studio', dana);
  await page.getByText('Vapi could not be looked at just now.').waitFor();
  await state(page, 'In step');
  await looksRight(page, 'sync, not looked at');
  await stop();
  await page.locator('.studio-sync').getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Vapi could not be looked at just now.').waitFor({ state: 'detached' });
});

scenario('a push of another tab is shown until it is done', async ({ page, person, signedIn }) => {
  const dana = await person();
  await dana.call('POST', '/studio/sync-vapi');
  const now = await dana.call('GET', '/studio/sync-vapi');
  const stop = await answerWith(page, 'GET', '/studio/sync-vapi', { json: { ...now, state: 'syncing' } });
  await signedIn('/studio', dana);
  await state(page, 'Being pushed');
  await looksRight(page, 'sync, being pushed elsewhere');
  await stop();
  await state(page, 'In step');
});

scenario('a push that failed says why, in the person’s language where the reason is known', { locale: 'fr' }, async ({ page, signedIn }) => {
  const stop = await answerWith(page, 'GET', '/studio/sync-vapi', { json: { state: 'failed', syncedRevision: null, syncedAt: null, assistantId: null, mode: 'live',
    lastError: 'Vapi refused the key. Please enter a private key of your organisation.' } });
  await signedIn('/studio', { locale: 'fr' });
  await state(page, 'Échec de l’envoi');
  await page.getByText('Vapi a refusé la clé.').waitFor();
  await stop();
  await answerWith(page, 'GET', '/studio/sync-vapi', { json: { state: 'failed', syncedRevision: null, syncedAt: null, assistantId: null, mode: 'live',
    lastError: 'Vapi did not accept the settings: voice.voiceId must be one of …' } });
  await page.reload();
  await page.getByText('voice.voiceId must be one of').waitFor();
  await looksRight(page, 'sync, failed');
});

/** What Vapi may say, and what the person is told to do about it. @type {[string, number, string, RegExp][]} */
const REFUSALS = [
  ['no key', 409, 'vapi_not_configured', /needs a key of your Vapi account/],
  ['a key that is refused', 502, 'vapi_key_refused', /private key of your Vapi organisation/],
  ['Vapi being down', 503, 'vapi_unavailable', /Nothing is lost/],
  ['Vapi not answering', 504, 'vapi_timeout', /never a second assistant/],
  ['somebody else’s assistant', 409, 'assistant_conflict', /Assistant menu/],
];

for (const [what, status, code, next] of REFUSALS) {
  scenario(`${what} is told in plain words, with the next step`, async ({ page, signedIn, watch }) => {
    watch.expects(status);
    await signedIn('/studio');
    await opened(page);
    const stop = await refuse(page, 'GET', PLAN, { status, code });
    const dialog = await plan(page);
    await dialog.getByRole('alert').getByText(next).waitFor();
    await looksRight(page, `sync, ${what}`);
    await stop();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByText('makes your assistant').waitFor();
    await refuse(page, 'POST', '/studio/sync-vapi', { status, code });
    await push(page);
    await dialog.getByRole('alert').getByText(next).waitFor();
  });
}

scenario('who has no key is led to where it is entered', async ({ page, signedIn, watch }) => {
  watch.expects(409);
  await signedIn('/studio');
  await opened(page);
  await refuse(page, 'GET', PLAN, { status: 409, code: 'vapi_not_configured' });
  const dialog = await plan(page);
  await dialog.getByRole('link', { name: 'Go to the settings' }).click();
  await page.waitForURL('/settings');
});

scenario('settings that Vapi refuses are named, and shown on their fields', async ({ page, signedIn, watch }) => {
  watch.expects(502);
  await signedIn('/studio');
  await opened(page);
  await refuse(page, 'POST', '/studio/sync-vapi', { status: 502, code: 'vapi_rejected', errors: [
    { pointer: '/voiceId', code: 'rejected', detail: 'voice.voiceId must be one of the following values: …' },
    { pointer: '', code: 'rejected', detail: 'assistant.property tools should not exist' }] });
  const dialog = await plan(page);
  await push(page);
  await dialog.getByText('assistant.property tools should not exist').waitFor();
  await looksRight(page, 'sync, refused settings');
  await dialog.getByRole('button', { name: 'Show me where' }).click();
  await page.locator('[name="voiceId"]:focus').waitFor();
  await page.locator('#studio-voice').getByText('Vapi says: voice.voiceId must be').waitFor();
  await looksRight(page, 'sync, refused settings on their fields');
});

scenario('a wait that Vapi asks for is counted down', async ({ page, signedIn, watch }) => {
  watch.expects(503);
  await signedIn('/studio');
  await opened(page);
  const stop = await refuse(page, 'GET', PLAN, { status: 503, code: 'vapi_rate_limited', retryAfter: 2 });
  const dialog = await plan(page);
  await dialog.getByRole('button', { name: 'Try again in 2 seconds' }).waitFor();
  assert.equal(await dialog.getByRole('button', { name: /Try again/ }).isDisabled(), true);
  await stop();
  await dialog.getByRole('button', { name: 'Try again', exact: true }).click();
  await dialog.getByText('makes your assistant').waitFor();
});

scenario('a long wait that Vapi asks for is readable to everybody', async ({ page, signedIn, watch }) => {
  watch.expects(503);
  await signedIn('/studio');
  await opened(page);
  await refuse(page, 'GET', PLAN, { status: 503, code: 'vapi_rate_limited', retryAfter: 300 });
  const dialog = await plan(page);
  await dialog.getByRole('button', { name: /^Try again in/ }).waitFor();
  await looksRight(page, 'sync, a plan that has to wait');
});

scenario('the assistant can be let go of, and deleted at Vapi', async ({ page, person, signedIn }) => {
  const dana = await person();
  const { assistantId } = await dana.call('POST', '/studio/sync-vapi');
  await signedIn('/studio', dana);
  await state(page, 'In step');
  const menu = page.getByRole('button', { name: 'Assistant: Assistant' });
  await menu.click();
  await looksRight(page, 'sync, menu of the assistant');
  await page.getByRole('menuitem', { name: 'Let go of it…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(assistantId).waitFor();
  await dialog.getByRole('checkbox', { name: 'Also delete it at Vapi' }).check();
  await looksRight(page, 'sync, letting go');
  await dialog.getByRole('button', { name: 'Delete it' }).click();
  await state(page, 'Never pushed');
  assert.equal((await dana.call('GET', '/studio/config')).vapiAssistantId, null);
  await menu.click();
  await page.getByRole('menuitem', { name: 'Use an existing one…' }).waitFor();
});

scenario('an assistant that is there is linked by its id, faults on the field, refusals above', async ({ page, signedIn, watch }) => {
  watch.expects(422, 409);
  await signedIn('/studio');
  await opened(page);
  await page.getByRole('button', { name: 'Assistant: Assistant' }).click();
  await page.getByRole('menuitem', { name: 'Use an existing one…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Link it' }).click();
  await dialog.getByText('Please fill this in.').waitFor();
  await dialog.getByLabel('Assistant id').fill('not an id');
  await dialog.getByRole('button', { name: 'Link it' }).click();
  await page.locator('[name="assistantId"][aria-invalid="true"]').waitFor();
  await looksRight(page, 'sync, adopting');
  const stop = await refuse(page, 'POST', '/studio/assistant/adopt', { status: 409, code: 'vapi_not_configured' });
  await dialog.getByLabel('Assistant id').fill('35d4da42-025b-4983-a18d-8fda355b0d99');
  await dialog.getByRole('button', { name: 'Link it' }).click();
  await dialog.getByRole('alert').getByText('needs a key').waitFor();
  await looksRight(page, 'sync, adopting refused');
  await stop();
});

scenario('a push works by the keyboard alone', async ({ page, signedIn }) => {
  const dana = await signedIn('/studio');
  await opened(page);
  await tabTo(page, page.locator('.studio-sync').getByRole('button', { name: 'Review and push' }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('makes your assistant').waitFor();
  await tabTo(page, dialog.getByRole('button', { name: 'Push to the sandbox' }));
  await page.keyboard.press('Enter');
  await dialog.getByText('Your assistant is made.').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.studio-sync').getByRole('button', { name: 'Review and push' }).and(page.locator(':focus')).waitFor();
  assert.equal((await dana.call('GET', '/studio/sync-vapi')).state, 'in_sync');
});

scenario('a long text of a plan is read to its end by the keyboard', async ({ page, person, signedIn }) => {
  const dana = await person();
  await dana.call('PATCH', '/studio/config', { guidelines: 'Be brief.\n'.repeat(80) });
  await signedIn('/studio', dana);
  await opened(page);
  const dialog = await plan(page);
  const text = dialog.getByRole('group', { name: 'It is told' });
  await text.waitFor();
  await looksRight(page, 'sync, plan with a long text');
  await tabTo(page, text);
  await page.keyboard.press('End');
  await page.waitForFunction(() => (document.activeElement?.scrollTop ?? 0) > 100);
});

scenario('a plan is read on a phone', PHONE, async ({ page, person, signedIn }) => {
  const dana = await person();
  await dana.call('PATCH', '/studio/config', { organizationName: 'The flower shop of the market place of Lyon, third' });
  await signedIn('/studio', dana);
  await opened(page);
  await control(page, 'tone').selectOption('warm');
  await bar(page).getByText('1 unsaved change').waitFor();
  const dialog = await plan(page);
  await dialog.getByText('at most 40 characters').waitFor();
  await looksRight(page, 'sync, plan with a warning');
  await push(page);
  await dialog.getByText('Your assistant is made.').waitFor();
  await fitsItsWidth(page, 'sync, done');
});
