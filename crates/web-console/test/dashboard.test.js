// What the dashboard says of an account.
import assert from 'node:assert/strict';
import test from 'node:test';
import { checklist, fewOf, isFresh, namesOf, partOfDay, syncWord } from '../assets/screens/dashboard/glance.js';

const fresh = () => ({
  profile: { organization_name: null },
  config: { revision: 0, organizationName: 'My Organization', firstMessage: 'Hello! How can I help you today?', guidelines: '', systemPrompt: 'You are a helpful AI assistant.' },
  sync: { state: 'never', syncedAt: null, mode: 'sandbox' },
  vapi: { has_vapi_key: false },
  twilio: { has_twilio_credentials: false },
});

test('of a new account nothing is done, and it is invited', () => {
  assert.ok(isFresh(fresh()));
  assert.deepEqual(checklist(fresh()).filter((item) => item.done), []);
});

test('an account that was pushed or saved once is not new any more', () => {
  const [pushed, saved] = [fresh(), fresh()];
  assert.ok(!isFresh({ ...pushed, sync: { ...pushed.sync, state: 'in_sync', syncedAt: '2026-11-22T10:00:00Z' } }));
  assert.ok(!isFresh({ ...saved, config: { ...saved.config, revision: 1 } }));
});

test('each thing that was done is ticked by itself', () => {
  const account = fresh();
  account.config.guidelines = 'We close at six.';
  account.vapi.has_vapi_key = true;
  assert.deepEqual(checklist(account).filter((item) => item.done).map(({ id }) => id), ['knows', 'vapi']);
});

test('a key of Vapi is wanted, but only offered where there is a sandbox', () => {
  const live = fresh();
  live.sync.mode = 'live';
  /** @param {ReturnType<typeof fresh>} of */
  const vapi = (of) => checklist(of).find(({ id }) => id === 'vapi')?.optional;
  assert.deepEqual([vapi(fresh()), vapi(live)], [true, false]);
});

test('a state of a newer server is told as something to look at', () => {
  assert.equal(syncWord('failed'), 'failed');
  assert.equal(syncWord('paused'), 'pending');
});

test('the greeting follows the day', () => {
  assert.deepEqual([4, 5, 11, 12, 17, 18].map(partOfDay), ['evening', 'morning', 'morning', 'day', 'day', 'evening']);
});

test('of many fields a few are named, and the rest are counted', () => {
  assert.deepEqual(fewOf(['a', 'b']), { shown: ['a', 'b'], more: 0 });
  assert.deepEqual(fewOf(['a', 'b', 'c', 'd', 'e']), { shown: ['a', 'b', 'c'], more: 2 });
});

test('voice and model are called by their names where the catalog has them', () => {
  const catalog = { voiceProviders: [{ id: 'p', voices: [{ id: 'v', name: 'Vera' }] }], modelProviders: [{ models: [{ id: 'm', name: 'Model' }] }] };
  assert.deepEqual(namesOf(catalog, { voiceProvider: 'p', voiceId: 'v', aiModel: 'm' }), { voice: 'Vera', model: 'Model' });
  assert.deepEqual(namesOf(catalog, { voiceProvider: 'q', voiceId: 'v', aiModel: 'n' }), { voice: 'v', model: 'n' });
});
