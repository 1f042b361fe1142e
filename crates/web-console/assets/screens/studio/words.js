/** Settings and their values in the person's words. */
import { has, language, number, t } from '../../i18n/i18n.js';
import { providerOf, specOf, wordOf } from './settings.js';

/** @typedef {import('./settings.js').Catalog} Catalog */

/** What a setting is called; one that this console does not know by its own name. @param {string} name */
export function labelOf(name) {
  const key = `studio.field.${name}`;
  if (has(key)) return t(key);
  return name.replace(/([A-Z])/g, ' $1').replace(/^./, (first) => first.toUpperCase());
}

/** Whether a name is a setting's that people know. @param {string | null} name */
export const isSetting = (name) => name !== null && has(`studio.field.${name}`);

/** @param {string} name @param {Catalog} catalog */
export function helpOf(name, catalog) {
  const key = `studio.help.${name}`;
  return has(key) ? t(key) : specOf(catalog, name)?.help ?? '';
}

/** Making one takes longer than all that it is asked. @type {Map<string, Intl.DisplayNames>} */
const names = new Map();

/** @param {string} tag */
function namesIn(tag) {
  const made = names.get(tag) ?? new Intl.DisplayNames(tag, { type: 'language' });
  names.set(tag, made);
  return made;
}

/** A code of a language, by its name. @param {string} code */
export function languageName(code) {
  if (code === 'multi') return t('studio.language.multi');
  try {
    const name = namesIn(language.value).of(code) ?? code;
    return name.charAt(0).toLocaleUpperCase(language.value) + name.slice(1);
  } catch {
    return code;
  }
}

/** @param {{ id: string, name: string }} word @param {'persona' | 'tone'} list */
export function wordName(word, list) {
  const key = `studio.${list}.${word.id}`;
  return has(key) ? t(key) : word.name;
}

/** Reads in its own direction within a text from right to left. @param {string} text */
export const isolated = (text) => (language.value === 'he' ? `\u2068${text}\u2069` : text);

/** @param {number} value */
export const speedText = (value) => isolated(`${number(value, { maximumFractionDigits: 2 })}×`);

/** @param {any} value @param {Catalog} catalog */
function modelName(value, catalog) {
  for (const provider of catalog.modelProviders) {
    const model = wordOf(provider.models, value);
    if (model) return model.name;
  }
  return String(value);
}

/** @param {any} value @param {Catalog} catalog */
function voiceName(value, catalog) {
  for (const provider of catalog.voiceProviders) {
    const voice = wordOf(provider.voices, value);
    if (voice) return voice.name;
  }
  return String(value);
}

/** A value as people say it. @param {string} name @param {any} value @param {Catalog} catalog @returns {string} */
export function valueText(name, value, catalog) {
  if (value === null || value === undefined) {
    return specOf(catalog, name)?.default === null ? t('studio.value.account') : t('studio.value.none');
  }
  if (typeof value === 'boolean') return t(value ? 'studio.value.yes' : 'studio.value.no');
  if (value === '') return t('studio.value.empty');
  if (name === 'voiceSpeed') return speedText(value);
  if (typeof value === 'number') return number(value, { maximumFractionDigits: 2 });
  if (typeof value !== 'string') return JSON.stringify(value);
  if (name === 'voiceProvider') return providerOf(catalog.voiceProviders, value)?.name ?? value;
  if (name === 'transcriberProvider') return providerOf(catalog.transcribers, value)?.name ?? value;
  if (name === 'voiceId') return voiceName(value, catalog);
  if (name === 'aiModel') return modelName(value, catalog);
  if (name === 'transcriberModel') return catalog.transcribers.map((one) => wordOf(one.models, value)).find(Boolean)?.name ?? value;
  if (name === 'transcriberLanguage' || name === 'language') return languageName(value);
  if (name === 'persona' || name === 'tone') {
    const word = wordOf(name === 'persona' ? catalog.personas : catalog.tones, value);
    return word ? wordName(word, name) : value;
  }
  return value;
}
