/**
 * The head of a screen; its `h1` is what is read out when the screen is opened. One on each screen.
 *
 *     html`<${PageHeader} title=${t('studio.title')} lead=${t('studio.lead')}>…buttons…<//>`
 */
import { html } from '../vendor/preact.js';

/** @param {{ title: string, lead?: string, children?: any }} props */
export function PageHeader({ title, lead, children }) {
  return html`<div class="page-head">
    <div><h1>${title}</h1>${lead && html`<p>${lead}</p>`}</div>
    ${children && html`<div class="page-actions">${children}</div>`}
  </div>`;
}
