// Somebody without a mouse.
import assert from 'node:assert/strict';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */

const MOST = 80;

/**
 * Presses Tab until the focus is there, and checks that every stop on the way shows it.
 * @param {Page} page @param {Locator} target
 */
export async function tabTo(page, target) {
  const wanted = await target.elementHandle();
  for (let pressed = 0; pressed < MOST; pressed += 1) {
    await page.keyboard.press('Tab');
    await focusIsSeen(page);
    if (await page.evaluate((it) => it === document.activeElement, wanted)) return;
  }
  assert.fail(`the focus does not come to ${target} within ${MOST} presses`);
}

/** What has the focus is drawn as having it. @param {Page} page */
export async function focusIsSeen(page) {
  const unseen = await page.evaluate(() => {
    const it = document.activeElement;
    if (!it || it === document.body) return null;
    const look = getComputedStyle(it);
    const around = it.parentElement ? getComputedStyle(it.parentElement) : look;
    const isDrawn = [look, around].some((one) =>
      (one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) > 0) || one.boxShadow !== 'none');
    return isDrawn ? null : it.outerHTML.slice(0, 160);
  });
  assert.equal(unseen, null, `the focus is not seen on ${unseen}`);
}
