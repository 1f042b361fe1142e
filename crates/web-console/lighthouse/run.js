// `make lighthouse`: the login as strangers see it, and the studio of somebody who is in, each
// category at 95 or more. Its packages are of this folder, so that no other test waits for them.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';
import { launchOptions } from '../e2e/harness/browser.js';
import { newPerson } from '../e2e/harness/person.js';
import { startServer } from '../e2e/harness/server.js';

const LEAST = 95;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const MEASURES = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'];

const server = await startServer();
const profile = await mkdtemp(path.join(tmpdir(), 'ava-lighthouse.'));
const { args, ...options } = launchOptions();
// What Lighthouse opens is of the browser itself, and so is whoever is signed in.
const context = await chromium.launchPersistentContext(profile, { ...options, args: [...args, '--remote-debugging-port=0'], baseURL: server.url });
const port = Number((await readFile(path.join(profile, 'DevToolsActivePort'), 'utf8')).split('\n')[0]);
const [page] = context.pages();

async function signIn() {
  const { email: identifier, password } = await newPerson(server.url);
  await page.goto('/login');
  await page.request.post('/api/v1/auth/login?cookie=true', { data: { identifier, password }, headers: { 'X-Ava-Console': '1' } });
  await page.evaluate(() => localStorage.setItem('ava.signed-in', '1'));
  await page.goto('about:blank');
}

/** Opens the page as for the first time, which a storage that is kept would spare it. @param {string} name */
async function look(name) {
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.clearBrowserCache');
  const result = await lighthouse(`${server.url}/${name}`, { port, onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: 'error' });
  if (!result) throw new Error(`nothing came of ${name}`);
  const { lhr } = result;
  if (lhr.runtimeError) throw new Error(`${name}: ${lhr.runtimeError.message}`);
  if (new URL(lhr.finalDisplayedUrl).pathname !== `/${name}`) throw new Error(`${name} led to ${lhr.finalDisplayedUrl}`);
  const scores = Object.fromEntries(CATEGORIES.map((id) => [id, Math.round((lhr.categories[id].score ?? 0) * 100)]));
  const measures = Object.fromEntries(MEASURES.map((id) => [lhr.audits[id].title, lhr.audits[id].displayValue]));
  return { name, scores, measures, low: faults(lhr, scores) };
}

/** What takes points from a category that is too low. */
function faults({ categories, audits }, scores) {
  return CATEGORIES.filter((id) => scores[id] < LEAST).flatMap((id) => categories[id].auditRefs
    .filter(({ id: audit, weight }) => weight > 0 && (audits[audit].score ?? 1) < 0.9)
    .map(({ id: audit }) => `${id}: ${audits[audit].title} ${audits[audit].displayValue ?? ''}`));
}

try {
  const seen = [await look('login')];
  await signIn();
  seen.push(await look('studio'));
  console.table(Object.fromEntries(seen.map(({ name, scores, measures }) => [name, { ...scores, ...measures }])));
  for (const { name, low } of seen) for (const fault of low) console.error(`${name}, ${fault}`);
  if (seen.some(({ scores }) => Object.values(scores).some((score) => score < LEAST))) process.exitCode = 1;
} finally {
  await context.close();
  await server.stop();
  await rm(profile, { recursive: true, force: true });
}
