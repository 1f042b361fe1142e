/**
 * A form that is sent by Enter or its button: the browser's constraints are told in the person's
 * language on their fields, the server's faults land on theirs, and the first one gets the focus.
 *
 *     const form = useForm(async () => { await api.patch('/user/profile', body); });
 *     html`<${Form} form=${form}>
 *       <${Field} name="name" error=${form.faults.name} … required />
 *       <${Button} type="submit" kind="primary" busy=${form.busy}>${t('core.save')}<//>
 *     <//>`
 *
 * `form.problem` is the refusal as a whole; `Form` shows it above the fields unless all of it lies
 * on fields that are there. `form.clear('name')` takes a fault away, as the form does by itself
 * once the field is changed. `useWait(form.problem)` counts down the seconds that the server asks
 * to wait, `Note` is a calm line in a box:
 *
 *     html`<${Note} tone="bad" alert>${text}<//>`     alert: it appeared by itself, and is read out
 */
import { html, useEffect, useMemo, useRef, useState } from '../vendor/preact.js';
import { t } from '../i18n/i18n.js';
import { asProblem, faultsByField, problemText } from '../app/http.js';
import { Icon } from './icon.js';

/** @param {() => Promise<unknown>} send */
export function useForm(send) {
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState(/** @type {Record<string, string>} */ ({}));
  const [problem, setProblem] = useState(/** @type {import('../app/http.js').ApiProblem | null} */ (null));
  const element = useRef(/** @type {HTMLFormElement | null} */ (null));
  const attention = useRef(false);
  useEffect(() => {
    if (!attention.current) return;
    attention.current = false;
    const first = element.current?.querySelector('[aria-invalid="true"]');
    if (first instanceof HTMLElement) first.focus();
  });
  /** @param {Record<string, string>} found */
  const point = (found) => {
    setFaults(found);
    attention.current = Object.keys(found).length > 0;
  };
  const submit = async () => {
    if (busy || !element.current) return;
    setProblem(null);
    const found = faultsOf(element.current);
    point(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await send();
    } catch (thrown) {
      const refusal = asProblem(thrown);
      setProblem(refusal.code === 'aborted' ? null : refusal);
      point(faultsByField(refusal));
    } finally {
      setBusy(false);
    }
  };
  /** @param {string} name */
  const clear = (name) => setFaults(({ [name]: _gone, ...others }) => others);
  return { busy, faults, problem, submit, clear, element, setProblem, setFaults: point };
}

/** @param {{ form: ReturnType<typeof useForm>, children?: any, [attribute: string]: any }} props */
export function Form({ form, children, ...rest }) {
  const { problem, faults, element } = form;
  const isOnFields = problem !== null && problem.errors.length > 0
    && Object.keys(faults).every((name) => element.current?.elements.namedItem(name));
  return html`<form ...${rest} ref=${element} class="form" noValidate
    onSubmit=${(/** @type {SubmitEvent} */ event) => { event.preventDefault(); void form.submit(); }}
    onInput=${(/** @type {any} */ event) => { if (faults[event.target.name]) form.clear(event.target.name); }}>
    ${problem && !isOnFields && html`<${Note} tone="bad" alert>${problemText(problem)}<//>`}
    ${children}</form>`;
}

/** The first broken constraint of each control, in words. @param {HTMLFormElement} form */
export function faultsOf(form) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const control of form.elements) {
    if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement)) continue;
    const text = constraintText(control);
    if (text && control.name) found[control.name] ??= text;
  }
  return found;
}

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} control */
function constraintText(control) {
  const { validity } = control;
  if (validity.valid) return null;
  const limits = /** @type {HTMLInputElement} */ (control);
  if (validity.valueMissing) return t('core.constraint.required');
  if (validity.typeMismatch) return t(`core.constraint.${limits.type === 'email' ? 'email' : 'format'}`);
  if (validity.tooShort) return t('core.constraint.too-short', { min: limits.minLength });
  if (validity.tooLong) return t('core.constraint.too-long', { max: limits.maxLength });
  if (validity.rangeUnderflow) return t('core.constraint.too-small', { min: Number(limits.min) });
  if (validity.rangeOverflow) return t('core.constraint.too-large', { max: Number(limits.max) });
  return t('core.constraint.format');
}

/** @param {{ tone?: 'neutral' | 'accent' | 'good' | 'warn' | 'bad', alert?: boolean, children?: any }} props */
export function Note({ tone = 'neutral', alert = false, children }) {
  const icon = tone === 'bad' || tone === 'warn' ? 'alert' : tone === 'good' ? 'check' : 'spark';
  return html`<div class="note" data-tone=${tone} role=${alert ? 'alert' : undefined}><${Icon} name=${icon} /><div>${children}</div></div>`;
}

/** Seconds until a refused call may be made again, counted down. @param {import('../app/http.js').ApiProblem | null} problem @returns {number} 0: now. */
export function useWait(problem) {
  const [, tell] = useState(0);
  // Known as soon as the refusal is, so that no press falls between.
  const until = useMemo(() => Date.now() + (problem?.retryAfter ?? 0) * 1000, [problem]);
  const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
  useEffect(() => {
    if (left === 0) return undefined;
    const timer = setInterval(() => tell(Date.now()), 500);
    return () => clearInterval(timer);
  }, [until, left === 0]);
  return left;
}
