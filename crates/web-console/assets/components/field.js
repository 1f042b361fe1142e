/**
 * One thing to fill in: label, control, help, fault, mark of a change, and the way back.
 *
 *     html`<${Field} name="firstMessage" label="First words" kind="textarea" value=${v} onChange=${set}
 *       help="What callers hear first." error=${faults.firstMessage} required maxLength=${2000}
 *       changed=${v !== saved} reset=${() => set(saved)} />`
 *
 * kind: text (default), email, tel, url, number, range, textarea, select, password, switch, check.
 * `onChange` is called with the value at each input: a string, a number (number and range; `null`
 * when empty), or a boolean (switch and check). select: `options` is `[{ value, label }]`, or
 * `[{ label, options: […] }]` for groups. What people type has `dir="auto"` unless `dir` is given.
 *
 * `error` is a text, or nothing. The browser's own constraints (`required`, `min`, `maxLength`,
 * `type`) are told in the person's language when the form is sent: see `form.js`.
 */
import { html, useId, useState } from '../vendor/preact.js';
import { number as formatted, t } from '../i18n/i18n.js';
import { Icon } from './icon.js';

/** @typedef {{ value: string, label: string }} Option */
/** @typedef {{ label: string, options: Option[] }} OptionGroup */

/**
 * @typedef {object} FieldProps
 * @property {string} name
 * @property {string} label
 * @property {'text' | 'email' | 'tel' | 'url' | 'number' | 'range' | 'textarea' | 'select' | 'password' | 'switch' | 'check'} [kind]
 * @property {any} value
 * @property {(value: any) => void} onChange
 * @property {any} [help]
 * @property {string | null} [error]
 * @property {boolean} [changed]
 * @property {() => void} [reset]
 * @property {boolean} [optional] Says so beside the label.
 * @property {boolean} [count] Says how many of `maxLength` characters are used.
 * @property {(Option | OptionGroup)[]} [options]
 * @property {(value: number) => string} [show] How a range's value is written.
 */

/** @param {FieldProps & Record<string, any>} props */
export function Field(props) {
  const id = useId();
  const { name, kind = 'text', help, error } = props;
  const ids = { id, help: `${id}-help`, error: `${id}-error` };
  const describedBy = [error && ids.error, help && ids.help].filter(Boolean).join(' ') || undefined;
  const common = {
    id, name, 'aria-describedby': describedBy, 'aria-invalid': error ? 'true' : undefined, 'aria-errormessage': error ? ids.error : undefined,
  };
  const faults = html`${error && html`<p class="field-error" id=${ids.error}><${Icon} name="alert" /><span>${error}</span></p>`}
    ${help && html`<div class="field-help" id=${ids.help}>${help}</div>`}`;
  if (kind === 'check') return html`<div class="field"><${Check} ...${props} common=${common} />${faults}</div>`;
  if (kind === 'switch') {
    return html`<div class="switch-field"><${Head} ...${props} id=${id} />
      <input ...${common} ...${extra(props)} class="switch" type="checkbox" role="switch" checked=${props.value}
        onChange=${(/** @type {any} */ event) => props.onChange(event.currentTarget.checked)} />${faults}</div>`;
  }
  const Control = { textarea: Textarea, select: Select, password: Password, range: Range }[/** @type {string} */ (kind)] ?? Input;
  return html`<div class="field"><${Head} ...${props} id=${id} /><${Control} ...${props} common=${common} />${faults}</div>`;
}

const OWN = ['name', 'label', 'kind', 'value', 'onChange', 'help', 'error', 'changed', 'reset', 'optional', 'count', 'options', 'show', 'common', 'children'];

/** What is the control's and not the field's. @param {Record<string, any>} props */
const extra = (props) => Object.fromEntries(Object.entries(props).filter(([name]) => !OWN.includes(name)));

/** @param {any} props */
function Head({ id, label, changed, reset, optional, count, value, maxLength }) {
  return html`<div class="field-head"><label class="field-label" for=${id}>${label}</label>
    ${optional && html`<span class="field-optional">${t('core.field.optional')}</span>`}
    ${changed && html`<span class="field-mark">${t('core.field.changed')}</span>`}
    ${count && html`<span class="field-count">${formatted(String(value ?? '').length)} / ${formatted(maxLength)}</span>`}
    ${changed && reset && html`<button type="button" class="link-button field-reset" aria-label=${t('core.field.reset-of', { label })}
      onClick=${reset}>${t('core.field.reset')}</button>`}</div>`;
}

/** @param {any} props */
function Input({ kind = 'text', value, onChange, common, ...props }) {
  const isNumber = kind === 'number';
  const dir = kind === 'text' ? 'auto' : isNumber ? undefined : 'ltr';
  /** @param {any} event */
  const onInput = ({ currentTarget: input }) =>
    onChange(isNumber ? (Number.isNaN(input.valueAsNumber) ? null : input.valueAsNumber) : input.value);
  return html`<input dir=${dir} ...${common} ...${extra(props)} class="input" type=${kind} value=${value ?? ''} onInput=${onInput} />`;
}

/** @param {any} props */
function Textarea({ value, onChange, common, ...props }) {
  return html`<textarea dir="auto" ...${common} ...${extra(props)} class="input" value=${value ?? ''}
    onInput=${(/** @type {any} */ event) => onChange(event.currentTarget.value)}></textarea>`;
}

/** @param {any} props */
function Select({ value, onChange, common, options = [], ...props }) {
  /** @param {any} one */
  const option = (one) => one.options
    ? html`<optgroup key=${one.label} label=${one.label}>${one.options.map(option)}</optgroup>`
    : html`<option key=${one.value} value=${one.value} selected=${one.value === value}>${one.label}</option>`;
  return html`<select ...${common} ...${extra(props)} class="input" value=${value ?? ''}
    onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value)}>${options.map(option)}</select>`;
}

/** @param {any} props */
function Range({ value, onChange, common, show = formatted, ...props }) {
  return html`<div class="input-row"><input ...${common} ...${extra(props)} type="range" value=${value} aria-valuetext=${show(value)}
      onInput=${(/** @type {any} */ event) => onChange(event.currentTarget.valueAsNumber)} />
    <output for=${common.id}>${show(value)}</output></div>`;
}

/** @param {any} props */
function Password({ label, value, onChange, common, ...props }) {
  const [isShown, show] = useState(false);
  return html`<div class="password" dir="ltr"><input autocomplete="off" spellcheck=${false} autocapitalize="none" ...${common} ...${extra(props)} class="input"
      type=${isShown ? 'text' : 'password'} value=${value ?? ''} onInput=${(/** @type {any} */ event) => onChange(event.currentTarget.value)} />
    <button type="button" class="password-show" aria-pressed=${String(isShown)} aria-label=${t('core.field.show-of', { label })}
      onClick=${() => show(!isShown)}>${t(isShown ? 'core.field.hide' : 'core.field.show')}</button></div>`;
}

/** @param {any} props */
function Check({ label, value, onChange, common, ...props }) {
  return html`<label class="check"><input ...${common} ...${extra(props)} type="checkbox" checked=${value}
    onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked)} /><span>${label}</span></label>`;
}
