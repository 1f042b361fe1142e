/**
 * One of a few, all in sight (radio buttons underneath).
 *
 *     html`<${Segmented} label="Theme" name="theme" value=${theme} onChange=${set}
 *       options=${[{ value: 'light', label: 'Light' }, …]} />`
 */
import { html, useState } from '../vendor/preact.js';

/** @param {{ label: string, name: string, value: string, onChange: (value: string) => unknown, options: { value: string, label: string, lang?: string }[] }} props */
export function Segmented({ label, name, value, onChange, options }) {
  // What was chosen is seen at once, also where the value follows later, or not at all.
  const [chosen, choose] = useState(/** @type {string | null} */ (null));
  /** @param {string} next */
  const pick = async (next) => {
    choose(next);
    try {
      await onChange(next);
    } finally {
      choose(null);
    }
  };
  return html`<fieldset class="segmented"><legend class="sr-only">${label}</legend>
    ${options.map((one) => html`<label key=${one.value} lang=${one.lang}><input type="radio" name=${name} value=${one.value}
      checked=${one.value === (chosen ?? value)} onChange=${() => pick(one.value)} />${one.label}</label>`)}</fieldset>`;
}
