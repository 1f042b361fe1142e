/**
 * The form of a step, with the ways back and on. Enter goes on.
 *
 *     html`<${StepForm} form=${form} wizard=${wizard} next=${t('onboarding.skip')}>…fields…<//>`
 */
import { html } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { Button } from '../../components/button.js';
import { Form } from '../../components/form.js';
import { Icon } from '../../components/icon.js';

/** @param {{ form: ReturnType<typeof import('../../components/form.js').useForm>, wizard: import('./onboarding.js').Wizard, next?: string, children?: any }} props */
export function StepForm({ form, wizard, next, children }) {
  const { at, go } = wizard;
  return html`<${Form} form=${form} aria-labelledby="onboarding-title" aria-describedby="onboarding-why">
    ${children}
    <div class="onboarding-actions">
      ${at > 0 && html`<${Button} kind="quiet" onClick=${() => go(at - 1)}>${t('core.back')}<//>`}
      <${Button} type="submit" kind="primary" busy=${form.busy}>${next ?? t('core.continue')} <span class="onboarding-arrow"><${Icon} name="arrow" /></span><//>
    </div>
  <//>`;
}

/** Goes on by Enter from a choice (Space opens it) and from a text of several lines (Shift and Enter begin a new one). @param {KeyboardEvent} event */
export function enterGoesOn(event) {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  /** @type {HTMLTextAreaElement | HTMLSelectElement} */ (event.currentTarget).form?.requestSubmit();
}
