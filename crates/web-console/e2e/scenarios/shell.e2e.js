import assert from 'node:assert/strict';
import { PHONE, fitsItsWidth, hold, looksRight, scenario, stage, tabTo } from '../harness/index.js';

stage();

const PATHS = ['/dashboard', '/studio', '/history', '/settings'];

scenario('each path opens by its address, survives a reload, and has its title', async ({ page, signedIn }) => {
  const dana = await signedIn('/dashboard');
  const titles = new Set();
  for (const path of PATHS) {
    await signedIn(path, dana);
    assert.equal(new URL(page.url()).pathname, path);
    await page.reload();
    await page.locator('main h1:not(.sr-only)').waitFor();
    assert.equal(new URL(page.url()).pathname, path);
    titles.add(await page.title());
  }
  assert.equal(titles.size, PATHS.length);
});

scenario('the navigation leads everywhere, says where one is, and the heading has the focus', async ({ page, signedIn }) => {
  await signedIn('/dashboard');
  const places = page.getByRole('navigation', { name: 'Main' });
  for (const [name, path] of [['Studio', '/studio'], ['History', '/history'], ['Settings', '/settings'], ['Dashboard', '/dashboard']]) {
    await places.getByRole('link', { name }).click();
    await page.waitForURL(String(path));
    await page.locator('main h1:focus').waitFor();
    assert.equal(await places.getByRole('link', { name }).getAttribute('aria-current'), 'page');
  }
  await page.goBack();
  await page.waitForURL('/settings');
  await page.locator('main h1:not(.sr-only)').waitFor();
});

scenario('an address that is nobody’s is a friendly page with the status 404', async ({ page, watch }) => {
  watch.expects(404);
  const answer = await page.goto('/no/such/page');
  assert.equal(answer?.status(), 404);
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  await looksRight(page, 'not found');
  await page.getByRole('link', { name: 'Go to the start' }).click();
  await page.waitForURL('/login');
});

scenario('somebody who has not finished the steps is led back to them', async ({ page, signedIn }) => {
  await signedIn('/studio', { onboarded: false });
  await page.waitForURL('/onboarding');
});

scenario('the language is changed by its menu, at once and for the next visit', async ({ page }) => {
  await page.goto('/login');
  await page.getByRole('button', { name: 'Language: English' }).click();
  await page.getByRole('menuitemradio', { name: 'עברית' }).click();
  await page.getByRole('heading', { name: 'התחברות' }).waitFor();
  assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), ['he', 'rtl']);
  await page.reload();
  await page.getByRole('heading', { name: 'התחברות' }).waitFor();
  await page.getByRole('button', { name: 'שפה: עברית' }).click();
  await page.getByRole('menuitemradio', { name: 'Français' }).click();
  await page.getByRole('heading', { name: 'Connexion' }).waitFor();
  assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), ['fr', 'ltr']);
});

scenario('a device on which no language was chosen speaks that of the account, and forgets it with the person', async ({ page, person }) => {
  const dana = await person({ locale: 'fr' });
  await page.goto('/login');
  await page.getByLabel('Email or phone number').fill(dana.email);
  await page.getByLabel('Password', { exact: true }).fill(dana.password);
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('navigation', { name: 'Principal' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'fr');
  assert.equal(await page.evaluate(() => localStorage.getItem('ava.language')), null);
});

scenario('somebody who is still in the steps can leave', async ({ page, signedIn }) => {
  await signedIn('/onboarding', { onboarded: false });
  await page.getByRole('button', { name: 'Your account' }).click();
  await looksRight(page, 'onboarding, menu of the account');
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.waitForURL(/\/login/);
});

scenario('while it is asked who is there the page shows that it is coming', async ({ page, signedIn }) => {
  await signedIn('/dashboard');
  const release = await hold(page, 'POST', '/auth/refresh');
  await page.reload();
  await page.getByRole('status').getByText('Loading').waitFor({ state: 'attached' });
  await looksRight(page, 'shell, loading');
  release();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
});

scenario('the theme is changed by its menu, and is there at the next visit', async ({ page }) => {
  await page.goto('/login');
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  const dark = await paper();
  assert.notEqual(dark, light);
  await page.reload();
  assert.equal(await paper(), dark);
});

scenario('a machine that is dark gets a dark page', { colorScheme: 'dark' }, async ({ page }) => {
  await page.goto('/login');
  const [red] = (await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).match(/\d+/g) ?? [];
  assert.ok(Number(red) < 64);
});

scenario('the menus work by the keyboard, and give the focus back', async ({ page }) => {
  await page.goto('/login');
  const button = page.getByRole('button', { name: 'Theme' });
  await tabTo(page, button);
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemradio', { name: 'As on this device' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('menuitemradio', { name: 'Light' }).and(page.locator(':focus')).waitFor();
  await looksRight(page, 'login, menu of the theme');
  await page.getByRole('menuitemradio', { name: 'Light' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Escape');
  await button.and(page.locator(':focus')).waitFor();
  await looksRight(page, 'login');
});

scenario('the first stop of the keyboard leads past the navigation', async ({ page, signedIn }) => {
  await signedIn('/dashboard');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await tabTo(page, skip);
  await page.keyboard.press('Enter');
  await page.locator('main:focus').waitFor();
});

scenario('the shell fits a phone, its places at the thumb', PHONE, async ({ page, signedIn }) => {
  await signedIn('/dashboard');
  await fitsItsWidth(page, 'shell');
  const places = await page.getByRole('navigation', { name: 'Main' }).boundingBox();
  assert.ok(places && places.y > 500);
});
