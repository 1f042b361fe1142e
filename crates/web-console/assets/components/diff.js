/**
 * What changed from one text to another, word by word.
 *
 *     html`<${Diff} label=${t('studio.field.guidelines')} from=${old} to=${now} />`
 */
import { html } from '../vendor/preact.js';
import { t } from '../i18n/i18n.js';
import { Scroller } from './scroller.js';
import { wordDiff } from './word-diff.js';

/** @param {{ label: string, from: string, to: string }} props `label` is the name of what changed. */
export function Diff({ label, from, to }) {
  return html`<${Scroller} label=${label} class="diff" dir="auto">${wordDiff(from, to).map(({ kind, text }, at) => {
    if (kind === 'same') return text;
    const Tag = kind === 'added' ? 'ins' : 'del';
    return html`<${Tag} key=${at}><span class="sr-only">${t(`core.diff.${kind}`)}</span>${text}<//>`;
  })}<//>`;
}
