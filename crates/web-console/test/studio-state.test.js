// The form of the studio: drafts, saving, and two people who save at once.
import assert from 'node:assert/strict';
import test from 'node:test';
import { PASSWORD } from '../assets/screens/studio/settings.js';
import { studioForm } from '../assets/screens/studio/state.js';
import { catalog } from './studio-catalog.js';

const SAVED = { firstMessage: 'Hello', tone: 'calm', voiceSpeed: 1, adminEmail: 'a@b.co', [PASSWORD]: '', revision: 3 };

/** A server that keeps one configuration, and a place for drafts. @param {any} [draft] */
function world(draft = null) {
  const sent = /** @type {any[]} */ ([]);
  const server = { config: { ...SAVED }, kept: draft, sent };
  const form = studioForm({ ...SAVED }, '"3"', catalog, {
    send: async (body, etag) => {
      sent.push({ body, etag });
      if (etag !== `"${server.config.revision}"`) throw Object.assign(new Error('stale'), { code: 'stale_revision' });
      server.config = { ...server.config, ...body, [PASSWORD]: '', revision: server.config.revision + 1 };
      return { data: { ...server.config }, etag: `"${server.config.revision}"` };
    },
    fetch: async () => ({ data: { ...server.config }, etag: `"${server.config.revision}"` }),
    draft: { read: () => server.kept, keep: (value) => { server.kept = value; }, drop: () => { server.kept = null; } },
    refuse: (faults) => Object.assign(new Error('refused'), { faults }),
  });
  return { form, server };
}

test('only what changed is sent, with the version that it was changed from', async () => {
  const { form, server } = world();
  form.set({ tone: 'warm', firstMessage: 'Hi' });
  form.set({ firstMessage: 'Hello' });
  assert.deepEqual(form.changed.value, ['tone']);
  assert.equal(await form.save(), true);
  assert.deepEqual(server.sent, [{ body: { tone: 'warm' }, etag: '"3"' }]);
  assert.deepEqual([form.changed.value, form.saved.value.tone, form.etag.value, server.kept], [[], 'warm', '"4"', null]);
});

test('nothing is sent when nothing changed', async () => {
  const { form, server } = world();
  assert.equal(await form.save(), true);
  assert.deepEqual(server.sent, []);
});

test('a draft is kept at each change, without the password, and taken up again', async () => {
  const { form, server } = world();
  form.set({ tone: 'warm', [PASSWORD]: 'secret' });
  assert.deepEqual(server.kept, { mine: { tone: 'warm' }, base: { tone: 'calm' } });
  const { form: later } = world(server.kept);
  await later.resume();
  assert.deepEqual(later.mine.value, { tone: 'warm' });
  assert.equal(later.question.value, null);
});

test('a draft that was overtaken asks, and the choice stands', async () => {
  const { form } = world({ mine: { tone: 'warm', voiceSpeed: 1.1 }, base: { tone: 'formal', voiceSpeed: 1 } });
  const resumed = form.resume();
  assert.deepEqual(form.question.value?.conflicts, [{ field: 'tone', mine: 'warm', theirs: 'calm' }]);
  form.question.value?.decide({ tone: 'calm' });
  await resumed;
  assert.deepEqual(form.mine.value, { voiceSpeed: 1.1 });
});

test('somebody else’s change of another setting is taken over without a question', async () => {
  const { form, server } = world();
  server.config = { ...server.config, voiceSpeed: 1.2, revision: 4 };
  form.set({ tone: 'warm' });
  assert.equal(await form.save(), true);
  assert.deepEqual([server.config.tone, server.config.voiceSpeed, form.saved.value.voiceSpeed], ['warm', 1.2, 1.2]);
});

test('the same setting changed elsewhere asks mine or theirs, and the save goes on', async () => {
  const { form, server } = world();
  server.config = { ...server.config, tone: 'formal', firstMessage: 'Hey', revision: 4 };
  form.set({ tone: 'warm', firstMessage: 'Hi' });
  const saving = form.save();
  while (form.question.value === null) await Promise.resolve();
  form.question.value.decide({ tone: 'formal', firstMessage: 'Hi' });
  assert.equal(await saving, true);
  assert.deepEqual(server.sent.at(-1), { body: { firstMessage: 'Hi' }, etag: '"4"' });
  assert.deepEqual([server.config.tone, server.config.firstMessage], ['formal', 'Hi']);
});

test('a choice that is put off saves nothing, loses nothing, and is asked again', async () => {
  const { form, server } = world();
  server.config = { ...server.config, tone: 'formal', revision: 4 };
  form.set({ tone: 'warm' });
  for (let round = 0; round < 2; round += 1) {
    const saving = form.save();
    while (form.question.value === null) await Promise.resolve();
    form.question.value.decide(null);
    assert.equal(await saving, false);
    assert.deepEqual([form.mine.value, server.config.tone], [{ tone: 'warm' }, 'formal']);
  }
});

test('what is typed while a save is on its way stays a change', async () => {
  const { form, server } = world();
  form.set({ tone: 'warm' });
  const saving = form.save();
  form.set({ tone: 'formal', voiceSpeed: 1.1 });
  await saving;
  assert.deepEqual([server.config.tone, form.mine.value], ['warm', { tone: 'formal', voiceSpeed: 1.1 }]);
});

test('what the server would refuse is not sent, and lies on its field', async () => {
  const { form, server } = world();
  form.set({ firstMessage: '  ' });
  await assert.rejects(form.save(), (/** @type {any} */ thrown) => thrown.faults[0].pointer === '/firstMessage');
  assert.deepEqual(server.sent, []);
});

test('discarding can be undone', () => {
  const { form, server } = world();
  form.set({ tone: 'warm' });
  const undo = form.discard();
  assert.deepEqual([form.changed.value, server.kept], [[], null]);
  undo();
  assert.deepEqual(form.mine.value, { tone: 'warm' });
});

test('a removed password is a change, an empty one is none', () => {
  const { form } = world();
  form.set({ [PASSWORD]: null });
  assert.deepEqual(form.mine.value, { [PASSWORD]: null });
  form.set({ [PASSWORD]: '' });
  assert.deepEqual(form.mine.value, {});
});
