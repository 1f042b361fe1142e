// How devices, events and changes are told.
import assert from 'node:assert/strict';
import test from 'node:test';
import { changesOf, deviceOf, exportName, toneOf } from '../assets/screens/settings/words.js';

test('a browser and a system are recognised, the one that disguises itself first', () => {
  const tail = 'AppleWebKit/537.36 (KHTML, like Gecko)';
  const known = /** @type {const} */ ([
    [`Mozilla/5.0 (X11; Linux x86_64) ${tail} Chrome/120.0 Safari/537.36`, 'Chrome', 'Linux'],
    [`Mozilla/5.0 (Windows NT 10.0) ${tail} Chrome/120.0 Safari/537.36 Edg/120.0`, 'Edge', 'Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14_1) AppleWebKit/605 Version/17.1 Safari/605', 'Safari', 'macOS'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605 CriOS/119 Safari/604', 'Chrome', 'iPhone'],
    [`Mozilla/5.0 (Linux; Android 14) ${tail} Chrome/120 Mobile Safari/537.36`, 'Chrome', 'Android'],
    ['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0', 'Firefox', 'Linux'],
  ]);
  for (const [agent, browser, system] of known) assert.deepEqual(deviceOf(agent), { browser, system }, agent);
});

test('what is no browser is not called one', () => {
  assert.deepEqual(deviceOf('curl/8.5'), { browser: null, system: null });
  assert.deepEqual(deviceOf(null), { browser: null, system: null });
});

test('what may be a break-in stands out', () => {
  assert.equal(toneOf('login_failed'), 'warn');
  assert.equal(toneOf('logged_in'), 'neutral');
});

test('only what differs is sent, and an emptied text takes the value back', () => {
  const before = { name: 'Dana', phone: '', industry: null };
  assert.deepEqual(changesOf(before, { name: ' Dana ', phone: '', industry: '' }), {});
  assert.deepEqual(changesOf(before, { name: '', phone: '+33612345678' }), { name: null, phone: '+33612345678' });
});

test('an export is named by its day', () => {
  assert.equal(exportName(new Date('2026-11-22T20:00:00Z')), 'ava-studio-2026-11-22.json');
});
