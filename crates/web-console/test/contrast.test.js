// Every pair of colours that stands on one another can be read: WCAG 2.2, AA.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const tokens = readFileSync(new URL('../assets/styles/tokens.css', import.meta.url), 'utf8');
/** @type {Map<string, [string, string]>} By name: light, dark. */
const colours = new Map([...tokens.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)]
  .map(([, name, light, dark]) => [name ?? '', [light ?? '', dark ?? '']]));

/** @param {string} hex Relative luminance. */
function luminance(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** @param {string} a @param {string} b */
function contrast(a, b) {
  const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((bright ?? 0) + 0.05) / ((dim ?? 0) + 0.05);
}

const GROUNDS = ['paper', 'surface', 'surface-sunken', 'surface-raised'];
/** What is read. @type {[string, string[]][]} */
const TEXT = [
  ['ink', [...GROUNDS, 'accent-wash', 'good-wash', 'warn-wash', 'bad-wash']],
  ['ink-soft', GROUNDS],
  ['accent', GROUNDS],
  ['accent-strong', [...GROUNDS, 'accent-wash']],
  ['good', [...GROUNDS, 'good-wash']],
  ['warn', [...GROUNDS, 'warn-wash']],
  ['bad', [...GROUNDS, 'bad-wash']],
  ['on-accent', ['accent', 'accent-strong']],
  ['on-bad', ['bad']],
  ['paper', ['ink']],
];
/** What is seen: borders of controls, focus. @type {[string, string[]][]} */
const SHAPES = [['line-strong', GROUNDS], ['accent', GROUNDS]];

/** @param {[string, string[]][]} pairs @param {number} least */
function judge(pairs, least) {
  for (const [front, backs] of pairs) {
    for (const back of backs) {
      for (const [at, theme] of ['light', 'dark'].entries()) {
        const [a, b] = [colours.get(front)?.[at], colours.get(back)?.[at]];
        assert.ok(a && b, `there is no --${front} or no --${back}`);
        const found = contrast(a, b);
        assert.ok(found >= least, `--${front} on --${back}, ${theme}: ${found.toFixed(2)} is less than ${least}`);
      }
    }
  }
}

test('text can be read on every ground', () => judge(TEXT, 4.5));
test('borders and focus can be seen on every ground', () => judge(SHAPES, 3));

test('the measure is right', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});
