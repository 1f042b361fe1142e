/**
 * What stands where nothing is yet: what will be here, and the way to it.
 *
 *     html`<${EmptyState} icon="clock" title="No changes yet" text="Each save is kept here.">…buttons…<//>`
 */
import { html } from '../vendor/preact.js';
import { Icon } from './icon.js';

/** @param {{ icon?: string, title: string, text?: string, heading?: 1 | 2 | 3, children?: any }} props */
export function EmptyState({ icon = 'spark', title, text, heading = 2, children }) {
  const Heading = `h${heading}`;
  return html`<div class="state"><div class="state-art"><${Icon} name=${icon} /></div>
    <${Heading}>${title}<//>${text && html`<p>${text}</p>`}
    ${children && html`<div class="state-actions">${children}</div>`}</div>`;
}
