// How a page looks and whether everybody can use it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @typedef {import('playwright-core').Page} Page */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const LANGUAGES = /** @type {const} */ (['en', 'fr', 'he']);
export const THEMES = /** @type {const} */ (['light', 'dark']);

/** Shows the page in this language and theme, as its menus do. @param {Page} page @param {string} language @param {string} theme */
export async function wear(page, language, theme) {
  await page.evaluate(async ([tag, colours]) => {
    const main = /** @type {HTMLScriptElement} */ (document.querySelector('script[type=module]')).src;
    const { chooseLanguage } = await import(new URL('../i18n/i18n.js', main).href);
    const { chooseTheme } = await import(new URL('./theme.js', main).href);
    await chooseLanguage(tag);
    chooseTheme(colours);
    // Once what these changed is on the screen.
    await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
  }, [language, theme]);
}

/** Axe finds nothing on the page as it is. @param {Page} page @param {string} state Named when it does. */
export async function findNothing(page, state) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const faults = await page.evaluate(async () => {
    // @ts-expect-error put there above
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.map((/** @type {any} */ one) =>
      `${one.id}: ${one.help}\n    ${one.nodes.map((/** @type {any} */ node) => `${node.target} ${node.html} ${node.failureSummary}`).join('\n    ')}`);
  });
  assert.deepEqual(faults, [], `${state}:\n  ${faults.join('\n  ')}`);
}

/** Nothing has to be pushed sideways to be read. @param {Page} page @param {string} state */
export async function fitsItsWidth(page, state) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((it) => it.getBoundingClientRect().right > width + 1 || it.getBoundingClientRect().left < -1)
      .map((it) => it.outerHTML.slice(0, 120));
  });
  assert.deepEqual(wide.slice(0, 3), [], `${state} is wider than ${page.viewportSize()?.width} px`);
}

/**
 * The state of a view as everybody sees it: axe in each language and theme, and at 320 px in each
 * language nothing sticks out. Ends in English and light, at the size it began with.
 * @param {Page} page @param {string} state
 */
export async function looksRight(page, state) {
  const size = page.viewportSize();
  for (const language of LANGUAGES) {
    for (const theme of THEMES) {
      await wear(page, language, theme);
      await findNothing(page, `${state}, ${language}, ${theme}`);
    }
    await page.setViewportSize({ width: 320, height: 640 });
    await fitsItsWidth(page, `${state}, ${language}`);
    if (size) await page.setViewportSize(size);
  }
  await wear(page, 'en', 'light');
}
