// A scenario: a page of a new browser context, a server, and what is watched meanwhile.
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startBrowser } from './browser.js';
import { knownPerson, newPerson } from './person.js';
import { startServer } from './server.js';
import { Watch } from './watch.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').BrowserContext} BrowserContext */
/** @typedef {import('playwright-core').BrowserContextOptions} Options */
/** @typedef {import('./person.js').Person} Person */

/**
 * @typedef {object} Scene
 * @property {Page} page Of nobody yet, on no address.
 * @property {string} url The server's.
 * @property {BrowserContext} context For a second tab: `context.newPage()`.
 * @property {Watch} watch
 * @property {(who?: { onboarded?: boolean, name?: string, locale?: string }) => Promise<Person>} person
 * @property {(email: string, password: string) => Promise<Person>} known Somebody who signed up on a page.
 * @property {() => Promise<any[]>} assistants All that the sandbox keeps, as Vapi would.
 * @property {(path: string, who?: { onboarded?: boolean, name?: string, locale?: string } | Person, on?: Page) => Promise<Person>} signedIn
 *   Goes to the path as a new person, or as this one.
 * @property {(options?: Options) => Promise<{ page: Page, context: BrowserContext }>} anotherDevice
 */

const PATIENCE = 10_000;
const FAILURES = new URL('../failures/', import.meta.url);

/** @type {Options} */
const DESK = { viewport: { width: 1280, height: 860 }, locale: 'en', colorScheme: 'light', reducedMotion: 'reduce' };
/** For `scenario(…, PHONE, …)`. @type {Options} */
export const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true };

/** @type {import('./server.js').Server} */
let server;
/** @type {import('playwright-core').Browser} */
let browser;

/**
 * Once in each file, before its scenarios: one server and one browser for all of them.
 * @param {Record<string, string>} [settings] Of the server.
 */
export function stage(settings) {
  before(async () => { [server, browser] = await Promise.all([startServer(settings), startBrowser()]); });
  after(async () => { await Promise.all([browser?.close(), server?.stop()]); });
}

/**
 * @param {string} name A sentence: what is promised.
 * @param {Options | ((scene: Scene) => Promise<void>)} optionsOrPlay
 * @param {(scene: Scene) => Promise<void>} [play]
 */
export function scenario(name, optionsOrPlay, play) {
  const options = typeof optionsOrPlay === 'function' ? {} : optionsOrPlay;
  const run = typeof optionsOrPlay === 'function' ? optionsOrPlay : play;
  if (!run) throw new Error(`"${name}" does nothing`);
  test(name, { timeout: 60_000 }, async () => {
    const watch = new Watch(server.url);
    /** @type {BrowserContext[]} */
    const contexts = [];
    /** @param {Options} [more] */
    const anotherDevice = async (more) => {
      const context = await browser.newContext({ ...DESK, baseURL: server.url, ...options, ...more });
      context.setDefaultTimeout(PATIENCE);
      contexts.push(context);
      await watch.over(context);
      return { context, page: await context.newPage() };
    };
    const { context, page } = await anotherDevice();
    const person = (/** @type {any} */ who) => newPerson(server.url, who);
    try {
      await run({
        page, context, watch, url: server.url, person, anotherDevice,
        known: (email, password) => knownPerson(server.url, email, password),
        assistants: () => server.assistants(),
        signedIn: (path, who, on = page) => signedIn(on, path, who),
      });
      watch.judge();
    } catch (error) {
      mkdirSync(FAILURES, { recursive: true });
      await page.screenshot({ path: new URL(`${name.replace(/\W+/g, '-')}.png`, FAILURES).pathname }).catch(() => {});
      throw error;
    } finally {
      await Promise.all(contexts.map((one) => one.close()));
    }
  });
}

/** @param {Page} page @param {string} path @param {any} [who] @returns {Promise<Person>} */
async function signedIn(page, path, who) {
  const person = who?.call ? who : await newPerson(server.url, who);
  const { email: identifier, password } = person;
  const answer = await page.request.post('/api/v1/auth/login?cookie=true', {
    data: { identifier, password }, headers: { 'X-Ava-Console': '1' },
  });
  if (!answer.ok()) throw new Error(`cannot log in: ${answer.status()} ${await answer.text()}`);
  await page.context().addInitScript(() => {
    // Not on the empty page that a tab begins with; and once, for a log-out on the page must not
    // be undone by its reload.
    if (location.protocol === 'about:') return;
    if (sessionStorage.getItem('e2e.began')) return;
    sessionStorage.setItem('e2e.began', '1');
    localStorage.setItem('ava.signed-in', '1');
  });
  await page.goto(path);
  await page.locator('main h1:not(.sr-only)').waitFor();
  return person;
}
