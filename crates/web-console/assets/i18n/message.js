/**
 * Messages with values, in the part of ICU's syntax that the console needs:
 *
 *     {name}                                          a value
 *     {n, number}  {day, date}  {at, time}            formatted for the language
 *     {n, plural, =0 {none} one {# day} other {# days}}   # is the number, formatted
 *     {kind, select, voice {…} other {…}}
 *     '{' stands for a brace, '' for an apostrophe that stands before one
 *
 * A fault in a message throws; test/messages.test.js parses all of them.
 */

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
