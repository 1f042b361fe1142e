/**
 * A button, or a link that looks like one.
 *
 *     html`<${Button} kind="primary" busy=${saving} onClick=${save}>Save<//>`
 *     html`<${Button} href="/studio" kind="quiet" size="small">Open the studio<//>`
 *
 * kind: primary (one on a view), plain, quiet, danger. While `busy` it keeps its size and focus and
 * takes no second press. Inside a form it submits when `type="submit"`.
 */
import { html } from '../vendor/preact.js';

/**
 * @param {{ kind?: 'primary' | 'plain' | 'quiet' | 'danger', size?: 'small', wide?: boolean, busy?: boolean,
 *   disabled?: boolean, type?: 'button' | 'submit', href?: string, onClick?: (event: MouseEvent) => void,
 *   children?: any, [attribute: string]: any }} props
 */
export function Button({ kind = 'plain', size, wide = false, busy = false, disabled = false, type = 'button', href, onClick, children, ...rest }) {
  const look = { class: 'button', 'data-kind': kind, 'data-size': size, 'data-wide': String(wide) };
  const label = html`<span class="button-label row">${children}</span>`;
  if (href) return html`<a ...${rest} ...${look} href=${href} onClick=${onClick}>${label}</a>`;
  /** @param {MouseEvent} event */
  const press = (event) => {
    if (busy) event.preventDefault();
    else onClick?.(event);
  };
  return html`<button ...${rest} ...${look} type=${type} disabled=${disabled} aria-busy=${String(busy)}
    aria-disabled=${busy ? 'true' : undefined} onClick=${press}>${label}</button>`;
}
