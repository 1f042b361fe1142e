import assert from 'node:assert/strict';
import { PHONE, fitsItsWidth, focused, hold, looksRight, press, refuse, scenario, stage, tabTo } from '../harness/index.js';

stage();

const LIST = '/studio/config/revisions';

/** Three versions, the second of which was pushed. @param {import('../harness/person.js').Person} dana */
async function past(dana) {
  await dana.call('PATCH', '/studio/config', { systemPrompt: 'You sell bread.', tone: 'warm', guidelines: 'Be brief.', askForEmail: true, voiceSpeed: 1.1 });
  await dana.call('PATCH', '/studio/config', { voiceId: 'burt' });
  await dana.call('POST', '/studio/sync-vapi');
  await dana.call('PATCH', '/studio/config', { systemPrompt: 'You sell fresh bread.', organizationName: 'Boulangerie' });
  return dana;
}

/** @param {import('playwright-core').Page} page @param {string} name */
const row = (page, name) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });

scenario('a history without a version says what will be here, and leads there', async ({ page, signedIn }) => {
  const release = await hold(page, 'GET', LIST);
  await signedIn('/history');
  await page.locator('.skeleton').waitFor();
  await looksRight(page, 'history, loading');
  release();
  await page.getByText('No changes yet').waitFor();
  await looksRight(page, 'history, empty');
  await page.getByRole('link', { name: 'Open the studio' }).click();
  await page.waitForURL('/studio');
});

scenario('the history says that the server is busy, and tries again', async ({ page, signedIn, watch }) => {
  watch.expects(503);
  const stop = await refuse(page, 'GET', LIST, { status: 503, code: 'unavailable' });
  await signedIn('/history');
  await page.getByRole('alert').getByText('busy').waitFor();
  await looksRight(page, 'history, failed');
  await stop();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No changes yet').waitFor();
});

scenario('each version says who changed what, which is in the studio and which at Vapi', async ({ page, person, signedIn }) => {
  await signedIn('/history', await past(await person()));
  await row(page, 'Version 3').getByText('Organisation name and Instructions').waitFor();
  await row(page, 'Version 3').getByText('In the studio').waitFor();
  await row(page, 'Version 2').getByText('At Vapi').waitFor();
  await row(page, 'Version 1').getByText('and 1 more').waitFor();
  await row(page, 'Version 1').getByText('· you').waitFor();
  await row(page, 'The start').getByText('Everything at its default').waitFor();
  assert.equal(await page.getByText('At Vapi', { exact: true }).count(), 1);
  await looksRight(page, 'history');
});

scenario('what one version changed is seen at once, and by its address', async ({ page, person, signedIn }) => {
  await signedIn('/history', await past(await person()));
  await page.getByRole('button', { name: 'What changed: Version 3' }).click();
  const dialog = page.getByRole('dialog', { name: 'Version 2 → Version 3' });
  await dialog.getByText('Boulangerie').waitFor();
  assert.deepEqual(await dialog.locator('ins').allTextContents(), ['added: fresh ']);
  await looksRight(page, 'history, what changed');
  assert.equal(new URL(page.url()).search, '?from=2&to=3');
  await page.reload();
  await dialog.getByText('Boulangerie').waitFor();
  await dialog.getByRole('button', { name: 'The other way round' }).click();
  await page.getByRole('dialog', { name: 'Version 3 → Version 2' }).locator('del').getByText('fresh').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  assert.equal(new URL(page.url()).search, '');
});

scenario('a long text that changed is read to its end by the keyboard', async ({ page, person, signedIn }) => {
  const dana = await person();
  await dana.call('PATCH', '/studio/config', { guidelines: 'Be brief.\n'.repeat(80) });
  await dana.call('PATCH', '/studio/config', { guidelines: 'Be very brief.\n'.repeat(80) });
  await signedIn('/history?from=1&to=2', dana);
  const text = page.getByRole('dialog').getByRole('group', { name: 'Rules' });
  await text.waitFor();
  await looksRight(page, 'history, a long text');
  await tabTo(page, text);
  await page.keyboard.press('End');
  await page.waitForFunction(() => (document.activeElement?.scrollTop ?? 0) > 100);
});

