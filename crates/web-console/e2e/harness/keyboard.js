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

/** Goes there by Tab, and presses it. @param {Page} page @param {Locator} target @param {string} [key] */
export async function press(page, target, key = 'Enter') {
  await target.waitFor();
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Once the console itself has put the focus there, which is seen too. @param {Page} page @param {Locator} target */
export async function focused(page, target) {
  await target.and(page.locator(':focus')).waitFor();
  await focusIsSeen(page);
}

/**
 * What has the focus has an outline or a shadow that it has not without it, and stands where it is seen.
 * A heading that is read out on the way, and a page, are no stops.
 * @param {Page} page
 */
export async function focusIsSeen(page) {
  const fault = await page.evaluate(() => {
    const it = /** @type {HTMLElement | null} */ (document.activeElement);
    if (!it || it.matches('body, main, h1, h2, div[tabindex="-1"]')) return null;
    // What is drawn around a small control may be its label, or the part of the page that it opens.
    const boxes = [it, it.parentElement, it.closest('label'), it.closest('aside')].filter((one) => one !== null);
    const looks = () => boxes.map((one) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(one);
      const isDrawn = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && !/, 0\)$|\/ 0\)$|^transparent$/.test(outlineColor);
      return `${isDrawn ? `${outlineStyle} ${outlineWidth} ${outlineColor}` : 'no outline'}, ${boxShadow}`;
    });
    const withFocus = looks();
    // The page does not learn that the focus is away for a moment.
    const deaf = (/** @type {Event} */ event) => event.stopImmediatePropagation();
    const kinds = ['blur', 'focus', 'focusin', 'focusout'];
    kinds.forEach((kind) => addEventListener(kind, deaf, true));
    it.blur();
    const without = looks();
    it.focus({ preventScroll: true });
    kinds.forEach((kind) => removeEventListener(kind, deaf, true));
    const drawn = boxes.find((_, at) => withFocus[at] !== without[at] && withFocus[at] !== 'no outline, none');
    const name = it.outerHTML.slice(0, 160);
    if (!drawn) return `the focus is not seen on ${name}`;
    const { left, top, right, bottom } = drawn.getBoundingClientRect();
    const isInSight = [0.1, 0.5, 0.9].some((x) => [0.1, 0.5, 0.9].some((y) => {
      const found = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
      return found !== null && (drawn.contains(found) || found.contains(drawn));
    }));
    return isInSight ? null : `what has the focus is out of sight, or covered: ${name}`;
  });
  assert.equal(fault, null, String(fault));
}
