/** The fewest words that have to go and come to turn one text into another (Myers' way). */

/** @typedef {{ kind: 'same' | 'added' | 'removed', text: string }} Piece */

/** Texts that differ in more words than this are shown as gone and come whole. */
const MOST_STEPS = 1500;

/** @param {string} text Words, and what is between them. */
const wordsOf = (text) => text.match(/\s+|[\p{L}\p{N}\p{M}'’]+|[^\s\p{L}\p{N}\p{M}]/gu) ?? [];

/** @param {string} from @param {string} to @returns {Piece[]} */
export function wordDiff(from, to) {
  const [a, b] = [wordsOf(from), wordsOf(to)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const pieces = a.slice(0, head).map(same);
  pieces.push(...between(a.slice(head, a.length - tail), b.slice(head, b.length - tail)));
  pieces.push(...a.slice(a.length - tail).map(same));
  return joined(pieces);
}

/** @param {string} text @returns {Piece} */
const same = (text) => ({ kind: 'same', text });

/** @param {string[]} a @param {string[]} b @returns {Piece[]} */
function between(a, b) {
  const trace = shortest(a, b);
  if (!trace) return [...a.map(removed), ...b.map(added)];
  /** @type {Piece[]} */
  const back = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const ends = /** @type {Map<number, number>} */ (trace[d]);
    const k = x - y;
    const down = k === -d || (k !== d && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
    const beforeK = down ? k + 1 : k - 1;
    const beforeX = d === 0 ? 0 : ends.get(beforeK) ?? 0;
    const beforeY = d === 0 ? 0 : beforeX - beforeK;
    while (x > beforeX && y > beforeY) { x -= 1; y -= 1; back.push(same(a[x] ?? '')); }
    if (d === 0) break;
    if (down) { y -= 1; back.push(added(b[y] ?? '')); } else { x -= 1; back.push(removed(a[x] ?? '')); }
  }
  return back.reverse();
}

/** @param {string} text @returns {Piece} */
const added = (text) => ({ kind: 'added', text });
/** @param {string} text @returns {Piece} */
const removed = (text) => ({ kind: 'removed', text });

/** How far each diagonal came before each step; `null` past the limit. @param {string[]} a @param {string[]} b */
function shortest(a, b) {
  /** @type {Map<number, number>[]} */
  const trace = [];
  /** @type {Map<number, number>} */
  let ends = new Map([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_STEPS); d += 1) {
    trace.push(new Map(ends));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
      let x = down ? ends.get(k + 1) ?? 0 : (ends.get(k - 1) ?? 0) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) { x += 1; y += 1; }
      ends.set(k, x);
      if (x >= a.length && y >= b.length) return trace;
    }
  }
  return null;
}

/** Neighbours of one kind as one, and of a change what goes before what comes. @param {Piece[]} pieces @returns {Piece[]} */
function joined(pieces) {
  /** @type {Piece[]} */
  const out = [];
  let [gone, come] = ['', ''];
  const flush = () => {
    if (gone) out.push({ kind: 'removed', text: gone });
    if (come) out.push({ kind: 'added', text: come });
    [gone, come] = ['', ''];
  };
  for (const { kind, text } of pieces) {
    if (kind === 'removed') gone += text;
    else if (kind === 'added') come += text;
    else {
      flush();
      const last = out.at(-1);
      if (last?.kind === 'same') last.text += text;
      else out.push({ kind, text });
    }
  }
  flush();
  return out;
}
