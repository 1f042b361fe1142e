/**
 * The console's texts. A key is `<namespace>.<name>`; a namespace is one file for each language,
 * `i18n/<language>/<namespace>.json`, fetched when its screen is opened.
 *
 *     t('core.save')    t('history.count', { n: 3 })    dateTime('2026-11-22T10:00:00Z')
 *
 * Texts are signals underneath: what calls `t` while it renders renders anew in another language.
 */
import { signal } from '../vendor/preact.js';
import { remember } from '../app/store.js';
import { format, parse } from './message.js';

/** @typedef {'en' | 'fr' | 'he'} Language */

/** Each in its own words. @type {Readonly<Record<Language, string>>} */
export const LANGUAGES = { en: 'English', fr: 'Français', he: 'עברית' };

/** @type {import('../vendor/preact.js').Signal<Language>} */
export const language = signal(isLanguage(document.documentElement.lang) ? document.documentElement.lang : 'en');
/** Changes when texts arrive. */
const arrived = signal(0);
/** @type {Record<string, Record<string, string>>} By `language/namespace`. */
const texts = {};
/** @type {Map<string, import('./message.js').Part[]>} */
const parsed = new Map();
/** The namespaces that are in use, to be fetched when the language changes. @type {Set<string>} */
const used = new Set();

/** @param {unknown} tag @returns {tag is Language} */
export function isLanguage(tag) {
  return typeof tag === 'string' && Object.hasOwn(LANGUAGES, tag);
}

/** @param {string} key @returns {string | undefined} */
function lookUp(key) {
  arrived.value;
  const dot = key.indexOf('.');
  return texts[`${language.value}/${key.slice(0, dot)}`]?.[key.slice(dot + 1)];
}

/** Whether there is such a text. @param {string} key */
export const has = (key) => lookUp(key) !== undefined;

/** The text of a key with its values. @param {string} key @param {Record<string, any>} [values] */
export function t(key, values = {}) {
  const text = lookUp(key);
  if (text === undefined) return key;
  let parts = parsed.get(text);
  if (!parts) parsed.set(text, (parts = parse(text)));
  return format(parts, values, language.value);
}

/** @param {string} namespace @param {Language} [of] @returns {Promise<void>} */
export async function loadTexts(namespace, of = language.value) {
  used.add(namespace);
  const name = `${of}/${namespace}`;
  if (texts[name]) return;
  const response = await fetch(new URL(`./${name}.json`, import.meta.url));
  if (!response.ok) throw new Error(`no texts ${name}`);
  texts[name] = await response.json();
  arrived.value += 1;
}

/** Shows the console in another language, once its texts are there. @param {Language} chosen */
export async function chooseLanguage(chosen) {
  await Promise.all([...used].map((namespace) => loadTexts(namespace, chosen)));
  remember('language', chosen);
  language.value = chosen;
  document.documentElement.lang = chosen;
  document.documentElement.dir = chosen === 'he' ? 'rtl' : 'ltr';
}

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export const number = (value, options) => new Intl.NumberFormat(language.value, options).format(value);

/** @param {string | Date} at @param {Intl.DateTimeFormatOptions} [options] */
export function dateTime(at, options = { dateStyle: 'medium', timeStyle: 'short' }) {
  return new Intl.DateTimeFormat(language.value, options).format(new Date(at));
}

const STEPS = /** @type {const} */ ([
  ['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3_600], ['minute', 60],
]);

/** "3 minutes ago". @param {string | Date} at @param {Date} [now] */
export function ago(at, now = new Date()) {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1000;
  const words = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
  const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
  return step ? words.format(Math.trunc(seconds / step[1]), step[0]) : words.format(0, 'second');
}

/** "a, b and c". @param {string[]} items */
export const list = (items) => new Intl.ListFormat(language.value).format(items);
