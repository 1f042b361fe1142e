import assert from 'node:assert/strict';
import { PHONE, fitsItsWidth, hold, looksRight, offline, refuse, scenario, stage, tabTo } from '../harness/index.js';
import { bar, control, openGroup, opened, save } from './studio-parts.js';

stage();

/** Nothing lies on it. @param {Element} it */
const isInSight = (it) => {
  const { left, top, width, height } = it.getBoundingClientRect();
  return it.contains(document.elementFromPoint(left + width / 2, top + height - 2));
};

scenario('the studio shows its shape while it is fetched, and then everything', async ({ page, signedIn }) => {
  const release = await hold(page, 'GET', '/studio/config');
  await signedIn('/studio');
  await page.locator('.skeleton').waitFor();
  await looksRight(page, 'studio, loading');
  release();
  await opened(page);
  for (const id of ['caller', 'voice', 'transcriber', 'model', 'organisation', 'email']) await openGroup(page, id);
  await looksRight(page, 'studio, all groups open');
});

scenario('a studio that cannot be fetched says so, and comes once it can', async ({ page, signedIn, watch }) => {
  watch.expects(503);
  const stop = await refuse(page, 'GET', '/studio/config', { status: 503, code: 'unavailable' });
  await signedIn('/studio');
  await page.getByRole('alert').getByText('busy').waitFor();
  await looksRight(page, 'studio, failed');
  await stop();
  await page.getByRole('button', { name: 'Try again' }).click();
  await opened(page);
});

scenario('only what changed is saved, with the version that it was changed from', async ({ page, signedIn }) => {
  const dana = await signedIn('/studio');
  await opened(page);
  await control(page, 'tone').selectOption('warm');
  await control(page, 'firstMessage').fill('Hello, this is the bakery.');
  await bar(page).getByText('2 unsaved changes').waitFor();
  await looksRight(page, 'studio, unsaved changes');
  const answer = await save(page);
  assert.deepEqual(answer.request().postDataJSON(), { tone: 'warm', firstMessage: 'Hello, this is the bakery.' });
  assert.match((await answer.request().allHeaders())['if-match'] ?? '', /^"0-/);
  await page.locator('.toast').getByText('Saved').waitFor();
  await bar(page).getByRole('button').first().waitFor({ state: 'hidden' });
  assert.equal((await dana.call('GET', '/studio/config')).tone, 'warm');
});

scenario('voices follow their provider, and a pace that it does not have is told with what is sent', async ({ page, signedIn }) => {
  const dana = await signedIn('/studio');
  await opened(page);
  await openGroup(page, 'voice');
  await control(page, 'voiceProvider').selectOption('openai');
  assert.equal(await control(page, 'voiceId').inputValue(), 'alloy');
  await control(page, 'voiceSpeed').fill('3');
  assert.equal(await page.locator('.studio-advice').count(), 0);
  await control(page, 'voiceProvider').selectOption('11labs');
  assert.equal(await control(page, 'voiceId').inputValue(), 'sarah');
  const advice = page.locator('.studio-advice').getByText('1.2 is sent instead of 3');
  await advice.waitFor();
  await looksRight(page, 'studio, a soft warning');
  await save(page);
  assert.equal((await dana.call('GET', '/studio/config')).voiceSpeed, 3);
  await page.getByRole('button', { name: 'Use 1.2×' }).click();
  await advice.waitFor({ state: 'detached' });
  await save(page);
  assert.equal((await dana.call('GET', '/studio/config')).voiceSpeed, 1.2);
});

scenario('a provider without a list takes a voice by its id', async ({ page, signedIn, watch }) => {
  watch.expects(422);
  const dana = await signedIn('/studio');
  await opened(page);
  await openGroup(page, 'voice');
  await control(page, 'voiceProvider').selectOption('cartesia');
  assert.equal(await control(page, 'voiceId').inputValue(), '');
  await bar(page).getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Please fill this in.').waitFor();
  await page.locator('[name="voiceId"]:focus').waitFor();
  await looksRight(page, 'studio, a voice by its id');
  await control(page, 'voiceId').fill('my-voice');
  await save(page);
  assert.equal((await dana.call('GET', '/studio/config')).voiceId, 'my-voice');
});

scenario('a setting is taken back alone, all together, and that too', async ({ page, signedIn }) => {
  await signedIn('/studio');
  await opened(page);
  await control(page, 'guidelines').fill('Be brief.');
  await control(page, 'persona').selectOption('coach');
  await page.getByRole('button', { name: 'Reset Persona' }).click();
  assert.equal(await control(page, 'persona').inputValue(), 'professional');
  await bar(page).getByText('1 unsaved change').waitFor();
  await bar(page).getByRole('button', { name: 'Discard' }).click();
  assert.equal(await control(page, 'guidelines').inputValue(), '');
  // It waits for whoever is in it.
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).focus();
  await looksRight(page, 'studio, discarded');
  await page.waitForTimeout(7000);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  assert.equal(await control(page, 'guidelines').inputValue(), 'Be brief.');
});

