// Which two versions are put beside each other, and in what they differ.
import assert from 'node:assert/strict';
import test from 'node:test';
import { chosen, differences, pairIn } from '../assets/screens/history/choice.js';

test('two are chosen at most: a third takes the place of the first', () => {
  assert.deepEqual([chosen([], 3), chosen([3], 5), chosen([3, 5], 1), chosen([3, 5], 3)], [[3], [3, 5], [5, 1], [5]]);
});

test('an address names two versions or none', () => {
  const pair = (/** @type {string} */ text) => pairIn(new URLSearchParams(text));
  assert.deepEqual(pair('from=0&to=7'), { from: 0, to: 7 });
  for (const text of ['', 'from=1', 'from=1&to=1', 'from=x&to=2', 'from=-1&to=2', 'from=1e3&to=2']) assert.equal(pair(text), null, text);
});

test('what differs is told in the order of the settings', () => {
  assert.deepEqual(differences({ a: 1, b: null, c: 'x' }, { c: 'y', a: 1, b: 'z' }, ['c', 'b', 'a']),
    [{ name: 'c', from: 'x', to: 'y' }, { name: 'b', from: null, to: 'z' }]);
});
