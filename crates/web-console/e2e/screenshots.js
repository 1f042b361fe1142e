// `make screenshots`: the pictures in README, of a small business that has been here for a week.
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startBrowser } from './harness/browser.js';
import { newPerson } from './harness/person.js';
import { startServer } from './harness/server.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./harness/person.js').Person} Person */

const FOLDER = new URL('../../../docs/screens/', import.meta.url);
const MOST_BYTES = 120_000;
const HOUR = 3_600_000;
const DESK = { viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1.5 };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
/** How long ago the versions were saved, the last one first. */
const AGES = [0.2, 3, 27, 76, 150].map((hours) => hours * HOUR);

/** The week of a bakery: what was changed, and when it was pushed. @param {Person} dana */
async function week({ call }) {
  await call('PATCH', '/user/profile', { organization_name: 'Levi Bakery', industry: 'Restaurant', company_size: '2-10' });
  await call('POST', '/vapi-settings', { vapi_api_key: '5e7a0c1d-93b4-4f6e-8a21-c0ffee5eed01' });
  await call('PATCH', '/studio/config', { organizationName: 'Levi Bakery', phoneNumber: '+33 4 78 12 34 56', businessHours: '07:00-19:00', timezone: 'Europe/Paris',
    firstMessage: 'Levi Bakery, good morning! What can I do for you?' });
  await call('PATCH', '/studio/config', { systemPrompt: 'You answer the phone of Levi Bakery, in the old market of Lyon. Take orders for bread and cakes, and say when they can be picked up.',
    guidelines: 'We close at seven.\nCakes need a day.' });
  await call('PATCH', '/studio/config', { voiceId: 'burt', tone: 'warm', askForPhone: true });
  await call('POST', '/studio/sync-vapi');
  await call('PATCH', '/studio/config', { guidelines: 'We close at seven, on Sundays at one.\nCakes need a day, wedding cakes a week.', voiceSpeed: 1.1 });
}

/** What changed since the last push. @param {Person} dana */
const afternoon = ({ call }) => call('PATCH', '/studio/config', { firstMessage: 'Levi Bakery, hello! What may we bake for you?', aiTemperature: 0.5,
  systemPrompt: 'You answer the phone of Levi Bakery, in the old market of Lyon. Take orders for bread, cakes and brioches, ask for a name, and say when they can be picked up.' });

/** The server has known them for a minute; on the pictures it is a week. @param {Page} page */
async function aged(page) {
  await page.route('**/api/v1/studio/config/revisions?*', async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    body.revisions.forEach((/** @type {any} */ one, /** @type {number} */ at) => { one.createdAt = new Date(Date.now() - (AGES[at] ?? 0)).toISOString(); });
    await route.fulfill({ response: answer, json: body });
  });
  await page.route('**/api/v1/studio/sync-vapi', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    const answer = await route.fetch();
    const body = await answer.json();
    return route.fulfill({ response: answer, json: { ...body, ...(body.syncedAt && { syncedAt: new Date(Date.now() - 26 * HOUR).toISOString() }) } });
  });
}

const server = await startServer();
const browser = await startBrowser();

/** A page of somebody who is in. @param {Person} person @param {string} path @param {import('playwright-core').BrowserContextOptions} options */
async function opened(person, path, options) {
  const context = await browser.newContext({ baseURL: server.url, locale: 'en', timezoneId: 'Europe/Paris', reducedMotion: 'reduce', colorScheme: 'light', ...options });
  const page = await context.newPage();
  await page.request.post('/api/v1/auth/login?cookie=true', { data: { identifier: person.email, password: person.password }, headers: { 'X-Ava-Console': '1' } });
  await context.addInitScript(() => localStorage.setItem('ava.signed-in', '1'));
  await aged(page);
  await page.goto(path, { waitUntil: 'networkidle' });
  return page;
}

/** @param {Page} page @param {string} name */
async function shoot(page, name) {
  // A ring around what was opened last would be of the machine that does it.
  await page.evaluate(() => /** @type {HTMLElement | null} */ (document.activeElement)?.blur());
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  const file = new URL(`${name}.webp`, FOLDER);
  writeFileSync(file, Buffer.from(data, 'base64'));
  if (process.env.AVA_SCREENSHOTS_PNG) await page.screenshot({ path: `${process.env.AVA_SCREENSHOTS_PNG}/${name}.png`, scale: 'css' });
  const { size } = statSync(file);
  console.log(`${fileURLToPath(file)}  ${Math.round(size / 1000)} KB`);
  if (size > MOST_BYTES) throw new Error(`${name} is larger than ${MOST_BYTES} bytes`);
  await page.context().close();
}

async function bakery() {
  const dana = await newPerson(server.url, { name: 'Dana Levi' });
  await week(dana);
  await shoot(await opened(dana, '/dashboard', DESK), 'dashboard');
  await shoot(await opened(dana, '/dashboard', PHONE), 'phone');
  await shoot(await opened(dana, '/studio', { ...DESK, colorScheme: 'dark' }), 'studio-dark');
  await shoot(await opened(dana, '/history?from=2&to=4', DESK), 'history');
  await afternoon(dana);
  await shoot(await opened(dana, '/studio?push=1', DESK), 'plan');
}

async function flowers() {
  const noa = await newPerson(server.url, { name: 'נועה בר', locale: 'he', onboarded: false });
  await noa.call('PATCH', '/user/profile', { organization_name: 'פרחי בר', locale: 'he' });
  await noa.call('PATCH', '/user/onboarding', { onboarding_step: 3 });
  await shoot(await opened(noa, '/onboarding', { ...DESK, locale: 'he', timezoneId: 'Asia/Jerusalem' }), 'onboarding-hebrew');
}

try {
  mkdirSync(FOLDER, { recursive: true });
  await bakery();
  await flowers();
} finally {
  await Promise.all([browser.close(), server.stop()]);
}