scenario('a saved value goes back to the default, an address to that of the account', async ({ page, person, signedIn }) => {
  const dana = await person();
  await dana.call('PATCH', '/studio/config', { tone: 'formal', adminEmail: 'other@example.com' });
  await signedIn('/studio', dana);
  await opened(page);
  await page.getByRole('button', { name: 'Tone: Use the default: Friendly' }).click();
  const group = await openGroup(page, 'email');
  await group.getByRole('button', { name: 'Account questions: Follow the account' }).click();
  assert.deepEqual((await save(page)).request().postDataJSON(), { tone: 'friendly', adminEmail: null });
  await page.locator('.toast').getByText('Saved').waitFor();
  assert.equal(await control(page, 'adminEmail').inputValue(), dana.email);
});

scenario('what was typed survives a reload', async ({ page, signedIn }) => {
  await signedIn('/studio');
  await opened(page);
  await control(page, 'systemPrompt').fill('You sell flowers.');
  await page.reload();
  await opened(page);
  assert.equal(await control(page, 'systemPrompt').inputValue(), 'You sell flowers.');
  await bar(page).getByText('1 unsaved change').waitFor();
});

scenario('what was typed survives a session that ended', async ({ page, signedIn, watch }) => {
  watch.expects(401);
  const dana = await signedIn('/studio');
  await opened(page);
  await control(page, 'systemPrompt').fill('You sell flowers.');
  const { sessions } = await dana.call('GET', '/auth/sessions');
  for (const { id, current } of sessions) if (!current) await dana.call('DELETE', `/auth/sessions/${id}`);
  await bar(page).getByRole('button', { name: 'Save changes' }).click();
  await page.waitForURL('/login?next=%2Fstudio');
  await page.getByLabel('Password', { exact: true }).fill(dana.password);
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL('/studio');
  await opened(page);
  assert.equal(await control(page, 'systemPrompt').inputValue(), 'You sell flowers.');
  await save(page);
  assert.equal((await dana.call('GET', '/studio/config')).systemPrompt, 'You sell flowers.');
});

scenario('what the server refuses lies on its field, in a group that was closed, which gets the focus', async ({ page, signedIn, watch }) => {
  watch.expects(422);
  await signedIn('/studio');
  await opened(page);
  const group = await openGroup(page, 'organisation');
  await control(page, 'timezone').fill('Mars/Olympus');
  await group.locator('summary').click();
  assert.equal(await group.getAttribute('open'), null);
  await save(page);
  await group.getByText('This value is not known.').waitFor();
  await page.locator('[name="timezone"]:focus').waitFor();
  assert.equal(await control(page, 'timezone').evaluate(isInSight), true, 'the bar covers the field');
  await group.getByText('1 to fix').waitFor();
  await looksRight(page, 'studio, a fault on its field');
  await control(page, 'timezone').fill('Asia/Jerusalem');
  await group.getByText('1 to fix').waitFor({ state: 'detached' });
  assert.equal((await save(page)).status(), 200);
});

