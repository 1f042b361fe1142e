/**
 * A state in a word or three.
 *
 *     html`<${Badge} tone="good">In step<//>`    tone: neutral, accent, good, warn, bad
 *     html`<${Badge} tone="accent" busy>Syncing<//>`
 */
import { html } from '../vendor/preact.js';

/** @param {{ tone?: 'neutral' | 'accent' | 'good' | 'warn' | 'bad', busy?: boolean, children?: any }} props */
export function Badge({ tone = 'neutral', busy = false, children }) {
  return html`<span class="badge" data-tone=${tone} data-busy=${String(busy)}>${children}</span>`;
}
