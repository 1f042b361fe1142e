import assert from 'node:assert/strict';
import { PHONE, fitsItsWidth, looksRight, scenario, stage, tabTo } from '../harness/index.js';

stage();

const PATHS = ['/dashboard', '/studio', '/history', '/settings'];

scenario('each path opens by its address, survives a reload, and has its title', async ({ page, signedIn }) => {
  const dana = await signedIn('/dashboard');
  const titles = new Set();
  for (const path of PATHS) {
    await signedIn(path, dana);
    assert.equal(new URL(page.url()).pathname, path);
    await page.reload();
    await page.locator('main h1').waitFor();
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
  await page.locator('main h1').waitFor();
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
