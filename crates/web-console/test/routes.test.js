// Who is sent where.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { HOME, NOT_FOUND, ROUTES, detour, routeOf, safeNext } from '../assets/app/routes.js';

/** @typedef {import('../assets/app/session.js').Session} Session */

/** @param {boolean} done @returns {Session} */
const signedIn = (done) => ({
  state: 'in',
  user: {
    id: '1', email: 'a@example.com', name: null, phone: null, locale: 'en', image: null,
    onboarding_completed: done, onboarding_step: done ? 9 : 2,
  },
});
/** @type {Session} */
const guest = { state: 'guest', user: null };

test('a path is a screen, and any other is none', () => {
  assert.equal(routeOf('/studio').screen, 'studio');
  assert.equal(routeOf('/studio/'), NOT_FOUND);
  assert.equal(routeOf('/nowhere'), NOT_FOUND);
});

test('each screen has its module', () => {
  for (const { screen } of [...ROUTES, NOT_FOUND]) {
    assert.ok(existsSync(new URL(`../assets/screens/${screen}/${screen}.js`, import.meta.url)), screen);
  }
});

test('strangers are sent to the login, and come back from there', () => {
  assert.equal(detour('/', guest), '/login');
  assert.equal(detour('/login', guest), null);
  assert.equal(detour('/nowhere', guest), null);
  assert.equal(detour('/studio?tab=voice', guest), '/login?next=%2Fstudio%3Ftab%3Dvoice');
  assert.equal(detour('/login?next=%2Fstudio%3Ftab%3Dvoice', signedIn(true)), '/studio?tab=voice');
});

test('a session that ended is asked to log in again, and only there', () => {
  /** @type {Session} */
  const expired = { ...signedIn(true), state: 'expired' };
  assert.equal(detour('/history', expired), '/login?next=%2Fhistory');
  assert.equal(detour('/login?next=%2Fhistory', expired), null);
});

test('the steps come first, and are not gone through twice', () => {
  assert.equal(detour('/studio', signedIn(false)), '/onboarding');
  assert.equal(detour('/onboarding', signedIn(false)), null);
  assert.equal(detour('/settings', signedIn(false)), null);
  assert.equal(detour('/onboarding', signedIn(true)), HOME);
  assert.equal(detour('/', signedIn(true)), HOME);
});

test('no detour leads to a detour for ever', () => {
  const paths = ['/', ...ROUTES.map(({ path }) => path), '/login?next=%2Flogin', '/login?next=%2Fonboarding'];
  for (const who of [guest, signedIn(true), signedIn(false)]) {
    for (const start of paths) {
      let [path, steps] = [start, 0];
      for (let next = detour(path, who); next; next = detour(path, who)) {
        path = next;
        steps += 1;
        assert.ok(steps < 4, `${start} goes round`);
      }
    }
  }
});

test('what comes after the login is a path of the console', () => {
  assert.equal(safeNext('/settings?tab=keys'), '/settings?tab=keys');
  for (const bad of [null, '', 'https://evil.example', '//evil.example', '/\\evil.example', '/login', '/nowhere', 'javascript:alert(1)']) {
    assert.equal(safeNext(bad), HOME, String(bad));
  }
});
