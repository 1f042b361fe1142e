/**
 * How far one has come. Steps that are done can be gone back to when `go` is given.
 *
 *     html`<${Stepper} steps=${['You', 'Company', …]} current=${2} reached=${4} go=${(at) => …} />`
 *
 * `current` counts from 0; `reached` is the furthest step that may be gone to.
 */
import { html } from '../vendor/preact.js';
import { t } from '../i18n/i18n.js';

/** @param {{ steps: string[], current: number, reached?: number, go?: (at: number) => void }} props */
export function Stepper({ steps, current, reached = current, go }) {
  /** @param {number} at */
  const stateOf = (at) => (at === current ? 'current' : at < current || at < reached ? 'done' : 'ahead');
  return html`<nav class="stepper" aria-label=${t('core.steps')}>
    <p class="stepper-words">${t('core.step', { at: current + 1, of: steps.length, name: steps[current] ?? '' })}</p>
    <ol>${steps.map((name, at) => html`<li key=${name} data-state=${stateOf(at)}>
      ${go && at <= reached
        ? html`<button type="button" aria-label=${name} title=${name} aria-current=${at === current ? 'step' : undefined} onClick=${() => go(at)}></button>`
        : html`<span title=${name} aria-current=${at === current ? 'step' : undefined}><span class="sr-only">${name}</span></span>`}</li>`)}</ol>
  </nav>`;
}