scenario('any two versions are put beside each other, the start among them', async ({ page, person, signedIn }) => {
  await signedIn('/history', await past(await person()));
  const compare = page.getByRole('button', { name: 'Compare the two' });
  assert.equal(await compare.isDisabled(), true);
  await page.getByRole('checkbox', { name: 'Compare: Version 2' }).check();
  await page.getByText('Version 2 is ticked.').waitFor();
  await page.getByRole('checkbox', { name: 'Compare: Version 1' }).check();
  await page.getByRole('checkbox', { name: 'Compare: The start' }).check();
  await looksRight(page, 'history, two picked');
  assert.equal(await page.getByRole('checkbox', { name: 'Compare: Version 2' }).isChecked(), false);
  await compare.click();
  const dialog = page.getByRole('dialog', { name: 'The start → Version 1' });
  await dialog.getByText('Friendly').waitFor();
  assert.deepEqual(await dialog.locator('dt').allTextContents(), ['Speed', 'Instructions', 'Rules', 'Tone', 'Ask for the email']);
});

scenario('a version that cannot be fetched says so in its dialog, and comes once it can', async ({ page, person, signedIn, watch }) => {
  watch.expects(503);
  await signedIn('/history', await past(await person()));
  const stop = await refuse(page, 'GET', `${LIST}/3`, { status: 503, code: 'unavailable' });
  await page.getByRole('button', { name: 'What changed: Version 3' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('alert').getByText('busy').waitFor();
  await looksRight(page, 'history, comparing failed');
  await stop();
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await dialog.getByText('Boulangerie').waitFor();
});

scenario('a version is brought back in two clicks, as a new one', async ({ page, person, signedIn }) => {
  const dana = await past(await person());
  await signedIn('/history', dana);
  await page.getByRole('button', { name: 'Bring back: Version 1' }).click();
  const dialog = page.getByRole('dialog', { name: 'Bring back: Version 1?' });
  await dialog.locator('del').getByText('fresh').waitFor();
  await looksRight(page, 'history, bringing back');
  await dialog.getByRole('button', { name: 'Bring it back' }).click();
  await row(page, 'Version 4').getByText('In the studio').waitFor();
  await page.locator('.toast').getByText('Version 1 is back, as version 4.').waitFor();
  await page.locator('.toast button').last().focus();
  await looksRight(page, 'history, brought back');
  const { revision, systemPrompt, voiceId } = await dana.call('GET', '/studio/config');
  assert.deepEqual([revision, systemPrompt, voiceId], [4, 'You sell bread.', 'sarah']);
  await page.locator('.toast').getByRole('button', { name: 'Review and push' }).click();
  await page.getByRole('dialog', { name: 'What will change at Vapi' }).getByText('Version 4 changes').waitFor();
});

scenario('the start can be brought back, once it is seen what that changes', async ({ page, person, signedIn }) => {
  const dana = await past(await person());
  await signedIn('/history', dana);
  const release = await hold(page, 'GET', `${LIST}/3`);
  await page.getByRole('button', { name: 'Bring back: The start' }).click();
  const back = page.getByRole('dialog').getByRole('button', { name: 'Bring it back' });
  // It moves when the changes come, and who pressed it just then pressed beside it.
  assert.equal(await back.isDisabled(), true);
  release();
  await back.click();
  await row(page, 'Version 4').waitFor();
  assert.equal((await dana.call('GET', '/studio/config')).systemPrompt, 'You are a helpful AI assistant.');
});

scenario('a version is not brought back over one that was saved meanwhile and not seen', async ({ page, person, signedIn, watch }) => {
  watch.expects(412);
  const dana = await past(await person());
  await signedIn('/history', dana);
  await page.getByRole('button', { name: 'Bring back: Version 1' }).click();
  await dana.call('PATCH', '/studio/config', { tone: 'formal' });
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Bring it back' }).click();
  await dialog.getByRole('alert').getByText('saved elsewhere meanwhile').waitFor();
  await looksRight(page, 'history, saved elsewhere');
  await dialog.getByRole('button', { name: 'Show the new list' }).click();
  await row(page, 'Version 4').getByText('Tone').waitFor();
  assert.equal((await dana.call('GET', '/studio/config')).revision, 4);
});

scenario('a long history comes by and by, to its start', async ({ page, person, signedIn, watch }) => {
  watch.expects(503);
  const dana = await person();
  for (let at = 1; at <= 45; at += 1) await dana.call('PATCH', '/studio/config', { guidelines: `Rule ${at}.` });
  await signedIn('/history', dana);
  await row(page, 'Version 26').waitFor();
  assert.equal(await page.getByRole('listitem').count(), 20);
  const more = page.getByRole('button', { name: 'Show more' });
  const stop = await refuse(page, 'GET', LIST, { status: 503, code: 'unavailable' });
  await more.click();
  await page.locator('.toast').getByText('busy').waitFor();
  await looksRight(page, 'history, more failed');
  await stop();
  await more.click();
  await row(page, 'Version 6').waitFor();
  await more.click();
  await row(page, 'The start').waitFor();
  assert.equal(await page.getByRole('listitem').count(), 46);
  assert.equal(await more.count(), 0);
});

scenario('two versions are chosen and compared by the keyboard alone', async ({ page, person, signedIn }) => {
  await signedIn('/history', await past(await person()));
  await row(page, 'The start').waitFor();
  for (const name of ['Compare: Version 3', 'Compare: Version 2']) {
    await tabTo(page, page.getByRole('checkbox', { name }));
    await page.keyboard.press('Space');
  }
  const compare = page.getByRole('button', { name: 'Compare the two' });
  while (!(await compare.evaluate((it) => it === document.activeElement))) await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Version 2 → Version 3' }).waitFor();
  await page.keyboard.press('Escape');
  await compare.and(page.locator(':focus')).waitFor();
});

scenario('in Hebrew the history speaks Hebrew, from right to left', { locale: 'he' }, async ({ page, person, signedIn }) => {
  await signedIn('/history', await past(await person({ locale: 'he' })));
  await row(page, 'גרסה 3').getByText('שם הארגון והוראות').waitFor();
  await page.getByRole('button', { name: 'מה השתנה: גרסה 2' }).click();
  await page.getByRole('dialog').getByText('Burt').waitFor();
  assert.equal(await page.getByRole('dialog').evaluate((it) => getComputedStyle(it).direction), 'rtl');
});

scenario('what is brought back is in the list before one goes on in it, so that nothing moves under the focus', async ({ page, person, signedIn }) => {
  await signedIn('/history', await past(await person()));
  await press(page, page.getByRole('button', { name: 'Bring back: Version 1' }));
  const dialog = page.getByRole('dialog', { name: 'Bring back: Version 1?' });
  await dialog.locator('del').getByText('fresh').waitFor();
  const release = await hold(page, 'GET', LIST);
  const asked = page.waitForRequest((request) => new URL(request.url()).pathname.endsWith(LIST));
  await press(page, dialog.getByRole('button', { name: 'Bring it back' }));
  await asked;
  assert.equal(await dialog.isVisible(), true);
  release();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await row(page, 'Version 4').isVisible(), true);
  await tabTo(page, page.getByRole('checkbox', { name: 'Compare: The start' }));
});

scenario('a version is back though the list cannot be fetched after it', async ({ page, person, signedIn, watch }) => {
  watch.expects(503);
  const dana = await past(await person());
  await signedIn('/history', dana);
  await page.getByRole('button', { name: 'Bring back: Version 1' }).click();
  await page.getByRole('dialog').locator('del').getByText('fresh').waitFor();
  await refuse(page, 'GET', LIST, { status: 503, code: 'unavailable' });
  await page.getByRole('dialog').getByRole('button', { name: 'Bring it back' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.locator('.toast').getByText('Version 1 is back, as version 4.').waitFor();
  assert.equal((await dana.call('GET', '/studio/config')).revision, 4);
});

scenario('on a page as narrow as a phone no stop of the keyboard is under the places or under a word', PHONE, async ({ page, person, signedIn }) => {
  await signedIn('/history', await past(await person()));
  await press(page, page.getByRole('button', { name: 'Bring back: Version 1' }));
  await press(page, page.getByRole('dialog').getByRole('button', { name: 'Bring it back' }));
  const word = page.locator('.toast');
  await word.hover();
  const isFree = () => page.evaluate(() => {
    const [its, theirs] = [document.activeElement, document.querySelector('.toasts')].map((one) => one?.getBoundingClientRect());
    return its !== undefined && theirs !== undefined && its.bottom <= theirs.top;
  });
  await focused(page, page.getByRole('button', { name: 'Bring back: Version 1' }));
  assert.equal(await isFree(), true);
  await tabTo(page, page.getByRole('checkbox', { name: 'Compare: The start' }));
  assert.equal(await isFree(), true);
});

scenario('the history fits a phone', PHONE, async ({ page, person, signedIn }) => {
  await signedIn('/history', await past(await person()));
  await row(page, 'The start').waitFor();
  await fitsItsWidth(page, 'history');
  await page.getByRole('button', { name: 'What changed: Version 3' }).click();
  await page.getByRole('dialog').getByText('Boulangerie').waitFor();
  await fitsItsWidth(page, 'history, what changed');
});
