/**
 * The console's texts. A key is `<namespace>.<name>`; a namespace is one file for each language,
 * `i18n/<language>/<namespace>.json`, fetched when its screen is opened.
 *
 *     t('core.save')    t('history.others', { n: 3 })    dateTime('2026-11-22T10:00:00Z')
 *
 * Texts are signals underneath: what calls `t` while it renders renders anew in another language.
 *
 * Messages with values, in the part of ICU's syntax that the console needs:
 *
 *     {name}                                          a value
 *     {n, number}  {day, date}  {at, time}            formatted for the language
 *     {n, plural, =0 {none} one {# day} other {# days}}   # is the number, formatted
 *     {kind, select, voice {…} other {…}}
 *     '{' stands for a brace, '' for an apostrophe that stands before one
 *
 * A fault in a message throws; test/texts.test.js parses all of them.
 */
import { signal } from '../vendor/preact.js';
import { remember } from '../app/store.js';

/** @typedef {'en' | 'fr' | 'he'} Language */

/** Each in its own words. @type {Readonly<Record<Language, string>>} */
export const LANGUAGES = { en: 'English', fr: 'Français', he: 'עברית' };

/** What first-paint.js chose; no page, no choice: tests. */
const spoken = globalThis.document?.documentElement.lang;
/** @type {import('../vendor/preact.js').Signal<Language>} */
export const language = signal(isLanguage(spoken) ? spoken : 'en');
/** Changes when texts arrive. */
const arrived = signal(0);
/** @type {Record<string, Record<string, string>>} By `language/namespace`. */
const texts = {};
/** @type {Map<string, Part[]>} */
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

/**
 * Shows the console in another language, once its texts are there.
 * @param {Language} chosen @param {boolean} [keeps] Whether this browser remembers it.
 */
export async function chooseLanguage(chosen, keeps = true) {
  await Promise.all([...used].map((namespace) => loadTexts(namespace, chosen)));
  if (keeps) remember('language', chosen);
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

/** @typedef {string | { name: string, kind: string, options?: Record<string, Part[]> } | { hash: true }} Part */

/** @param {string} text @returns {Part[]} */
export function parse(text) {
  const reader = { text, at: 0 };
  const parts = parts_(reader, false);
  if (reader.at < text.length) throw new SyntaxError(`a brace too many in "${text}"`);
  return parts;
}

/** @param {{ text: string, at: number }} reader @param {boolean} counting Inside a plural. @returns {Part[]} */
function parts_(reader, counting) {
  /** @type {Part[]} */
  const parts = [];
  let plain = '';
  const flush = () => { if (plain) parts.push(plain); plain = ''; };
  while (reader.at < reader.text.length && reader.text[reader.at] !== '}') {
    const quoted = /^'([{}#])'|^''/.exec(reader.text.slice(reader.at));
    if (quoted) {
      plain += quoted[1] ?? "'";
      reader.at += quoted[0].length;
    } else if (reader.text[reader.at] === '{') {
      flush();
      parts.push(argument(reader, counting));
    } else if (counting && reader.text[reader.at] === '#') {
      flush();
      parts.push({ hash: true });
      reader.at += 1;
    } else {
      plain += reader.text[reader.at];
      reader.at += 1;
    }
  }
  flush();
  return parts;
}

/** @param {{ text: string, at: number }} reader @param {RegExp} pattern Sticky. */
function take(reader, pattern) {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (!found) throw new SyntaxError(`cannot be read at ${reader.at}: "${reader.text}"`);
  reader.at = pattern.lastIndex;
  return found[1] ?? '';
}

/** @param {{ text: string, at: number }} reader @param {boolean} counting @returns {Part} */
function argument(reader, counting) {
  const name = take(reader, /\{\s*([A-Za-z_]\w*)\s*/y);
  if (reader.text[reader.at] === '}') {
    reader.at += 1;
    return { name, kind: 'value' };
  }
  const kind = take(reader, /,\s*(number|date|time|plural|select)\s*/y);
  if (kind !== 'plural' && kind !== 'select') {
    take(reader, /(\})/y);
    return { name, kind };
  }
  take(reader, /(,)\s*/y);
  /** @type {Record<string, Part[]>} */
  const options = {};
  while (reader.text[reader.at] !== '}') {
    const option = take(reader, /(=\d+|\w+)\s*\{/y);
    options[option] = parts_(reader, counting || kind === 'plural');
    take(reader, /(\})\s*/y);
  }
  reader.at += 1;
  if (!options.other) throw new SyntaxError(`"other" is missing in "${reader.text}"`);
  return { name, kind, options };
}

/** @param {Part[]} parts @param {Record<string, any>} values @param {string} language @param {number} [count] @returns {string} */
export function format(parts, values, language, count) {
  return parts.map((part) => {
    if (typeof part === 'string') return part;
    if ('hash' in part) return new Intl.NumberFormat(language).format(count ?? 0);
    const value = values[part.name];
    if (part.kind === 'number') return new Intl.NumberFormat(language).format(value);
    if (part.kind === 'date') return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(value));
    if (part.kind === 'time') return new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(new Date(value));
    if (part.kind === 'value') return String(value ?? '');
    const options = part.options ?? {};
    const number = Number(value);
    const chosen = part.kind === 'plural'
      ? options[`=${number}`] ?? options[new Intl.PluralRules(language).select(number)]
      : options[String(value)];
    return format(chosen ?? options.other ?? [], values, language, part.kind === 'plural' ? number : count);
  }).join('');
}
