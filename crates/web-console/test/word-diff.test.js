// A diff tells both texts, and no more than differs.
import assert from 'node:assert/strict';
import test from 'node:test';
import { wordDiff } from '../assets/components/word-diff.js';

/** @param {string} from @param {string} to */
const told = (from, to) => wordDiff(from, to).map(({ kind, text }) => `${{ same: '', added: '+', removed: '-' }[kind]}${text}`);

test('a word that changed is told, and the rest is the same', () => {
  assert.deepEqual(told('Be kind and brief.', 'Be warm and brief.'), ['Be ', '-kind', '+warm', ' and brief.']);
  assert.deepEqual(told('same', 'same'), ['same']);
  assert.deepEqual(told('', 'new'), ['+new']);
  assert.deepEqual(told('old', ''), ['-old']);
  assert.deepEqual(told('', ''), []);
  assert.deepEqual(told('שלום לכולם', 'שלום לך'), ['שלום ', '-לכולם', '+לך']);
});

test('both texts can be read out of any diff', () => {
  let seed = 7;
  const next = () => { seed = (seed * 48271) % 2147483647; return seed; };
  const text = () => Array.from({ length: next() % 60 }, () => ['a', 'b', 'c', ' ', '\n', '.'][next() % 6]).join('');
  for (let round = 0; round < 300; round += 1) {
    const [from, to] = [text(), text()];
    const pieces = wordDiff(from, to);
    assert.equal(pieces.filter(({ kind }) => kind !== 'added').map((piece) => piece.text).join(''), from);
    assert.equal(pieces.filter(({ kind }) => kind !== 'removed').map((piece) => piece.text).join(''), to);
  }
});

test('texts that have nothing in common are told soon', () => {
  const [a, b] = ['a', 'b'].map((letter) => Array.from({ length: 16000 }, (_, at) => `${letter}${at}`).join(' '));
  const begun = performance.now();
  wordDiff(a ?? '', b ?? '');
  assert.ok(performance.now() - begun < 3000);
});
