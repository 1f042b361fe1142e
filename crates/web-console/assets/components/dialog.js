/**
 * Something that has to be dealt with before the rest (a native `dialog`: focus stays inside,
 * Escape closes). It is open while it is rendered.
 *
 *     ${isAsking && html`<${Dialog} title="Delete?" close=${() => setAsking(false)}
 *       actions=${html`<${Button} kind="danger" onClick=${drop}>Delete<//>`}>It can't be undone.<//>`}
 *
 * `size="wide"` for what needs room. `close` is asked for by Escape, by the cross and by a press
 * beside it; `busy` keeps it open. A button that closes stands beside `actions` (`cancel` is its text).
 */
import { html, useEffect, useId, useRef } from '../vendor/preact.js';
import { t } from '../i18n/i18n.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

/** @param {{ title: string, close: () => void, actions?: any, cancel?: string, size?: 'wide', busy?: boolean, children?: any }} props */
export function Dialog({ title, close, actions, cancel, size, busy = false, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    const it = dialog.current;
    it?.showModal();
    return () => {
      // Whoever took the focus elsewhere meanwhile meant it.
      const { activeElement: now, body } = document;
      const isFree = now === null || now === body || it?.contains(now);
      if (isFree && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const leave = () => { if (!busy) close(); };
  return html`<dialog ref=${dialog} class="dialog" data-size=${size} aria-labelledby=${heading}
    onCancel=${(/** @type {Event} */ event) => { event.preventDefault(); leave(); }}
    onMouseDown=${(/** @type {MouseEvent} */ event) => { if (event.target === event.currentTarget) leave(); }}>
    <div class="dialog-head"><h2 id=${heading}>${title}</h2>
      <${Button} kind="quiet" size="small" aria-label=${t('core.close')} onClick=${leave}><${Icon} name="close" /><//></div>
    <div class="dialog-body">${children}</div>
    <div class="dialog-foot"><${Button} onClick=${leave}>${cancel ?? t('core.cancel')}<//>${actions}</div>
  </dialog>`;
}
