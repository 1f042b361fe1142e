import assert from 'node:assert/strict';
import { PHONE, answerWith, fitsItsWidth, hold, looksRight, refuse, scenario, stage } from '../harness/index.js';

stage();

/** @param {import('../harness/person.js').Person} person */
async function withPast({ call }) {
  await call('PATCH', '/user/profile', { organization_name: 'Levi Bakery' });
  await call('PATCH', '/studio/config', { firstMessage: 'Levi Bakery, good morning!', guidelines: 'We close at six.' });
  await call('POST', '/studio/sync-vapi', {});
}

/** @param {import('playwright-core').Page} page */
const sync = (page) => page.getByRole('region', { name: 'State at Vapi' });

scenario('a new account is invited, told what is missing, and led on', async ({ page, signedIn }) => {
  await signedIn('/dashboard');
  await page.getByRole('heading', { name: 'Your assistant is waiting to be shaped' }).waitFor();
  await page.getByText('0 of 4 done').waitFor();
  await page.getByText('You are in the sandbox').waitFor();
  await page.getByText('No changes yet').waitFor();
  await looksRight(page, 'dashboard, new');
  await page.getByRole('link', { name: 'Name your business' }).click();
  await page.waitForURL('/settings?tab=profile');
});

scenario('the assistant at work is told at a glance: name, voice, words, state and last changes', async ({ page, person, signedIn }) => {
  const dana = await person();
  await withPast(dana);
  await signedIn('/dashboard', dana);
  await page.getByRole('heading', { name: 'Levi Bakery' }).waitFor();
  await page.getByText('Levi Bakery, good morning!').waitFor();
  for (const fact of ['Sarah', 'English', 'GPT-4o mini']) await page.getByRole('definition').filter({ hasText: fact }).waitFor();
  await sync(page).getByText('At work, up to date').waitFor();
  await page.getByText('All done. Well done.').waitFor();
  await page.getByText('first words and rules').waitFor();
  await looksRight(page, 'dashboard, full');
  await page.getByRole('link', { name: 'All changes' }).click();
  await page.waitForURL('/history');
});

scenario('a saved change is told, counted, and led to the push', async ({ page, person, signedIn }) => {
  const dana = await person();
  await withPast(dana);
  await dana.call('PATCH', '/studio/config', { tone: 'warm' });
  await signedIn('/dashboard', dana);
  await sync(page).getByText('Changes to push').waitFor();
  await sync(page).getByText('1 saved change is not at work yet.').waitFor();
  await looksRight(page, 'dashboard, changes to push');
  await sync(page).getByRole('link', { name: 'Push the changes' }).click();
  await page.waitForURL(/\/studio/);
  await page.getByRole('dialog').getByRole('button', { name: 'Push to the sandbox' }).waitFor();
});

scenario('an assistant changed at Vapi, and a push that failed, are told with the reason', async ({ page, person, signedIn }) => {
  const dana = await person();
  await withPast(dana);
  const state = { ...(await dana.call('GET', '/studio/sync-vapi')), state: 'drifted' };
  const stop = await answerWith(page, 'GET', '/studio/sync-vapi', { json: state });
  await signedIn('/dashboard', dana);
  await sync(page).getByRole('link', { name: 'See what changed' }).waitFor();
  await looksRight(page, 'dashboard, drifted');
  await stop();
  await answerWith(page, 'GET', '/studio/sync-vapi', { json: { ...state, state: 'failed', lastError: 'Vapi refused the voice.' } });
  await page.reload();
  await sync(page).getByText('Vapi refused the voice.').waitFor();
  await sync(page).getByRole('link', { name: 'Try again' }).waitFor();
  await looksRight(page, 'dashboard, failed push');
});

scenario('a push that is under way is followed to its end', async ({ page, person, signedIn }) => {
  const dana = await person();
  await withPast(dana);
  const state = { ...(await dana.call('GET', '/studio/sync-vapi')), state: 'syncing' };
  const stop = await answerWith(page, 'GET', '/studio/sync-vapi', { json: state });
  await signedIn('/dashboard', dana);
  await sync(page).getByText('Being pushed').waitFor();
  await looksRight(page, 'dashboard, being pushed');
  await stop();
  await sync(page).getByText('At work, up to date').waitFor();
});

scenario('the dashboard has its shape while it comes', async ({ page, signedIn }) => {
  const release = await hold(page, 'GET', '/studio/config');
  await signedIn('/dashboard');
  await page.locator('.dashboard .skeleton').first().waitFor();
  await looksRight(page, 'dashboard, loading');
  release();
  await page.getByText('Your assistant is waiting to be shaped').waitFor();
});

scenario('a dashboard that cannot be fetched says so, and comes once it can', async ({ page, signedIn, watch }) => {
  watch.expects(503);
  const stop = await refuse(page, 'GET', '/user/profile', { status: 503, code: 'unavailable' });
  await signedIn('/dashboard');
  await page.getByRole('alert').getByText('busy').waitFor();
  await looksRight(page, 'dashboard, failed');
  await stop();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Your assistant is waiting to be shaped').waitFor();
});

scenario('last changes that cannot be fetched leave the rest of the dashboard alone', async ({ page, person, signedIn, watch }) => {
  watch.expects(503);
  const dana = await person();
  await withPast(dana);
  const stop = await refuse(page, 'GET', '/studio/config/revisions', { status: 503, code: 'unavailable' });
  await signedIn('/dashboard', dana);
  await page.getByRole('heading', { name: 'Levi Bakery' }).waitFor();
  await page.getByRole('alert').getByText('busy').waitFor();
  await looksRight(page, 'dashboard, changes failed');
  await stop();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('first words and rules').waitFor();
});

scenario('the dashboard fits a phone, in Hebrew and with long names', { ...PHONE, locale: 'he' }, async ({ page, person, signedIn }) => {
  const dana = await person({ locale: 'he' });
  await dana.call('PATCH', '/user/profile', { organization_name: 'המאפייה והקונדיטוריה של משפחת לוי בשוק הישן' });
  await dana.call('PATCH', '/studio/config', { firstMessage: 'שלום! '.repeat(40), voiceId: 'a-voice-with-a-very-long-identifier-0123456789' });
  await signedIn('/dashboard', dana);
  await page.getByText('עדיין לא פועל', { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  await fitsItsWidth(page, 'dashboard');
});
