/**
 * What a saved value becomes at Vapi when just this provider does not take it: a soft warning, by
 * the key of its text (`studio.advice.<kind>`) and its values. The plan of a push has the last word.
 */
import { languagesOf, providerOf, wordOf } from './settings.js';

/** @typedef {{ kind: string, values: Record<string, any>, instead?: any }} Advice `instead`: the value that is sent. */

/** Longest name of an assistant. */
const NAME = 40;

/** @type {Record<string, (values: import('./settings.js').Values, catalog: import('./settings.js').Catalog) => Advice | null>} */
const OF = { voiceSpeed, voiceId, voiceProvider, aiModel, transcriberProvider, transcriberModel, transcriberLanguage, organizationName };

/**
 * @param {string} name @param {import('./settings.js').Values} values
 * @param {import('./settings.js').Catalog} catalog @returns {Advice | null}
 */
export const adviceOn = (name, values, catalog) => OF[name]?.(values, catalog) ?? null;

/** @type {typeof OF[string]} */
function voiceSpeed(values, catalog) {
  const provider = providerOf(catalog.voiceProviders, values.voiceProvider);
  const value = values.voiceSpeed;
  if (!provider || typeof value !== 'number') return null;
  if (!provider.speed) return value === 1 ? null : { kind: 'speed-none', values: { provider: provider.name }, instead: 1 };
  const { min, max } = provider.speed;
  const sent = Math.min(max, Math.max(min, value));
  return sent === value ? null : { kind: 'speed-range', values: { provider: provider.name, min, max, sent, value }, instead: sent };
}

/** @type {typeof OF[string]} */
function voiceId(values, catalog) {
  const provider = providerOf(catalog.voiceProviders, values.voiceProvider);
  if (!provider || !values.voiceId || wordOf(provider.voices, values.voiceId)) return null;
  const eleven = providerOf(catalog.voiceProviders, '11labs');
  const theirs = provider !== eleven && wordOf(eleven?.voices ?? [], values.voiceId);
  if (theirs) return { kind: 'voice-elsewhere', values: { provider: provider.name, voice: theirs.name } };
  return provider.customVoices ? null : { kind: 'unlisted', values: { provider: provider.name, value: values.voiceId } };
}

/** @type {typeof OF[string]} */
function voiceProvider(values, catalog) {
  if (providerOf(catalog.voiceProviders, values.voiceProvider)) return null;
  return { kind: 'provider-unknown', values: { value: values.voiceProvider, instead: 'ElevenLabs' } };
}

/** @type {typeof OF[string]} */
function aiModel(values, catalog) {
  const name = String(values.aiModel ?? '').split(':')[0];
  for (const provider of catalog.modelProviders) {
    const model = wordOf(provider.models, name);
    if (model) return model.retired ? { kind: 'model-retired', values: { provider: provider.name, model: model.name } } : null;
  }
  return null;
}

/** @type {typeof OF[string]} */
function transcriberProvider(values, catalog) {
  if (providerOf(catalog.transcribers, values.transcriberProvider)) return null;
  return { kind: 'provider-unknown', values: { value: values.transcriberProvider, instead: 'Deepgram' } };
}

/** @type {typeof OF[string]} */
function transcriberModel(values, catalog) {
  const transcriber = providerOf(catalog.transcribers, values.transcriberProvider);
  if (!transcriber || transcriber.customModels || transcriber.models.length === 0) return null;
  if (wordOf(transcriber.models, values.transcriberModel)) return null;
  return { kind: 'unlisted', values: { provider: transcriber.name, value: values.transcriberModel } };
}

/** @type {typeof OF[string]} */
function transcriberLanguage(values, catalog) {
  const transcriber = providerOf(catalog.transcribers, values.transcriberProvider);
  if (!transcriber) return null;
  const listed = languagesOf(transcriber, values.transcriberModel);
  const wanted = String(values.transcriberLanguage ?? '').trim().toLowerCase();
  if (!wanted || listed.some((code) => code.toLowerCase() === wanted)) return null;
  return { kind: 'unlisted', values: { provider: transcriber.name, value: values.transcriberLanguage } };
}

/** @type {typeof OF[string]} */
function organizationName(values) {
  const letters = [...String(values.organizationName ?? '').trim()];
  if (letters.length <= NAME) return null;
  return { kind: 'name-cut', values: { max: NAME, name: letters.slice(0, NAME).join('').trimEnd() } };
}
