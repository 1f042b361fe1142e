/**
 * What the studio knows of its settings without showing them: where each stands, what changed,
 * what is sent, what two people changed at once. What a setting takes is the server's catalog's
 * matter; one that is in the catalog and in no group here stands in the group `more`.
 */

/** @typedef {{ id: string, name: string }} Named */
/** @typedef {{ name: string, help: string, kind: string, default: any, minLength: number | null, maxLength: number | null, min: number | null, max: number | null }} FieldSpec */
/** @typedef {Named & { speed: { min: number, max: number } | null, voices: (Named & { languages: string[] })[], customVoices: boolean }} VoiceProvider */
/** @typedef {Named & { models: (Named & { retired: boolean })[], customModels: boolean }} ModelProvider */
/** @typedef {Named & { models: (Named & { languages: string[] })[], customModels: boolean, languages: string[] }} Transcriber */
/**
 * @typedef {object} Catalog
 * @property {VoiceProvider[]} voiceProviders
 * @property {ModelProvider[]} modelProviders
 * @property {Transcriber[]} transcribers
 * @property {(Named & { prompt: string })[]} personas
 * @property {(Named & { prompt: string })[]} tones
 * @property {Named[]} languages
 * @property {FieldSpec[]} fields
 */
/** @typedef {Record<string, any>} Values By the names of the API. */
/** @typedef {{ field: string, mine: any, theirs: any }} Conflict */

/** The mail server's password, which is written and never read. */
export const PASSWORD = 'smtpPassword';

/** @type {readonly { id: string, icon: string, fields: string[] }[]} */
export const GROUPS = [
  { id: 'conversation', icon: 'wave', fields: ['firstMessage', 'systemPrompt', 'guidelines'] },
  { id: 'character', icon: 'spark', fields: ['persona', 'tone', 'language'] },
  { id: 'caller', icon: 'user', fields: ['askForName', 'askForEmail', 'askForPhone'] },
  { id: 'voice', icon: 'mic', fields: ['voiceProvider', 'voiceId', 'voiceSpeed'] },
  { id: 'transcriber', icon: 'phone', fields: ['transcriberProvider', 'transcriberModel', 'transcriberLanguage'] },
  { id: 'model', icon: 'sliders', fields: ['aiModel', 'aiTemperature', 'aiMaxTokens'] },
  { id: 'organisation', icon: 'home', fields: ['organizationName', 'phoneNumber', 'businessHours', 'timezone'] },
  { id: 'email', icon: 'mail', fields: ['adminEmail', 'fallbackEmail', 'summaryEmail', 'smtpServer', 'smtpPort', 'smtpUsername', PASSWORD] },
];

/** The groups with what the server has beyond them. @param {Catalog} catalog */
export function groupsOf(catalog) {
  const placed = new Set(GROUPS.flatMap((group) => group.fields));
  const more = catalog.fields.map((field) => field.name).filter((name) => !placed.has(name));
  return more.length > 0 ? [...GROUPS, { id: 'more', icon: 'plus', fields: more }] : GROUPS;
}

/** @param {Catalog} catalog @param {string} name @returns {FieldSpec | undefined} */
export const specOf = (catalog, name) => catalog.fields.find((field) => field.name === name);

/** Texts of which single words matter. @param {string} name */
export const isLong = (name) => name === 'firstMessage' || name === 'systemPrompt' || name === 'guidelines';

/** @param {any} a @param {any} b */
export const isSame = (a, b) => (a ?? '') === (b ?? '');

/**
 * What a PATCH says: an emptied setting that follows the account goes back to following it.
 * @param {Values} mine @param {Catalog} catalog @returns {Values}
 */
export function patchOf(mine, catalog) {
  return Object.fromEntries(Object.entries(mine).map(([name, value]) => {
    const spec = specOf(catalog, name);
    const follows = spec !== undefined && spec.default === null;
    return [name, follows && String(value ?? '').trim() === '' ? null : value];
  }));
}

/**
 * What lies on the fields before the server is asked, as it would say it.
 * @param {Values} mine @param {Catalog} catalog @returns {import('../../app/http.js').Fault[]}
 */
