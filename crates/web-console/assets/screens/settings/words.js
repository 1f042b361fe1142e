/** How devices and events are told. Knows data alone. */

const BROWSERS = /** @type {const} */ ([
  ['Edge', /Edg(?:e|A|iOS)?\//], ['Opera', /OPR\//], ['Samsung Internet', /SamsungBrowser\//], ['Firefox', /(?:Firefox|FxiOS)\//],
  ['Chrome', /(?:Chrome|CriOS|Chromium)\//], ['Safari', /Version\/.*Safari\//],
]);
const SYSTEMS = /** @type {const} */ ([
  ['iPhone', /iPhone/], ['iPad', /iPad/], ['Android', /Android/], ['Windows', /Windows/], ['ChromeOS', /CrOS/], ['macOS', /Mac OS X|Macintosh/], ['Linux', /Linux/],
]);

/**
 * Browser and system of a user agent; `null` for what is neither.
 * @param {string | null} agent @returns {{ browser: string | null, system: string | null }}
 */
export function deviceOf(agent) {
  /** @param {readonly (readonly [string, RegExp])[]} among */
  const name = (among) => among.find(([, pattern]) => pattern.test(agent ?? ''))?.[0] ?? null;
  return { browser: name(BROWSERS), system: name(SYSTEMS) };
}

/** Events that somebody should look at, when it was not them. */
const WORRYING = new Set(['login_failed', 'password_refused', 'refresh_token_reused', 'sync_failed', 'disabled_by_operator']);

/** @param {string} kind @returns {'warn' | 'neutral'} */
export const toneOf = (kind) => (WORRYING.has(kind) ? 'warn' : 'neutral');

/** What a business may be, and how large; the onboarding asks in the same words. */
export const INDUSTRIES = ['retail', 'restaurant', 'health', 'beauty', 'trades', 'real-estate', 'legal', 'education', 'hospitality', 'other'];
export const SIZES = ['1', '2-10', '11-50', '51-200', '200+'];

/** A size as it is read, from left to right in every language. @param {string} size */
export const sizeText = (size) => `\u2066${size.replace('-', '–')}\u2069`;

/** What changed of a form, for a PATCH: an emptied text takes the value back. @param {Record<string, string | null>} before @param {Record<string, string>} now */
export function changesOf(before, now) {
  /** @type {Record<string, string | null>} */
  const changes = {};
  for (const [name, value] of Object.entries(now)) {
    const text = value.trim();
    if (text !== (before[name] ?? '')) changes[name] = text === '' ? null : text;
  }
  return changes;
}

/** The name of the file that an export is saved as. @param {Date} at */
export const exportName = (at) => `ava-studio-${at.toISOString().slice(0, 10)}.json`;
