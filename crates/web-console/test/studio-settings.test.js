// What the studio knows of its settings: what is sent, what clashes, what goes with what.
import assert from 'node:assert/strict';
import test from 'node:test';
import { adviceOn } from '../assets/screens/studio/advice.js';
import {
  PASSWORD, conflictsOf, faultsIn, groupsOf, listenedFor, patchOf, providerOf, stillChanged, transcriptionFor, voiceFor,
} from '../assets/screens/studio/settings.js';
import { catalog, spec } from './studio-catalog.js';

test('an emptied setting that follows the account is sent as null, another as it is', () => {
  assert.deepEqual(patchOf({ adminEmail: ' ', guidelines: '', voiceSpeed: 1.1 }, catalog), { adminEmail: null, guidelines: '', voiceSpeed: 1.1 });
});

test('blank and overlong texts are found before anything is sent, counted in characters', () => {
  const codes = faultsIn({ firstMessage: ' \n ', guidelines: '😀'.repeat(11), systemPrompt: '😀'.repeat(20), adminEmail: '' }, catalog)
    .map(({ pointer, code }) => [pointer, code]);
  assert.deepEqual(codes, [['/firstMessage', 'required'], ['/guidelines', 'too_long']]);
});

test('only what both changed, and differently, is a conflict', () => {
  const base = { tone: 'calm', persona: 'coach', voiceSpeed: 1, guidelines: '' };
  const mine = { tone: 'warm', persona: 'expert', voiceSpeed: 1.1, [PASSWORD]: 'x' };
  const theirs = { tone: 'formal', persona: 'expert', voiceSpeed: 1, guidelines: 'Be kind.', [PASSWORD]: '' };
  assert.deepEqual(conflictsOf(base, mine, theirs), [{ field: 'tone', mine: 'warm', theirs: 'formal' }]);
});

test('a change that somebody else made too is none any more, and a typed password stays', () => {
  assert.deepEqual(stillChanged({ tone: 'warm', [PASSWORD]: 'x' }, { tone: 'warm', [PASSWORD]: '' }), { [PASSWORD]: 'x' });
});

test('every setting of the catalog stands in one group, an unknown one in the last', () => {
  const more = { ...catalog, fields: [...catalog.fields, spec('holidayGreeting', { maxLength: 10 })] };
  assert.deepEqual(groupsOf(more).at(-1), { id: 'more', icon: 'plus', fields: ['holidayGreeting'] });
  assert.equal(groupsOf(catalog).some((group) => group.id === 'more'), false);
});

test('names of providers are known in the spellings that clients send', () => {
  for (const name of ['11labs', 'ElevenLabs', 'eleven-labs', 'ELEVEN_LABS']) {
    assert.equal(providerOf(catalog.voiceProviders, name)?.id, '11labs', name);
  }
  assert.equal(providerOf(catalog.voiceProviders, 'gramophone'), undefined);
});

test('another provider comes with a voice of its own, and the saved one with the saved voice', () => {
  const [eleven, deepgram, cartesia] = catalog.voiceProviders;
  assert.ok(eleven && deepgram && cartesia);
  const saved = { voiceProvider: '11labs', voiceId: 'burt', language: 'fr' };
  assert.equal(voiceFor(deepgram, saved, saved), 'agathe');
  assert.equal(voiceFor(deepgram, { ...saved, language: 'tlh' }, saved), 'asteria');
  assert.equal(voiceFor(deepgram, { ...saved, voiceId: 'ASTERIA' }, saved), 'asteria');
  assert.equal(voiceFor(cartesia, saved, saved), '');
  assert.equal(voiceFor(eleven, { voiceProvider: 'deepgram', voiceId: 'agathe', language: 'fr' }, saved), 'burt');
});

test('another transcriber comes with its model and the nearest language', () => {
  const google = catalog.transcribers[1];
  assert.ok(google);
  const saved = { transcriberProvider: 'deepgram', transcriberModel: 'nova-2', transcriberLanguage: 'fr-CA' };
  assert.deepEqual(transcriptionFor(google, saved, saved), { transcriberModel: 'chirp', transcriberLanguage: 'fr-FR' });
  assert.equal(listenedFor(['en-US', 'EN'], 'en'), 'EN');
  assert.equal(listenedFor(['en-US'], 'he'), 'he');
});

test('a speed that this provider does not take is told with what is sent instead', () => {
  const at = (/** @type {string} */ voiceProvider, /** @type {number} */ voiceSpeed) => adviceOn('voiceSpeed', { voiceProvider, voiceSpeed }, catalog);
  assert.deepEqual(at('11labs', 4), { kind: 'speed-range', values: { provider: 'ElevenLabs', min: 0.7, max: 1.2, sent: 1.2, value: 4 }, instead: 1.2 });
  assert.equal(at('11labs', 0.5)?.instead, 0.7);
  assert.equal(at('11labs', 1.2), null);
  assert.equal(at('deepgram', 1.5)?.kind, 'speed-none');
  assert.equal(at('deepgram', 1), null);
});

test('what is sent differently, or may be refused, is told softly', () => {
  const values = { voiceProvider: 'deepgram', voiceId: 'burt', aiModel: 'gpt-3.5-turbo', transcriberProvider: 'google',
    transcriberModel: 'nova-2', transcriberLanguage: 'he', organizationName: 'x'.repeat(41) };
  const kinds = Object.fromEntries(Object.keys(values).map((name) => [name, adviceOn(name, values, catalog)?.kind ?? null]));
  assert.deepEqual(kinds, { voiceProvider: null, voiceId: 'voice-elsewhere', aiModel: 'model-retired', transcriberProvider: null,
    transcriberModel: 'unlisted', transcriberLanguage: 'unlisted', organizationName: 'name-cut' });
  const fine = { voiceProvider: '11labs', voiceId: 'my-own-voice', aiModel: 'gpt-4o-mini:eastus2', transcriberProvider: 'deepgram',
    transcriberModel: 'my-own-model', transcriberLanguage: 'EN', organizationName: 'x'.repeat(40) };
  for (const name of Object.keys(fine)) assert.equal(adviceOn(name, fine, catalog), null, name);
  assert.equal(adviceOn('voiceProvider', { voiceProvider: 'gramophone' }, catalog)?.kind, 'provider-unknown');
});
