import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PHONE, fitsItsWidth, hold, looksRight, refuse, scenario, stage, tabTo } from '../harness/index.js';

stage();

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page @param {string} name */
const card = (page, name) => page.getByRole('region', { name });

scenario('the profile is saved, and the greeting and the account’s name follow', async ({ page, signedIn }) => {
  const dana = await signedIn('/settings');
  await page.getByLabel('Your name').waitFor();
  await looksRight(page, 'settings, profile');
  await page.getByLabel('Your name').fill('Dana Cohen');
  await page.getByLabel('Name of the business').fill('Cohen Flowers');
  await page.getByLabel('What you do').selectOption('Shop');
  await page.getByLabel('Your phone number').fill('+33 6 12 34 56 71');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.toast').getByText('Saved').waitFor();
  const profile = await dana.call('GET', '/user/profile');
  assert.deepEqual([profile.name, profile.organization_name, profile.industry], ['Dana Cohen', 'Cohen Flowers', 'retail']);
  assert.equal((await dana.call('GET', '/auth/me')).phone, '+33612345671');
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByText('Dana Cohen').first().waitFor();
});

scenario('a phone number that is somebody else’s, or none, is told on its field', async ({ page, person, signedIn, watch }) => {
  watch.expects(409, 422);
  const other = await person();
  await other.call('PATCH', '/auth/me', { phone: '+33612345672' });
  await signedIn('/settings');
  await page.getByLabel('Your phone number').fill('+33612345672');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('There is an account with this phone number already.').waitFor();
  await page.locator('[name=phone]:focus').waitFor();
  await looksRight(page, 'settings, phone taken');
  await page.getByLabel('Your phone number').fill('12');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('This does not have the right form.').waitFor();
});

scenario('what was typed in the profile survives a reload', async ({ page, signedIn }) => {
  await signedIn('/settings');
  await page.getByLabel('Your name').fill('Half typed');
  await page.reload();
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Half typed');
});

scenario('the language is changed at once and kept by the account, the theme by the browser', async ({ page, signedIn }) => {
  const dana = await signedIn('/settings');
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.url().endsWith('/user/profile'));
  await page.getByRole('radio', { name: 'עברית' }).check();
  await page.getByRole('heading', { level: 1, name: 'הגדרות' }).waitFor();
  assert.ok((await saved).ok());
  assert.equal((await dana.call('GET', '/user/profile')).locale, 'he');
  await page.getByRole('radio', { name: 'כהה' }).check();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
});

