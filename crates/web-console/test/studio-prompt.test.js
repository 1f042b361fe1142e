// The prompt that is shown before it is saved is the one that the server composes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { promptParts, promptText } from '../assets/screens/studio/prompt.js';
import { catalog } from './studio-catalog.js';

const SETTINGS = {
  systemPrompt: '  You answer for a bakery.\nYou take orders.  ', persona: 'Expert', tone: 'salty', language: 'fr-CA',
  askForName: true, askForEmail: true, askForPhone: true, guidelines: '\nNever promise a delivery.\nBe brief. ',
};

/** What the server's plan said of these settings, line by line. */
const OF_THE_SERVER = [
  'You answer for a bakery.',
  'You take orders.',
  '',
  'You are an expert: knowledgeable, and clear about what you do not know. Your tone: salty.',
  '',
  'Speak French unless the caller asks for another language.',
  '',
  'Ask the caller for their name.',
  '',
  'Ask the caller for their email address, and spell it back to them.',
  '',
  'Ask the caller for their phone number, and read it back to them.',
  '',
  'Guidelines:',
  'Never promise a delivery.',
  'Be brief.',
  '',
  'Do not repeat yourself: never say again what you have already said or ask again what the caller has already answered.',
].join('\n');

test('the prompt is composed as the server does', () => {
  assert.equal(promptText(promptParts(SETTINGS, catalog)), OF_THE_SERVER);
});

test('each part says what it comes from', () => {
  const sources = promptParts(SETTINGS, catalog).map((part) => part.source);
  assert.deepEqual(sources, ['prompt', 'character', 'language', 'caller', 'caller', 'caller', 'guidelines', 'always']);
});

test('nothing is asked that is not wanted, and an unknown language goes by its code', () => {
  const text = promptText(promptParts({ systemPrompt: 'X', persona: 'professional', tone: 'friendly', language: 'tlh', guidelines: ' ' }, catalog));
  assert.ok(!text.includes('Ask the caller'));
  assert.ok(!text.includes('Guidelines'));
  assert.ok(text.includes('Speak tlh unless'));
});
