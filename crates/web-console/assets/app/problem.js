/** What a refusal is in the person's words, and on which fields it lies. */
import { has, t } from '../i18n/i18n.js';
import { ApiProblem } from './http.js';

/** @param {unknown} thrown @returns {ApiProblem} */
export function asProblem(thrown) {
  if (thrown instanceof ApiProblem) return thrown;
  return new ApiProblem({ code: 'internal', detail: String(thrown) });
}

/** One sentence, by the code; the server's English where the code is unknown. @param {unknown} thrown */
export function problemText(thrown) {
  const problem = asProblem(thrown);
  const key = `core.problem.${problem.code}`;
  if (has(key)) return t(key, { seconds: problem.retryAfter ?? 0 });
  return problem.detail || t('core.problem.internal');
}

/** One fault of a field, by its code. @param {import('./http.js').Fault} fault */
export function faultText(fault) {
  const key = `core.fault.${fault.code}`;
  if (!has(key)) return fault.detail;
  return t(key, { ...limitsIn(fault.detail) });
}

/** The numbers that the server's sentence names, which the person should be told too. @param {string} detail */
function limitsIn(detail) {
  const numbers = (detail.split(', got')[0] ?? '').match(/-?\d+(?:\.\d+)?/g) ?? [];
  return { min: numbers[0] ?? '', max: numbers.at(-1) ?? '' };
}

/**
 * Texts by field. `/voiceSpeed` lies on `voiceSpeed`.
 * @param {unknown} thrown @returns {Record<string, string>}
 */
export function faultsByField(thrown) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const fault of asProblem(thrown).errors) {
    const field = fault.pointer.split('/')[1] ?? '';
    found[field] ??= faultText(fault);
  }
  return found;
}
