// Every text, in every language, is there, can be read, and takes the same values.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { format, parse } from '../assets/i18n/i18n.js';

const assets = new URL('../assets/', import.meta.url);
const languages = ['en', 'fr', 'he'];

/** @param {string} language @param {string} file @returns {Record<string, string>} */
const read = (language, file) => JSON.parse(readFileSync(new URL(`i18n/${language}/${file}`, assets), 'utf8'));

/** @param {import('../assets/i18n/i18n.js').Part[]} parts @returns {string[]} */
const namesIn = (parts) => [...new Set(parts.flatMap((part) => {
  if (typeof part === 'string' || 'hash' in part) return [];
  return [part.name, ...Object.values(part.options ?? {}).flatMap(namesIn)];
}))].sort();

test('each language has every text, with the same values', () => {
  const files = readdirSync(new URL('i18n/en/', assets));
  for (const language of languages) {
    assert.deepEqual(readdirSync(new URL(`i18n/${language}/`, assets)), files, language);
    for (const file of files) {
      const [first, texts] = [read('en', file), read(language, file)];
      assert.deepEqual(Object.keys(texts).sort(), Object.keys(first).sort(), `${language}/${file}`);
      for (const [key, text] of Object.entries(texts)) {
        assert.notEqual(text.trim(), '', `${language}/${file} ${key}`);
        assert.deepEqual(namesIn(parse(text)), namesIn(parse(first[key] ?? '')), `${language}/${file} ${key}`);
      }
    }
  }
});

/** All source of ours. @param {URL} folder @returns {string[]} */
const sources = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  if (entry.isDirectory()) return entry.name === 'vendor' ? [] : sources(new URL(`${entry.name}/`, folder));
  return entry.name.endsWith('.js') ? [readFileSync(new URL(entry.name, folder), 'utf8')] : [];
});

test('no text is missing, and none is left over', () => {
  const known = readdirSync(new URL('i18n/en/', assets)).flatMap((file) =>
    Object.keys(read('en', file)).map((key) => `${file.replace('.json', '')}.${key}`));
  const namespaces = readdirSync(new URL('i18n/en/', assets)).map((file) => file.replace('.json', ''));
  const source = sources(assets).join('\n');
  const whole = new Set([...source.matchAll(/'([a-z][\w-]*\.[\w.-]+)'/g)].map((found) => found[1] ?? ''));
  const begun = [...source.matchAll(/`([a-z][\w-]*\.[\w.-]*)\$\{/g)].map((found) => found[1] ?? '');
  const missing = [...source.matchAll(/\bt\('([^']+)'/g)].map((found) => found[1] ?? '')
    .filter((key) => namespaces.includes(key.split('.')[0] ?? '') && !known.includes(key));
  assert.deepEqual(missing, [], 'keys without a text');
  const unused = known.filter((key) =>
    !whole.has(key) && !begun.some((beginning) => key.startsWith(beginning)) && !key.endsWith('.title'));
  assert.deepEqual(unused.filter((key) => !SHARED.test(key)), [], 'texts that nobody shows');
});

/** Words that any screen may use. */
const SHARED = /^core\.(save|saved|back|continue|remove|copy|copied|more)$/;

test('plurals follow the language', () => {
  const text = '{n, plural, =0 {none} one {# thing} other {# things}}';
  /** @param {number} n @param {string} [language] */
  const said = (n, language = 'en') => format(parse(text), { n }, language);
  assert.equal(said(0), 'none');
  assert.equal(said(1), '1 thing');
  assert.equal(said(2500), '2,500 things');
  assert.equal(said(0, 'fr'), 'none');
  assert.equal(format(parse('{n, plural, one {#} two {zwei} other {many}}'), { n: 2 }, 'he'), 'zwei');
});

test('values stand in their places, and braces can be written', () => {
  assert.equal(format(parse("Hello {name}, it''s '{'x'}'"), { name: 'Dana' }, 'en'), "Hello Dana, it's {x}");
  assert.equal(format(parse("don't"), {}, 'en'), "don't");
  assert.equal(format(parse('{k, select, a {A {n}} other {O}}'), { k: 'a', n: 1 }, 'en'), 'A 1');
});

test('a fault in a message is found', () => {
  for (const text of ['{', '{name', 'a}', '{n, plural, one {x}}', '{n, colour}', '{n plural}']) {
    assert.throws(() => parse(text), SyntaxError, text);
  }
});
