// What the onboarding proposes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { greeting, hearing, isProposed, known, stepOf, voiceAmong, voicesFor } from '../assets/screens/onboarding/suggest.js';

/** @param {string} id @param {string[]} languages */
const voice = (id, ...languages) => ({ id, name: id.toUpperCase(), languages });
const catalog = {
  voiceProviders: [
    { id: 'zeta', name: 'Zeta', voices: [voice('z1', 'en'), voice('z2', 'en', 'he')] },
    { id: 'inworld', name: 'Inworld', voices: [voice('yael', 'he'), voice('oren', 'he')] },
    { id: '11labs', name: 'ElevenLabs', voices: ['a', 'b', 'c', 'd', 'e', 'sarah'].map((id) => voice(id, 'en')) },
  ],
  transcribers: [
    { id: 'other', languages: ['he'], models: [{ id: 'o1', languages: ['he'] }] },
    { id: 'deepgram', languages: ['en', 'fr', 'he'], models: [{ id: 'nova-2', languages: ['en', 'fr'] }, { id: 'nova-3', languages: ['en', 'he'] }] },
  ],
  languages: [{ id: 'en' }, { id: 'he' }],
  tones: [],
};
const sarah = { voiceProvider: '11labs', voiceId: 'sarah' };
const nova = { transcriberProvider: 'deepgram', transcriberModel: 'nova-2' };

test('the voices that are proposed speak the language, the best liked first', () => {
  assert.deepEqual(voicesFor(catalog, 'he', sarah).map(({ id }) => id), ['yael', 'oren', 'z2']);
});

test('the voice that is set is among those of its language, however many there are', () => {
  const few = voicesFor(catalog, 'en', sarah);
  assert.equal(few.length, 6);
  assert.equal(few[0]?.id, 'sarah');
  assert.deepEqual(voicesFor(catalog, 'en', { voiceProvider: '11labs', voiceId: 'b' }).map(({ id }) => id), ['a', 'b', 'c', 'd', 'z1', 'z2']);
});

test('where no voice speaks the language, the one that is set is left', () => {
  assert.deepEqual(voicesFor(catalog, 'uk', sarah), [{ provider: '11labs', id: 'sarah', name: 'SARAH', by: 'ElevenLabs' }]);
});

test('the voice that was pressed is chosen, or the one that is set, or the first that speaks the language', () => {
  /** @param {string} language @param {string} [wanted] */
  const chosen = (language, wanted) => voiceAmong(catalog, language, sarah, wanted).voice.id;
  assert.deepEqual([chosen('en'), chosen('en', '11labs/c'), chosen('he'), chosen('he', 'inworld/oren'), chosen('he', '11labs/c')], ['sarah', 'c', 'yael', 'oren', 'yael']);
});

test('a voice that the catalog does not know is called by its id', () => {
  assert.deepEqual(known(catalog, { voiceProvider: 'new', voiceId: 'x' }), { provider: 'new', id: 'x', name: 'x', by: 'new' });
});

test('what hears is changed only when it does not know the language, and within its provider when it can be', () => {
  assert.deepEqual(hearing(catalog, 'fr', nova), { transcriberLanguage: 'fr' });
  assert.deepEqual(hearing(catalog, 'he', nova), { transcriberLanguage: 'he', transcriberProvider: 'deepgram', transcriberModel: 'nova-3' });
  assert.deepEqual(hearing(catalog, 'he', { transcriberProvider: 'gone', transcriberModel: 'x' }), { transcriberLanguage: 'he', transcriberProvider: 'other', transcriberModel: 'o1' });
  assert.deepEqual(hearing(catalog, 'tlh', nova), { transcriberLanguage: 'tlh' });
});

test('the greeting is in the language of the callers, and English where we have none', () => {
  assert.match(greeting('he', 'לוי'), /לוי/);
  assert.match(greeting('fr-CA', 'Levi'), /^Bonjour/);
  assert.match(greeting('tlh', 'Levi'), /^Hello/);
});

test('first words of the person’s own are never replaced', () => {
  assert.ok(isProposed('Hello! How can I help you today?', 'Levi'));
  assert.ok(isProposed(greeting('de', 'Levi'), 'Levi'));
  assert.ok(!isProposed(greeting('de', 'Levi'), 'Another'));
  assert.ok(!isProposed('Levi Bakery, good morning!', 'Levi'));
});

test('the address names a step, but none further than one has come', () => {
  assert.equal(stepOf(null, 3, 5), 3);
  assert.equal(stepOf('2', 3, 5), 1);
  assert.equal(stepOf('9', 3, 5), 5);
  for (const odd of ['0', '-1', '1.5', 'x', '']) assert.equal(stepOf(odd, 3, 5), 3, odd);
});
