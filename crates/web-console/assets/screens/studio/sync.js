/** How the settings and the assistant at Vapi stand to each other, and the way to push them. */
import { html, useEffect, useState } from '../../vendor/preact.js';
import { ago, dateTime, t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { useLoaded } from '../../app/load.js';
import { problemText } from '../../app/problem.js';
import { query, setQuery } from '../../app/router.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { Menu, MenuAction } from '../../components/menu.js';
import { toast } from '../../components/toast.js';

/** @typedef {{ state: string, syncedRevision: number | null, syncedAt: string | null, lastError?: string | null, assistantId?: string | null, mode?: string }} Sync */

/** @type {Record<string, 'neutral' | 'accent' | 'good' | 'warn' | 'bad'>} */
const TONES = { never: 'neutral', in_sync: 'good', pending: 'accent', syncing: 'accent', drifted: 'warn', failed: 'bad' };
/** How often a push of another tab is asked after. */
const ASK_AGAIN = 2000;

/** @param {import('./state.js').StudioForm} studio */
function useSync(studio) {
  const saved = studio.saved.value;
  const loaded = useLoaded((signal) => api.get('/studio/sync-vapi', { signal }), [saved.revision]);
  /** @type {Sync} What the settings came with, until Vapi itself was looked at. */
  const sync = loaded.data && !loaded.refreshing ? loaded.data : { ...loaded.data, ...saved.sync, assistantId: saved.vapiAssistantId };
  useEffect(() => {
    if (sync.state !== 'syncing' || loaded.refreshing) return undefined;
    const timer = setTimeout(loaded.reload, ASK_AGAIN);
    return () => clearTimeout(timer);
  }, [sync, loaded.refreshing]);
  return { sync, loaded };
}

/**
 * @param {{ studio: import('./state.js').StudioForm, saveFirst: () => Promise<boolean>,
 *   point: (faults: Record<string, string>) => void }} props
 */
export function SyncPanel({ studio, saveFirst, point }) {
  const { sync, loaded } = useSync(studio);
  const [busy, setBusy] = useState(false);
  const [dialog, setDialog] = useState(/** @type {{ Dialog: any, kind: string } | null} */ (null));
  const open = async (/** @type {'push' | 'forget' | 'adopt'} */ kind) => {
    setBusy(true);
    try {
      if (kind === 'push' && !await saveFirst()) return;
      const Dialog = kind === 'push' ? (await import('./plan.js')).default : (await import('./assistant.js'))[kind === 'forget' ? 'ForgetDialog' : 'AdoptDialog'];
      setDialog({ Dialog, kind });
    } catch (problem) {
      toast(problemText(problem), { tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  const close = () => { setDialog(null); loaded.reload(); };
  /** The assistant is another, or none. @param {any} config @param {string | null} etag */
  const moved = (config, etag) => { studio.rebase(config, etag); close(); };
  const count = studio.changed.value.length;
  // The dashboard leads to the plan; what is not saved yet is for the person to save.
  useEffect(() => {
    if (!query().has('push')) return;
    setQuery({ push: null });
    if (count === 0) void open('push');
  }, []);
  return html`<section class="card studio-sync" aria-labelledby="studio-sync-title">
    <div class="studio-sync-words"><h2 id="studio-sync-title" class="sr-only">${t('studio.sync')}</h2>
      <div role="status"><div class="row"><${Badge} tone=${TONES[sync.state] ?? 'neutral'} busy=${sync.state === 'syncing'}>${t(`studio.sync.${sync.state}`)}<//>
        ${sync.mode === 'sandbox' && html`<${Badge}>${t('studio.sandbox')}<//>`}</div>
      <p class="small"><${Words} sync=${sync} revision=${studio.saved.value.revision} /></p></div>
      ${loaded.problem && html`<p class="small soft">${t('studio.sync.unseen')} <button type="button" class="link-button" onClick=${loaded.reload}>${t('core.retry')}</button></p>`}
    </div>
    <div class="studio-sync-actions"><${Button} kind="primary" busy=${busy} onClick=${() => open('push')}><${Icon} name="sync" />${t(count > 0 ? 'studio.push.save-first' : 'studio.push')}<//>
      <${AssistantMenu} id=${sync.assistantId ?? null} open=${open} /></div>
    ${dialog && html`<${dialog.Dialog} studio=${studio} sync=${sync} close=${close} moved=${moved} point=${point} />`}
  </section>`;
}

/** @param {{ sync: Sync, revision: number }} props */
function Words({ sync, revision }) {
  const { state, syncedRevision: synced, syncedAt } = sync;
  const when = syncedAt ? html` <time class="soft" datetime=${syncedAt} title=${dateTime(syncedAt)}>${t('studio.sync.when', { ago: ago(syncedAt) })}</time>` : null;
  if (state === 'failed' && sync.lastError) return html`${t('studio.sync.failed.why')} <${Reason} text=${sync.lastError} />`;
  return html`${t(`studio.sync.${state}.why`, { revision, synced: synced ?? 0 })}${state !== 'never' && state !== 'syncing' && when}`;
}

/** What the server keeps of a failed push, by the problem that it was. @type {[string, string][]} */
const REASONS = [
  ['No Vapi key', 'vapi_not_configured'], ['The linked assistant belongs', 'assistant_conflict'], ['Vapi refused the key', 'vapi_key_refused'],
  ['Vapi asks us to slow down', 'vapi_rate_limited'], ['Vapi could not be reached', 'vapi_unavailable'], ['Vapi did not answer in time', 'vapi_timeout'],
];

/** In the person's language where it is one that is known. @param {{ text: string }} props */
function Reason({ text }) {
  const known = REASONS.find(([begins]) => text.startsWith(begins));
  return known ? t(`core.problem.${known[1]}`) : html`<span lang="en" dir="ltr">${text}</span>`;
}

/** @param {{ id: string | null, open: (kind: 'forget' | 'adopt') => void }} props */
function AssistantMenu({ id, open }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(id ?? '');
      toast(t('core.copied'));
    } catch {
      toast(t('studio.copy.failed'), { tone: 'bad' });
    }
  };
  return html`<${Menu} label=${t('studio.assistant')} icon="sliders" text=${t('studio.assistant')}>
    ${id && html`<p class="menu-note">${t('studio.assistant.id')}<br /><code dir="ltr">${id}</code></p>
      <${MenuAction} act=${copy}><${Icon} name="copy" />${t('studio.assistant.copy')}<//>
      <${MenuAction} act=${() => open('forget')}><${Icon} name="trash" />${t('studio.assistant.forget')}<//>`}
    ${!id && html`<p class="menu-note">${t('studio.assistant.none')}</p>
      <${MenuAction} act=${() => open('adopt')}><${Icon} name="plus" />${t('studio.assistant.adopt')}<//>`}
  <//>`;
}
