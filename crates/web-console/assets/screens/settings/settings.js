/** The account: who one is, what it is connected to, who is in it, and what becomes of its data. */
import { html, useRef } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { query, setQuery, shown } from '../../app/router.js';
import { PageHeader } from '../../components/page-header.js';
import { Connections } from './connections.js';
import { Data } from './data.js';
import { Profile } from './profile.js';
import { Security } from './security.js';

export const styles = true;

const TABS = /** @type {const} */ ([['profile', Profile], ['connections', Connections], ['security', Security], ['data', Data]]);

export default function Settings() {
  // Read so that this is rendered anew when the address changes.
  const asked = shown.value && query().get('tab');
  const [name, Panel] = TABS.find(([one]) => one === asked) ?? TABS[0];
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  /** @param {KeyboardEvent} event */
  const move = (event) => {
    const isRtl = document.documentElement.dir === 'rtl';
    const at = TABS.findIndex(([one]) => one === name);
    const to = { ArrowRight: at + (isRtl ? -1 : 1), ArrowLeft: at + (isRtl ? 1 : -1), Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const [next] = /** @type {(typeof TABS)[number]} */ (TABS.at(to % TABS.length));
    setQuery({ tab: next });
    /** @type {HTMLElement | null | undefined} */ (list.current?.querySelector(`#settings-tab-${next}`))?.focus();
  };
  return html`<div class="settings">
    <${PageHeader} title=${t('settings.title')} lead=${t('settings.lead')} />
    <div ref=${list} class="segmented settings-tabs" role="tablist" aria-label=${t('settings.tabs')} onKeyDown=${move}>
      ${TABS.map(([one]) => html`<button key=${one} type="button" role="tab" id=${`settings-tab-${one}`} aria-controls="settings-panel"
        aria-selected=${String(one === name)} tabindex=${one === name ? 0 : -1} onClick=${() => setQuery({ tab: one })}>${t(`settings.tab.${one}`)}</button>`)}
    </div>
    <div key=${name} class="settings-panel" role="tabpanel" id="settings-panel" aria-labelledby=${`settings-tab-${name}`}><${Panel} /></div>
  </div>`;
}
