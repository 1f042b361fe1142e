/**
 * A button that opens a list of choices (a native popover; arrow keys, Home, End and Escape work).
 *
 *     html`<${Menu} label="Theme" icon="sun">
 *       <${MenuChoice} checked=${true} choose=${f}>Light<//>   one of a few
 *       <${MenuAction} act=${f}>Log out<//>                     something to do
 *       <${MenuLink} href="/settings">Settings<//>              a place
 *     <//>`
 *
 * `text` is shown beside the icon; `trigger` instead of both. `label` is what is read out.
 */
import { html, useId, useRef } from '../vendor/preact.js';
import { Icon } from './icon.js';

/** @param {{ label: string, icon?: string, text?: string, trigger?: any, children?: any }} props */
export function Menu({ label, icon, text, trigger, children }) {
  const id = useId();
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  /** @param {ToggleEvent} event */
  const toggled = (event) => {
    const isOpen = event.newState === 'open';
    button.current?.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen || !button.current || !list.current) return;
    place(button.current, list.current);
    items(list.current)[0]?.focus();
  };
  return html`<button ref=${button} type="button" class="button button-icon menu-button" data-kind="quiet" popovertarget=${id}
      aria-haspopup="menu" aria-expanded="false" aria-label=${text ? `${label}: ${text}` : label} title=${label}>
      ${trigger ?? html`<${Icon} name=${icon} />`}${text && html`<span class="menu-text" aria-hidden="true">${text}</span>`}</button>
    <div ref=${list} id=${id} popover="auto" role="menu" aria-label=${label} class="menu" onToggle=${toggled}
      onKeyDown=${move} onClick=${close}>${children}</div>`;
}

/** @param {HTMLElement} list @returns {HTMLElement[]} */
const items = (list) => [...list.querySelectorAll('[role^="menuitem"]')].map((it) => /** @type {HTMLElement} */ (it));

/** Beside its button, within the window. @param {HTMLElement} button @param {HTMLElement} list */
function place(button, list) {
  const from = button.getBoundingClientRect();
  const size = list.getBoundingClientRect();
  const isRtl = getComputedStyle(button).direction === 'rtl';
  const below = from.bottom + 4 + size.height <= innerHeight;
  const wanted = isRtl ? from.right - size.width : from.left;
  list.style.top = `${Math.max(8, below ? from.bottom + 4 : from.top - size.height - 4)}px`;
  list.style.left = `${Math.max(8, Math.min(wanted, document.documentElement.clientWidth - size.width - 8))}px`;
}

/** @param {KeyboardEvent} event */
function move(event) {
  const all = items(/** @type {HTMLElement} */ (event.currentTarget));
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === 'Tab') /** @type {HTMLElement} */ (event.currentTarget).hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
}

/** @param {MouseEvent} event */
function close(event) {
  const isItem = event.target instanceof Element && event.target.closest('[role^="menuitem"]');
  if (isItem) /** @type {HTMLElement} */ (event.currentTarget).hidePopover();
}

/** @param {{ checked: boolean, choose: () => void, lang?: string, children?: any }} props */
export function MenuChoice({ checked, choose, lang, children }) {
  return html`<button type="button" class="menu-item" role="menuitemradio" tabindex="-1" aria-checked=${String(checked)}
    lang=${lang} onClick=${choose}>${children}</button>`;
}

/** @param {{ act: () => void, children?: any }} props */
export function MenuAction({ act, children }) {
  return html`<button type="button" class="menu-item" role="menuitem" tabindex="-1" onClick=${act}>${children}</button>`;
}

/** @param {{ href: string, children?: any }} props */
export function MenuLink({ href, children }) {
  return html`<a class="menu-item" role="menuitem" tabindex="-1" href=${href}>${children}</a>`;
}
