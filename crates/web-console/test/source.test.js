// What the source holds to, whoever writes it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { bundled } from '../scripts/vendor.js';

const assets = new URL('../assets/', import.meta.url);

/** @param {string} end @param {URL} [folder] @returns {[string, string][]} Name and text. */
const files = (end, folder = assets) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const url = new URL(entry.isDirectory() ? `${entry.name}/` : entry.name, folder);
  if (entry.isDirectory()) return entry.name === 'vendor' ? [] : files(end, url);
  return entry.name.endsWith(end) ? [/** @type {[string, string]} */ ([url.pathname.slice(assets.pathname.length), readFileSync(url, 'utf8')])] : [];
});

/** @param {[string, string][]} from @param {RegExp} pattern */
const found = (from, pattern) => from.flatMap(([name, text]) =>
  text.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${name}:${at + 1} ${line.trim()}`] : [])));

test('no text becomes markup or code', () => {
  const never = /\b(innerHTML|outerHTML|dangerouslySetInnerHTML|insertAdjacentHTML|document\.write|eval|srcdoc)\b|new Function/;
  assert.deepEqual(found(files('.js'), never), []);
});

test('the access token and passwords are never stored', () => {
  const stores = files('.js').filter(([, text]) => /localStorage|sessionStorage/.test(text)).map(([name]) => name);
  assert.deepEqual(stores.sort(), ['app/draft.js', 'app/first-paint.js', 'app/store.js']);
});

test('styles take their colours from the tokens', () => {
  const styles = files('.css').filter(([name]) => name !== 'styles/tokens.css');
  assert.ok(styles.length > 0);
  assert.deepEqual(found(styles, /#[0-9a-f]{3,8}\b(?![^{]*\{)|\b(rgb|hsl|oklch)a?\(/i), []);
});

test('styles know no left and right', () => {
  const physical = /(^|[\s;{])(margin|padding|border|inset)-(left|right)\b|(^|[\s;{])(left|right)\s*:|text-align:\s*(left|right)|float:/;
  assert.deepEqual(found(files('.css'), physical), []);
});

test('every style stands in a layer', () => {
  for (const [name, text] of files('.css')) {
    const outside = text.replace(/\/\*[^]*?\*\//g, '').trim();
    assert.match(outside, /^@layer /, name);
  }
});

test('everything is asked of this server', () => {
  const outside = found([...files('.js'), ...files('.css'), ...files('.html')], /(src|href|url|import|fetch)\W{0,3}(https?:)?\/\/\w/);
  assert.deepEqual(outside, []);
});

test('what is not ours is what its packages make', async () => {
  assert.equal(readFileSync(new URL('vendor/preact.js', assets), 'utf8'), await bundled());
});