scenario('the groups are walked by the arrow keys, and each has an address', async ({ page, signedIn }) => {
  await signedIn('/settings');
  await tabTo(page, page.getByRole('tab', { name: 'Profile' }));
  await page.keyboard.press('ArrowRight');
  await page.getByRole('tab', { name: 'Connections', selected: true }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('End');
  await page.getByRole('tab', { name: 'Your data', selected: true }).and(page.locator(':focus')).waitFor();
  assert.equal(new URL(page.url()).search, '?tab=data');
  await page.reload();
  await page.getByRole('tab', { name: 'Your data', selected: true }).waitFor();
  await looksRight(page, 'settings, data');
});

scenario('a Vapi key is stored, shown masked, tested, replaced and removed', async ({ page, signedIn }) => {
  const dana = await signedIn('/settings?tab=connections');
  const vapi = card(page, 'Vapi');
  await vapi.getByLabel('Private key', { exact: true }).fill('0123456789abcdef0123456789');
  await looksRight(page, 'settings, connections, empty');
  await vapi.getByRole('button', { name: 'Save' }).click();
  await vapi.getByText('Works', { exact: true }).waitFor();
  assert.doesNotMatch(await vapi.innerText(), /0123456789/);
  await vapi.getByRole('button', { name: 'Test' }).click();
  await vapi.getByText('Vapi knows this key.').waitFor();
  await looksRight(page, 'settings, connections, stored');
  await vapi.getByRole('button', { name: 'Replace' }).click();
  await vapi.getByRole('button', { name: 'Cancel' }).click();
  await vapi.getByRole('button', { name: 'Remove' }).click();
  await looksRight(page, 'settings, removing the key');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await vapi.getByLabel('Private key', { exact: true }).waitFor();
  assert.equal((await dana.call('GET', '/vapi-settings')).has_vapi_key, false);
});

scenario('a key that Vapi refuses is told on its field, and at the test', async ({ page, person, signedIn, watch }) => {
  watch.expects(422, 502);
  const dana = await person();
  await signedIn('/settings?tab=connections', dana);
  const vapi = card(page, 'Vapi');
  const stop = await refuse(page, 'POST', '/vapi-settings', { status: 422, code: 'validation_failed', errors: [{ pointer: '/vapi_api_key', code: 'key_refused', detail: 'no' }] });
  await vapi.getByLabel('Private key', { exact: true }).fill('0123456789abcdef');
  await vapi.getByRole('button', { name: 'Save' }).click();
  await vapi.getByText('This key was refused.').waitFor();
  await looksRight(page, 'settings, key refused');
  await stop();
  await vapi.getByRole('button', { name: 'Save' }).click();
  await refuse(page, 'GET', '/studio/sync-vapi/plan', { status: 502, code: 'vapi_key_refused' });
  await vapi.getByRole('button', { name: 'Test' }).click();
  await vapi.getByText('Vapi refused the key.').waitFor();
  await looksRight(page, 'settings, key refused at the test');
});

scenario('Twilio’s faults land on their fields, and what is right is kept', async ({ page, signedIn, watch }) => {
  watch.expects(422);
  await signedIn('/settings?tab=connections');
  const twilio = card(page, 'Twilio');
  await twilio.getByLabel('Account SID').fill('AC12');
  await twilio.getByLabel('Auth token', { exact: true }).fill('short');
  await twilio.getByRole('button', { name: 'Save' }).click();
  await twilio.getByText('This does not have the right form.').waitFor();
  await twilio.getByText('Too short: at least 32 characters.').waitFor();
  await looksRight(page, 'settings, Twilio refused');
  await twilio.getByLabel('Account SID').fill(`AC${'0a'.repeat(16)}`);
  await twilio.getByLabel('Auth token', { exact: true }).fill('0123456789abcdef0123456789abcdef');
  await twilio.getByLabel('Phone number').fill('+33123456789');
  await twilio.getByRole('button', { name: 'Save' }).click();
  await twilio.getByText('+33123456789').waitFor();
  await looksRight(page, 'settings, Twilio stored');
  await twilio.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await twilio.getByLabel('Account SID').waitFor();
});

scenario('sessions are told by their devices, this one is marked, and others are ended', async ({ page, person, signedIn, anotherDevice }) => {
  const dana = await person();
  const { page: other } = await anotherDevice({ userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605 Version/17.1 Mobile Safari/605' });
  await signedIn('/settings', dana, other);
  await signedIn('/settings?tab=security', dana);
  const sessions = card(page, 'Where you are signed in');
  await sessions.getByText('This device').waitFor();
  await looksRight(page, 'settings, security');
  await sessions.getByRole('button', { name: 'End the session: Safari on iPhone' }).click();
  await sessions.getByText('Safari on iPhone').waitFor({ state: 'detached' });
  await sessions.getByRole('button', { name: 'End all others' }).click();
  await sessions.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' });
  assert.equal(await sessions.getByRole('listitem').count(), 1);
});

scenario('a wrong current password is told on its field; the right one changes it and ends the others', async ({ page, person, signedIn, watch }) => {
  watch.expects(422);
  const dana = await person();
  await signedIn('/settings?tab=security', dana);
  const password = card(page, 'Password');
  await password.getByLabel('Current password', { exact: true }).fill('not this one at all');
  await password.getByLabel('New password', { exact: true }).fill('nine green otters later');
  await page.keyboard.press('Enter');
  await password.getByText('This is not your current password.').waitFor();
  await page.locator('[name=current_password]:focus').waitFor();
  await looksRight(page, 'settings, wrong password');
  await password.getByLabel('Current password', { exact: true }).fill(dana.password);
  await page.keyboard.press('Enter');
  await page.locator('.toast').getByText('Your password is changed.').waitFor();
  await assert.rejects(dana.call('GET', '/auth/sessions'), /401/);
});

scenario('the activity is told in words, and more of it is fetched on demand', async ({ page, person, signedIn }) => {
  const dana = await person();
  for (let n = 0; n < 12; n += 1) await dana.call('PATCH', '/studio/config', { businessHours: `${n}` });
  await signedIn('/settings?tab=security', dana);
  const activity = card(page, 'What happened');
  await activity.getByText('Assistant’s settings saved').first().waitFor();
  assert.equal(await activity.getByRole('listitem').count(), 10);
  await activity.getByRole('button', { name: 'Show more' }).click();
  await activity.getByText('Account made').waitFor();
  await looksRight(page, 'settings, all activity');
});

scenario('all data is taken along in one file, without a secret', async ({ page, signedIn }) => {
  const dana = await signedIn('/settings?tab=data');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await coming;
  assert.match(file.suggestedFilename(), /^ava-studio-\d{4}-\d{2}-\d{2}\.json$/);
  const text = readFileSync(await file.path(), 'utf8');
  assert.equal(JSON.parse(text).account.email, dana.email);
  assert.doesNotMatch(text, /argon2|refresh_token"/);
});

scenario('an account is deleted only by its address and password, and then it is gone', async ({ page, person, signedIn, watch }) => {
  watch.expects(422);
  const dana = await person();
  await dana.call('POST', '/studio/sync-vapi', {});
  await signedIn('/settings?tab=data', dana);
  await page.getByRole('button', { name: 'Delete my account…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Your assistant is deleted at Vapi too').waitFor();
  await looksRight(page, 'settings, deleting');
  await dialog.getByLabel('Type your email to confirm').fill('somebody@example.com');
  await dialog.getByLabel('Your password', { exact: true }).fill('not this one at all');
  await page.keyboard.press('Enter');
  await dialog.getByText('This is not the address of this account.').waitFor();
  await dialog.getByLabel('Type your email to confirm').fill(dana.email);
  await page.keyboard.press('Enter');
  await dialog.getByText('This is not your current password.').waitFor();
  await looksRight(page, 'settings, deleting refused');
  await dialog.getByLabel('Your password', { exact: true }).fill(dana.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/login/);
  await page.locator('.toast').getByText('Your account is deleted.').waitFor();
  await assert.rejects(dana.call('GET', '/auth/me'), /401/);
});

scenario('an assistant under one’s own key is named as what stays at Vapi', async ({ page, person, signedIn }) => {
  const dana = await person();
  await dana.call('POST', '/vapi-settings', { vapi_api_key: '0123456789abcdef0123456789' });
  const { assistantId } = await dana.call('POST', '/studio/sync-vapi', {});
  await signedIn('/settings?tab=data', dana);
  await page.getByRole('button', { name: 'Delete my account…' }).click();
  await page.getByRole('dialog').getByText(assistantId).waitFor();
  await looksRight(page, 'settings, deleting, with what stays');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Delete my account…' }).and(page.locator(':focus')).waitFor();
});

scenario('each group has its shape while it comes, and says when it does not', async ({ page, signedIn, watch }) => {
  watch.expects(503);
  const release = await hold(page, 'GET', '/user/profile');
  await signedIn('/settings');
  await page.locator('.settings .skeleton').waitFor();
  await looksRight(page, 'settings, loading');
  release();
  await page.getByLabel('Your name').waitFor();
  await refuse(page, 'GET', '/auth/sessions', { status: 503, code: 'unavailable' });
  const stop = await refuse(page, 'GET', '/auth/me/activity', { status: 503, code: 'unavailable' });
  await page.getByRole('tab', { name: 'Security' }).click();
  await card(page, 'What happened').getByRole('alert').waitFor();
  await looksRight(page, 'settings, failed');
  await stop();
  await card(page, 'What happened').getByRole('button', { name: 'Try again' }).click();
  await card(page, 'What happened').getByText('Account made').waitFor();
});

scenario('a word that comes over the field that one is in does not cover it', PHONE, async ({ page, signedIn }) => {
  await signedIn('/settings');
  const name = page.getByLabel('Your name');
  await name.fill('Dana Levi-Cohen');
  const before = await name.boundingBox();
  assert.ok(before);
  await page.setViewportSize({ width: 320, height: Math.round(before.y + before.height + 100) });
  await page.keyboard.press('Enter');
  const word = page.locator('.toast').filter({ hasText: 'Saved' });
  await word.hover();
  const [its, theirs] = [await name.boundingBox(), await word.boundingBox()];
  assert.ok(its && theirs && its.y + its.height <= theirs.y, `${JSON.stringify(its)} under ${JSON.stringify(theirs)}`);
});

scenario('the settings fit a phone', PHONE, async ({ page, person, signedIn }) => {
  const dana = await person();
  await dana.call('POST', '/vapi-settings', { vapi_api_key: '0123456789abcdef0123456789' });
  for (const tab of ['profile', 'connections', 'security', 'data']) {
    await (tab === 'profile' ? signedIn('/settings?tab=profile', dana) : page.goto(`/settings?tab=${tab}`));
    await page.getByRole('tabpanel').getByRole('heading').first().waitFor();
    await fitsItsWidth(page, `settings, ${tab}`);
  }
});
