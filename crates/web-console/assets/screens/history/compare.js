/** Two versions beside each other, and the way back to one. */
import { html, useState } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { ApiProblem, api } from '../../app/api.js';
import { useLoaded } from '../../app/load.js';
import { asProblem, problemText } from '../../app/problem.js';
import { navigate } from '../../app/router.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorState } from '../../components/error-state.js';
import { Note } from '../../components/note.js';
import { Skeleton } from '../../components/skeleton.js';
import { toast } from '../../components/toast.js';
import { Change } from '../studio/change.js';
import { loadCatalog } from '../studio/catalog.js';
import { differences } from './choice.js';

/** @typedef {import('../studio/settings.js').Catalog} Catalog */

/** The settings of a version; those of version 0 are the defaults. @param {number} revision @param {Catalog} catalog @param {AbortSignal} signal */
async function configOf(revision, catalog, signal) {
  if (revision === 0) return Object.fromEntries(catalog.fields.map((field) => [field.name, field.default]));
  const { data } = await api.get(`/studio/config/revisions/${revision}`, { signal });
  return data.config;
}

/** @param {number} from @param {number} to */
function useDifferences(from, to) {
  return useLoaded(async (signal) => {
    const catalog = await loadCatalog();
    const [before, after] = await Promise.all([configOf(from, catalog, signal), configOf(to, catalog, signal)]);
    const changes = differences(before, after, catalog.fields.map((field) => field.name));
    return { status: 200, etag: null, headers: new Headers(), data: { catalog, changes } };
  }, [from, to]);
}

/** @param {{ loaded: ReturnType<typeof useLoaded>, same: string }} props */
function Differences({ loaded, same }) {
  if (loaded.loading) return html`<${Skeleton} shape=${['title', 'block', 'line']} />`;
  if (!loaded.data) return html`<${ErrorState} heading=${3} problem=${loaded.problem} retry=${loaded.reload} />`;
  const { changes, catalog } = loaded.data;
  if (changes.length === 0) return html`<p>${same}</p>`;
  return html`<dl class="history-changes">${changes.map((/** @type {any} */ one) =>
    html`<${Change} key=${one.name} screen="history" ...${one} catalog=${catalog} />`)}</dl>`;
}

/** @param {number} revision */
const nameOf = (revision) => t(revision === 0 ? 'history.start' : 'history.version', { revision });

/** @param {{ from: number, to: number, current: any, close: () => void, restore: (revision: number) => void }} props */
export function CompareDialog({ from, to, current, close, restore }) {
  const [turned, setTurned] = useState(false);
  const [a, b] = turned ? [to, from] : [from, to];
  const loaded = useDifferences(a, b);
  const back = [from, to].filter((revision) => revision !== current.revision);
  return html`<${Dialog} size="wide" title=${t('history.compare.title', { from: nameOf(a), to: nameOf(b) })} close=${close} cancel=${t('core.close')}
    actions=${back.map((revision) => html`<${Button} key=${revision} disabled=${loaded.loading} onClick=${() => { close(); restore(revision); }}>${t('history.restore.of', { name: nameOf(revision) })}<//>`)}>
    <div><${Button} size="small" onClick=${() => setTurned(!turned)}>${t('history.compare.turn')}<//></div>
    <${Differences} loaded=${loaded} same=${t('history.compare.same')} />
  <//>`;
}

/** @param {{ revision: number, current: any, etag: string | null, close: () => void, restored: () => Promise<void> }} props */
export function RestoreDialog({ revision, current, etag, close, restored }) {
  const loaded = useDifferences(current.revision, revision);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {ApiProblem | null} */ (null));
  const isStale = problem?.code === 'stale_revision';
  const go = async () => {
    setBusy(true);
    try {
      const { data } = await api.post(`/studio/config/revisions/${revision}/restore`, undefined, { ifMatch: etag ?? undefined });
      toast(t('history.restored', { name: nameOf(revision), revision: data.revision }), { action: { text: t('history.restored.push'), act: () => void navigate('/studio?push=1') } });
      await restored();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  };
  const look = async () => { setBusy(true); await restored(); };
  // What moves when the changes come is not pressed before.
  const action = isStale ? html`<${Button} kind="primary" busy=${busy} onClick=${look}>${t('history.stale.reload')}<//>`
    : html`<${Button} kind="primary" busy=${busy} disabled=${loaded.loading} onClick=${go}>${t('history.restore.go')}<//>`;
  return html`<${Dialog} size="wide" title=${t('history.restore.title', { name: nameOf(revision) })} close=${close} busy=${busy} actions=${action}>
    ${problem && html`<${Note} tone="bad" alert>${isStale ? t('history.stale') : problemText(problem)}<//>`}
    <p>${t('history.restore.lead')}</p>
    <${Differences} loaded=${loaded} same=${t('history.restore.same')} />
  <//>`;
}