export function faultsIn(mine, catalog) {
  return Object.entries(mine).flatMap(([name, value]) => {
    const spec = specOf(catalog, name);
    if (!spec || spec.default === null || typeof value !== 'string') return [];
    const length = [...value].length;
    const least = spec.minLength ?? 0;
    if (least > 0 && value.trim() === '') return [{ pointer: `/${name}`, code: 'required', detail: '' }];
    if (length < least) return [{ pointer: `/${name}`, code: 'too_short', detail: String(least) }];
    if (spec.maxLength !== null && length > spec.maxLength) return [{ pointer: `/${name}`, code: 'too_long', detail: String(spec.maxLength) }];
    return [];
  });
}

/**
 * What two people changed at once: settings that I changed from `base` while they became `theirs`.
 * @param {Values} base What my changes started from. @param {Values} mine @param {Values} theirs
 * @returns {Conflict[]}
 */
export function conflictsOf(base, mine, theirs) {
  return Object.keys(mine)
    .filter((field) => field in theirs && field !== PASSWORD)
    .filter((field) => !isSame(base[field], theirs[field]) && !isSame(mine[field], theirs[field]))
    .map((field) => ({ field, mine: mine[field], theirs: theirs[field] }));
}

/** What of my changes is still one. @param {Values} mine @param {Values} saved @returns {Values} */
export const stillChanged = (mine, saved) =>
  Object.fromEntries(Object.entries(mine).filter(([name, value]) => name === PASSWORD || !isSame(value, saved[name])));

/** As the server compares names of providers: without separators and letter case. @param {unknown} name */
const fold = (name) => String(name ?? '').replace(/[ \-_.]/g, '').toLowerCase();

/** @template {Named} T @param {T[]} list @param {unknown} name @returns {T | undefined} */
export const providerOf = (list, name) => list.find((one) => fold(one.id) === fold(name) || fold(one.name) === fold(name));

/** @template {Named} T @param {T[]} list @param {unknown} id @returns {T | undefined} */
export const wordOf = (list, id) => list.find((one) => one.id.toLowerCase() === String(id ?? '').trim().toLowerCase());

/** The part of a language's code before its region. @param {unknown} code */
export const primaryOf = (code) => (String(code ?? '').split(/[-_]/)[0] ?? '').toLowerCase();

/**
 * The voice that goes with another provider: what was saved with it, the same where it has it,
 * else one that speaks the assistant's language.
 * @param {VoiceProvider} provider @param {Values} values @param {Values} saved @returns {string}
 */
export function voiceFor(provider, values, saved) {
  if (saved.voiceProvider === provider.id) return saved.voiceId;
  const same = wordOf(provider.voices, values.voiceId);
  const speaks = provider.voices.find((voice) => voice.languages.some((code) => primaryOf(code) === primaryOf(values.language)));
  return (same ?? speaks ?? provider.voices[0])?.id ?? '';
}

/** @param {Transcriber} transcriber @param {unknown} model @returns {string[]} */
export const languagesOf = (transcriber, model) => wordOf(transcriber.models, model)?.languages ?? transcriber.languages;

/** The model and language that go with another transcriber. @param {Transcriber} transcriber @param {Values} values @param {Values} saved */
export function transcriptionFor(transcriber, values, saved) {
  if (saved.transcriberProvider === transcriber.id) {
    return { transcriberModel: saved.transcriberModel, transcriberLanguage: saved.transcriberLanguage };
  }
  const model = (wordOf(transcriber.models, values.transcriberModel) ?? transcriber.models[0])?.id ?? values.transcriberModel;
  return { transcriberModel: model, transcriberLanguage: listenedFor(languagesOf(transcriber, model), values.transcriberLanguage) };
}

/** The listed language that is the nearest to a wanted one. @param {string[]} languages @param {string} wanted */
export function listenedFor(languages, wanted) {
  const exact = languages.find((code) => code.toLowerCase() === wanted.toLowerCase());
  return exact ?? languages.find((code) => primaryOf(code) === primaryOf(wanted)) ?? wanted;
}