scenario('what two people change at once is asked one by one, mine or theirs, and the save goes on', async ({ page, signedIn, watch }) => {
  watch.expects(412);
  const dana = await signedIn('/studio');
  await opened(page);
  await control(page, 'systemPrompt').fill('You sell flowers in Lyon.');
  await control(page, 'tone').selectOption('warm');
  await dana.call('PATCH', '/studio/config', { systemPrompt: 'You sell bread in Lyon.', tone: 'formal', voiceSpeed: 1.1 });
  await bar(page).getByRole('button', { name: 'Save changes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Changed elsewhere meanwhile' });
  await dialog.waitFor();
  await looksRight(page, 'studio, mine or theirs');
  await dialog.getByRole('group', { name: 'Tone' }).getByRole('radio', { name: 'Saved elsewhere' }).check();
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await page.locator('.toast').getByText('Saved').waitFor();
  const { systemPrompt, tone, voiceSpeed } = await dana.call('GET', '/studio/config');
  assert.deepEqual({ systemPrompt, tone, voiceSpeed }, { systemPrompt: 'You sell flowers in Lyon.', tone: 'formal', voiceSpeed: 1.1 });
});

scenario('a choice that is put off loses nothing', async ({ page, signedIn, watch }) => {
  watch.expects(412);
  const dana = await signedIn('/studio');
  await opened(page);
  await control(page, 'tone').selectOption('warm');
  await dana.call('PATCH', '/studio/config', { tone: 'formal' });
  await bar(page).getByRole('button', { name: 'Save changes' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Decide later' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await control(page, 'tone').inputValue(), 'warm');
  assert.equal((await dana.call('GET', '/studio/config')).tone, 'formal');
  await page.reload();
  const dialog = page.getByRole('dialog', { name: 'Changed elsewhere meanwhile' });
  await dialog.getByRole('radio', { name: 'Mine' }).check();
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await save(page);
  assert.equal((await dana.call('GET', '/studio/config')).tone, 'warm');
});

scenario('two devices that change different settings both get their way', async ({ page, person, signedIn, anotherDevice, watch }) => {
  watch.expects(412);
  const dana = await person();
  const { page: other } = await anotherDevice();
  await signedIn('/studio', dana);
  await signedIn('/studio', dana, other);
  await opened(page);
  await opened(other);
  await control(page, 'tone').selectOption('warm');
  await save(page);
  await control(other, 'persona').selectOption('coach');
  await bar(other).getByRole('button', { name: 'Save changes' }).click();
  await other.locator('.toast').getByText('Saved').waitFor();
  const { persona, tone } = await dana.call('GET', '/studio/config');
  assert.deepEqual([persona, tone], ['coach', 'warm']);
  assert.equal(await control(other, 'tone').inputValue(), 'warm');
});

scenario('without a network nothing is lost, and the save works once it is back', async ({ page, signedIn, watch }) => {
  watch.expects(/ERR_INTERNET_DISCONNECTED/);
  const dana = await signedIn('/studio');
  await opened(page);
  await control(page, 'tone').selectOption('warm');
  await offline(page);
  await bar(page).getByRole('button', { name: 'Save changes' }).click();
  await page.getByRole('alert').getByText('cannot be reached').waitFor();
  await offline(page, false);
  await looksRight(page, 'studio, offline');
  await save(page);
  assert.equal((await dana.call('GET', '/studio/config')).tone, 'warm');
});

scenario('what the preview shows is what the server would send', async ({ page, signedIn }) => {
  const dana = await signedIn('/studio');
  await opened(page);
  await control(page, 'systemPrompt').fill('  You sell flowers.\nYou know all of them. ');
  await control(page, 'guidelines').fill('Be brief.');
  await control(page, 'persona').selectOption('coach');
  await control(page, 'tone').selectOption({ label: 'Another…' });
  await control(page, 'tone').fill('salty');
  await control(page, 'language').selectOption('he');
  await openGroup(page, 'caller');
  await control(page, 'askForName').uncheck();
  await control(page, 'askForPhone').check();
  const shown = (await page.locator('.studio-part p').allTextContents()).join('\n\n');
  await save(page);
  const sent = (await dana.call('GET', '/studio/sync-vapi/plan')).payload.model.messages[0].content;
  assert.equal(shown, sent);
});

scenario('the preview shows what changed, and leads to where it is changed', async ({ page, signedIn }) => {
  await signedIn('/studio');
  await opened(page);
  await control(page, 'firstMessage').fill('Hello! How may I help you today?');
  const preview = page.getByRole('complementary', { name: 'Preview' });
  await preview.getByRole('switch', { name: 'Show what changed' }).check();
  assert.deepEqual([await preview.locator('del').textContent(), await preview.locator('ins').textContent()], ['removed: can', 'added: may']);
  await looksRight(page, 'studio, what changed in the preview');
  await preview.getByRole('switch', { name: 'Show what changed' }).uncheck();
  await preview.getByRole('button', { name: 'Change: Caller info' }).click();
  await page.locator('[name="askForName"]:focus').waitFor();
});

scenario('the mail password is written and never shown, kept in no draft, and can be removed', async ({ page, signedIn }) => {
  const dana = await signedIn('/studio');
  await opened(page);
  const group = await openGroup(page, 'email');
  await control(page, 'smtpPassword').fill('between us');
  assert.equal(await page.evaluate(() => JSON.stringify({ ...sessionStorage }).includes('between us')), false);
  await save(page);
  await group.getByText('A password is stored').waitFor();
  assert.equal(await control(page, 'smtpPassword').inputValue(), '');
  assert.equal((await dana.call('GET', '/studio/config')).smtpPasswordSet, true);
  await group.getByRole('button', { name: 'Remove it' }).click();
  await group.getByText('removed when you save').waitFor();
  await looksRight(page, 'studio, removing the mail password');
  await save(page);
  assert.equal((await dana.call('GET', '/studio/config')).smtpPasswordSet, false);
});

scenario('a text that is too long is not cut: it is told, and stays', async ({ page, signedIn }) => {
  await signedIn('/studio');
  await opened(page);
  await control(page, 'firstMessage').fill('a'.repeat(2001));
  await bar(page).getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Too long: at most 2000 characters.').waitFor();
  await looksRight(page, 'studio, too long');
  assert.equal((await control(page, 'firstMessage').inputValue()).length, 2001);
});

scenario('a setting is changed and saved by the keyboard alone', async ({ page, signedIn }) => {
  const dana = await signedIn('/studio');
  await opened(page);
  const summary = page.locator('#studio-caller > summary');
  await tabTo(page, summary);
  await page.keyboard.press('Enter');
  await tabTo(page, control(page, 'askForEmail'));
  await page.keyboard.press('Space');
  const answer = page.waitForResponse((one) => one.request().method() === 'PATCH');
  await page.keyboard.press('Control+s');
  await answer;
  assert.equal((await dana.call('GET', '/studio/config')).askForEmail, true);
});

scenario('in Hebrew the studio is right to left, and what is typed has its own direction', { locale: 'he' }, async ({ page, signedIn }) => {
  const dana = await signedIn('/studio', { locale: 'he' });
  await opened(page);
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  await page.getByRole('heading', { name: 'אופי וטון' }).waitFor();
  await control(page, 'firstMessage').fill('שלום, כאן המאפייה.');
  assert.equal(await control(page, 'firstMessage').evaluate((it) => getComputedStyle(it).direction), 'rtl');
  assert.equal(await control(page, 'systemPrompt').evaluate((it) => getComputedStyle(it).direction), 'ltr');
  await save(page);
  assert.equal((await dana.call('GET', '/studio/config')).firstMessage, 'שלום, כאן המאפייה.');
});

scenario('on a phone everything is in reach, and the bar stands above the places', PHONE, async ({ page, signedIn }) => {
  const dana = await signedIn('/studio');
  await opened(page);
  await control(page, 'tone').selectOption('warm');
  await control(page, 'tone').focus();
  await fitsItsWidth(page, 'studio, unsaved');
  const [save_, places] = await Promise.all([bar(page).boundingBox(), page.getByRole('navigation', { name: 'Main' }).boundingBox()]);
  assert.ok(save_ && places && save_.y + save_.height <= places.y + 1, `${save_?.y} + ${save_?.height} > ${places?.y}`);
  await page.locator('.studio-preview summary').click();
  await page.getByText('Speak warmly and with empathy.').waitFor();
  await looksRight(page, 'studio, preview open');
  await save(page);
  assert.equal((await dana.call('GET', '/studio/config')).tone, 'warm');
});
