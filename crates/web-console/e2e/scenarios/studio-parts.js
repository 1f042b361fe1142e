// What the scenarios of the studio point at.

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page */
export const opened = (page) => page.locator('.studio-sync .badge').first().waitFor();

/** Opens a group. @param {Page} page @param {string} id */
export async function openGroup(page, id) {
  const group = page.locator(`#studio-${id}`);
  if (await group.getAttribute('open') === null) await group.locator('summary').click();
  return group;
}

/** The control of a setting. @param {Page} page @param {string} name */
export const control = (page, name) => page.locator(`[name="${name}"]`);

/** @param {Page} page */
export const bar = (page) => page.locator('.studio-bar');

/** @param {Page} page */
export async function save(page) {
  const answer = page.waitForResponse((one) => one.request().method() === 'PATCH' && one.url().endsWith('/studio/config'));
  await bar(page).getByRole('button').last().click();
  return answer;
}

/** @param {Page} page */
export async function plan(page) {
  await page.locator('.studio-sync').getByRole('button', { name: /push$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}
