/**
 * What changed from one text to another, word by word.
 *
 *     html`<${Diff} from=${old} to=${now} />`
 */
import { html } from '../vendor/preact.js';
import { t } from '../i18n/i18n.js';
import { wordDiff } from './word-diff.js';

/** @param {{ from: string, to: string }} props */
export function Diff({ from, to }) {
  return html`<div class="diff" dir="auto">${wordDiff(from, to).map(({ kind, text }, at) => {
    if (kind === 'same') return text;
    const Tag = kind === 'added' ? 'ins' : 'del';
    return html`<${Tag} key=${at}><span class="sr-only">${t(`core.diff.${kind}`)}</span>${text}<//>`;
  })}</div>`;
}
