/**
 * A box whose style lets it scroll: a stop of the keyboard while there is more in it than is seen.
 *
 *     html`<${Scroller} class="diff" label=${name} dir="auto">${text}<//>`
 */
import { html, useEffect, useRef, useState } from '../vendor/preact.js';

/** @param {{ label: string, children?: any, [attribute: string]: any }} props */
export function Scroller({ label, children, ...attributes }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [isLonger, setIsLonger] = useState(false);
  useEffect(() => {
    const it = /** @type {HTMLElement} */ (box.current);
    const watch = new ResizeObserver(() => setIsLonger(it.scrollHeight > it.clientHeight + 1));
    watch.observe(it);
    return () => watch.disconnect();
  }, []);
  return html`<div ref=${box} ...${attributes} ...${isLonger && { tabindex: 0, role: 'group', 'aria-label': label }}>${children}</div>`;
}
