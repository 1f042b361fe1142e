/**
 * A calm line in a box, beside what it is about. `role="alert"` when it appears by itself.
 *
 *     html`<${Note} tone="bad" alert>${problemText(problem)}<//>`
 */
import { html } from '../vendor/preact.js';
import { Icon } from './icon.js';

/** @param {{ tone?: 'neutral' | 'accent' | 'good' | 'warn' | 'bad', alert?: boolean, children?: any }} props */
export function Note({ tone = 'neutral', alert = false, children }) {
  const icon = tone === 'bad' || tone === 'warn' ? 'alert' : tone === 'good' ? 'check' : 'spark';
  return html`<div class="note" data-tone=${tone} role=${alert ? 'alert' : undefined}><${Icon} name=${icon} /><div>${children}</div></div>`;
}
