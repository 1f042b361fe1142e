/**
 * The shape of what is on its way, of about its size, so that nothing jumps.
 *
 *     html`<${Skeleton} lines=${4} />`     html`<${Skeleton} shape=${['title', 'field', 'field', 'block']} />`
 */
import { html } from '../vendor/preact.js';
import { t } from '../i18n/i18n.js';

/** @param {{ lines?: number, shape?: ('line' | 'title' | 'field' | 'block')[] }} props */
export function Skeleton({ lines = 3, shape }) {
  const parts = shape ?? Array.from({ length: lines }, () => 'line');
  return html`<div class="skeleton" role="status"><span class="sr-only">${t('core.loading')}</span>
    ${parts.map((kind, at) => html`<i key=${at} data-kind=${kind}></i>`)}</div>`;
}
