/**
 * One of a few, all in sight (radio buttons underneath).
 *
 *     html`<${Segmented} label="Theme" name="theme" value=${theme} onChange=${set}
 *       options=${[{ value: 'light', label: 'Light' }, …]} />`
 */
import { html } from '../vendor/preact.js';

/** @param {{ label: string, name: string, value: string, onChange: (value: string) => void, options: { value: string, label: string, lang?: string }[] }} props */
export function Segmented({ label, name, value, onChange, options }) {
  return html`<fieldset class="segmented"><legend class="sr-only">${label}</legend>
    ${options.map((one) => html`<label key=${one.value} lang=${one.lang}><input type="radio" name=${name} value=${one.value}
      checked=${one.value === value} onChange=${() => onChange(one.value)} />${one.label}</label>`)}</fieldset>`;
}
