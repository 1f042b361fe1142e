/** What the dashboard says of an account, worked out from what the server answers. Knows data alone. */

/** @typedef {'never' | 'in_sync' | 'pending' | 'syncing' | 'drifted' | 'failed'} SyncWord */
/** @typedef {'neutral' | 'accent' | 'good' | 'warn' | 'bad'} Tone */

/** @type {Readonly<Record<SyncWord, Tone>>} */
export const TONES = { never: 'accent', in_sync: 'good', pending: 'warn', syncing: 'accent', drifted: 'warn', failed: 'bad' };

/** A state that this page knows; one that is newer than the page is told as pending. @param {string} state @returns {SyncWord} */
export const syncWord = (state) => (Object.hasOwn(TONES, state) ? /** @type {SyncWord} */ (state) : 'pending');

/** @typedef {{ id: string, done: boolean, href: string, optional?: boolean }} Item */

/**
 * What makes an assistant that is at work, in the order in which one does it.
 * @param {Record<string, any>} of Answers by name. @returns {Item[]}
 */
export function checklist({ profile, config, sync, vapi, twilio }) {
  return [
    { id: 'business', done: Boolean(profile.organization_name) || config.organizationName !== 'My Organization', href: '/settings?tab=profile' },
    { id: 'words', done: config.firstMessage !== 'Hello! How can I help you today?', href: '/studio' },
    { id: 'knows', done: config.guidelines !== '' || config.systemPrompt !== 'You are a helpful AI assistant.', href: '/studio' },
    { id: 'push', done: sync.syncedAt !== null, href: '/studio?push=1' },
    { id: 'vapi', done: vapi.has_vapi_key, href: '/settings?tab=connections', optional: sync.mode === 'sandbox' },
    { id: 'twilio', done: twilio.has_twilio_credentials, href: '/settings?tab=connections', optional: true },
  ];
}

/** Whether nothing was ever done here: the page then invites rather than reports. @param {Record<string, any>} of */
export const isFresh = ({ config, sync }) => config.revision === 0 && sync.syncedAt === null && sync.state === 'never';

/** The part of the day, for a greeting. @param {number} hour 0 to 23. @returns {'morning' | 'day' | 'evening'} */
export const partOfDay = (hour) => (hour >= 5 && hour < 12 ? 'morning' : hour >= 18 || hour < 5 ? 'evening' : 'day');

/** The first few fields of a change, and how many more there are. @param {string[]} fields @param {number} [most] */
export const fewOf = (fields, most = 3) => ({ shown: fields.slice(0, most), more: Math.max(0, fields.length - most) });

/** The names of the voice and the model, where the catalog has them. @param {any} catalog @param {any} config */
export function namesOf(catalog, config) {
  const voices = catalog.voiceProviders.find((/** @type {any} */ { id }) => id === config.voiceProvider)?.voices ?? [];
  const models = catalog.modelProviders.flatMap((/** @type {any} */ { models: some }) => some);
  /** @param {any[]} list @param {string} wanted */
  const name = (list, wanted) => list.find(({ id }) => id === wanted)?.name ?? wanted;
  return { voice: name(voices, config.voiceId), model: name(models, config.aiModel) };
}
