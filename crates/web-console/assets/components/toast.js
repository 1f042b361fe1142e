/**
 * A word that something happened, which goes by itself, though not while somebody points at it or is in it, and is
 * read out.
 *
 *     toast(t('core.saved'))
 *     toast(text, { tone: 'bad' })                         // stays until it is dismissed
 *     toast(text, { action: { text: 'Undo', act: undo } })
 */
import { html, render, signal } from '../vendor/preact.js';
import { t } from '../i18n/i18n.js';

/** @typedef {{ tone?: 'neutral' | 'bad', action?: { text: string, act: () => void } }} How */
/** @type {import('../vendor/preact.js').Signal<(How & { id: number, text: string })[]>} */
const toasts = signal([]);
const STAYS = 6000;
const LOOK_AGAIN = 1000;
let last = 0;

/** @param {string} text @param {How} [how] */
export function toast(text, how = {}) {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-2), { id, text, ...how }];
  if (how.tone !== 'bad') setTimeout(() => leave(id), STAYS);
}

/** @param {number} id */
function leave(id) {
  if (region.matches(':hover, :focus-within')) setTimeout(() => leave(id), LOOK_AGAIN);
  else dismiss(id);
}

/** @param {number} id */
const dismiss = (id) => { toasts.value = toasts.value.filter((one) => one.id !== id); };

/** Where they are shown. Beside the page, so that they outlive screens. */
function Toasts() {
  return toasts.value.map(({ id, text, tone, action }) => html`<div key=${id} class="toast" data-tone=${tone}>
    <span>${text}</span>
    ${action && html`<button type="button" onClick=${() => { dismiss(id); action.act(); }}>${action.text}</button>`}
    <button type="button" onClick=${() => dismiss(id)}>${t('core.dismiss')}</button></div>`);
}

const region = document.createElement('div');
region.className = 'toasts';
region.setAttribute('role', 'status');
region.setAttribute('aria-live', 'polite');
document.body.append(region);
render(html`<${Toasts} />`, region);
// The page keeps as much free below, and what has the focus moves out from under them.
new ResizeObserver(() => {
  document.documentElement.style.setProperty('--toasts', `${region.offsetHeight}px`);
  const it = document.activeElement;
  if (it?.matches(':focus-visible') && isCovered(it)) it.scrollIntoView({ block: 'nearest' });
}).observe(region);

/** @param {Element} it */
function isCovered(it) {
  const its = it.getBoundingClientRect();
  return !region.contains(it) && [...region.children].map((one) => one.getBoundingClientRect()).some((one) => its.bottom > one.top && its.top < one.bottom && its.right > one.left && its.left < one.right);
}
