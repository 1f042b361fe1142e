/** Every version that was saved: who changed what, what differs, and the way back. */
import { html, useEffect, useState } from '../../vendor/preact.js';
import { ago, dateTime, list, loadTexts, t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { useLoaded } from '../../app/load.js';
import { problemText } from '../../app/problem.js';
import { query, setQuery } from '../../app/router.js';
import { session } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { Icon } from '../../components/icon.js';
import { PageHeader } from '../../components/page-header.js';
import { Skeleton } from '../../components/skeleton.js';
import { toast } from '../../components/toast.js';
import { labelOf } from '../studio/words.js';
import { chosen, pairIn } from './choice.js';

export const styles = true;

/** @typedef {{ revision: number, createdAt: string | null, author: string | null, changedFields: string[] }} Version */

const AT_ONCE = 20;
/** Names of more changed settings than these are counted. */
const NAMED = 4;

export default function History() {
  const loaded = useLoaded(async (signal) => {
    const [first, config] = await Promise.all([api.get(`/studio/config/revisions?limit=${AT_ONCE}`, { signal }),
      api.get('/studio/config', { signal }), loadTexts('studio')]);
    return { ...config, data: { ...first.data, current: config.data } };
  }, []);
  const { data } = loaded;
  return html`<${PageHeader} title=${t('history.title')} lead=${t('history.lead')} />
    ${loaded.loading ? html`<div class="history-waiting"><${Skeleton} shape=${['field', 'block', 'block', 'block']} /></div>`
      : !data ? html`<${ErrorState} problem=${loaded.problem} retry=${loaded.reload} />`
        : data.revisions.length === 0 ? html`<${EmptyState} icon="clock" title=${t('history.empty')} text=${t('history.empty.text')}>
            <${Button} kind="primary" href="/studio">${t('history.empty.go')}<//><//>`
          : html`<${TimeLine} loaded=${loaded} />`}`;
}

/** What follows the list: earlier ones, or the defaults that all began with. @param {Version[]} versions @param {number | null} before */
const withStart = (versions, before) =>
  before === null ? [...versions, { revision: 0, createdAt: null, author: null, changedFields: [] }] : versions;

/** @param {{ loaded: any }} props */
function TimeLine({ loaded }) {
  const { current } = loaded.data;
  const [page, setPage] = useState({ versions: /** @type {Version[]} */ (loaded.data.revisions), before: loaded.data.nextBefore });
  const [busy, setBusy] = useState(false);
  const [picked, setPicked] = useState(/** @type {number[]} */ ([]));
  const [dialog, setDialog] = useState(/** @type {{ Dialog: any, props: any } | null} */ (null));
  useEffect(() => setPage({ versions: loaded.data.revisions, before: loaded.data.nextBefore }), [loaded.data]);
  const more = async () => {
    setBusy(true);
    try {
      const { data } = await api.get(`/studio/config/revisions?limit=${AT_ONCE}&before=${page.before}`);
      setPage({ versions: [...page.versions, ...data.revisions], before: data.nextBefore });
    } catch (problem) {
      toast(problemText(problem), { tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  /** @param {'CompareDialog' | 'RestoreDialog'} name @param {any} props */
  const open = async (name, props) => {
    try {
      const module = await import('./compare.js');
      setDialog({ Dialog: module[name], props });
    } catch (problem) {
      toast(problemText(problem), { tone: 'bad' });
    }
  };
  const compare = (/** @type {number} */ from, /** @type {number} */ to) => {
    setQuery({ from: String(from), to: String(to) });
    void open('CompareDialog', { from, to });
  };
  const restore = (/** @type {number} */ revision) => open('RestoreDialog', { revision });
  const close = () => { setQuery({ from: null, to: null }); setDialog(null); };
  // A row more would push the others away from whoever is in one already.
  const restored = async () => { await loaded.reload(); close(); };
  useEffect(() => {
    const asked = pairIn(query());
    if (asked) void open('CompareDialog', asked);
  }, []);
  const versions = withStart(page.versions, page.before);
  return html`<${CompareBar} picked=${picked} clear=${() => setPicked([])} compare=${compare} />
    <ol class="history-line" aria-label=${t('history.title')}>${versions.map((one, at) => html`<${Row} key=${one.revision} version=${one}
      before=${versions[at + 1]?.revision ?? null} current=${current} picked=${picked.includes(one.revision)}
      pick=${() => setPicked(chosen(picked, one.revision))} compare=${compare} restore=${restore} />`)}</ol>
    ${page.before !== null && html`<div class="history-more"><${Button} busy=${busy} onClick=${more}>${t('core.more')}<//></div>`}
    ${dialog && html`<${dialog.Dialog} ...${dialog.props} current=${current} etag=${loaded.etag} close=${close} restored=${restored} restore=${restore} />`}`;
}

/** @param {{ picked: number[], clear: () => void, compare: (from: number, to: number) => void }} props */
function CompareBar({ picked, clear, compare }) {
  const [from, to] = [...picked].sort((a, b) => a - b);
  const isReady = from !== undefined && to !== undefined;
  return html`<div class="history-bar" data-ready=${String(isReady)}><p role="status">${isReady ? t('history.picked.two', { from, to })
      : from !== undefined ? t('history.picked.one', { from }) : t('history.picked.none')}</p>
    <div class="row">${picked.length > 0 && html`<${Button} size="small" kind="quiet" onClick=${clear}>${t('history.picked.clear')}<//>`}
      <${Button} size="small" kind=${isReady ? 'primary' : 'plain'} disabled=${!isReady} onClick=${() => isReady && compare(from, to)}>${t('history.compare')}<//></div></div>`;
}

/**
 * @param {{ version: Version, before: number | null, current: any, picked: boolean, pick: () => void,
 *   compare: (from: number, to: number) => void, restore: (revision: number) => void }} props
 */
function Row({ version, before, current, picked, pick, compare, restore }) {
  const { revision, createdAt, author, changedFields } = version;
  const isCurrent = revision === current.revision;
  const isSynced = revision === current.sync.syncedRevision;
  const names = changedFields.slice(0, NAMED).map(labelOf);
  const rest = changedFields.length - names.length;
  const name = t(revision === 0 ? 'history.start' : 'history.version', { revision });
  return html`<li class="history-row" data-current=${String(isCurrent)} data-synced=${String(isSynced)}>
    <div class="card history-card">
      <div class="history-head"><h2>${name}</h2>
        ${isCurrent && html`<${Badge} tone="accent">${t('history.current')}<//>`}
        ${isSynced && html`<${Badge} tone="good">${t('history.synced')}<//>`}</div>
      ${createdAt ? html`<p class="small soft"><time datetime=${createdAt} title=${dateTime(createdAt)}>${ago(createdAt)}</time> · ${dateTime(createdAt)} · ${who(author)}</p>`
        : html`<p class="small soft">${t('history.start.text')}</p>`}
      ${names.length > 0 && html`<p class="history-fields">${list(rest > 0 ? [...names, t('history.others', { n: rest })] : names)}</p>`}
      <div class="history-actions">
        <label class="check"><input type="checkbox" checked=${picked} onChange=${pick} aria-label=${t('history.pick.of', { name })} /><span>${t('history.pick')}</span></label>
        ${before !== null && html`<${Button} size="small" kind="quiet" aria-label=${t('history.changes.of', { name })} onClick=${() => compare(before, revision)}><${Icon} name="eye" />${t('history.changes')}<//>`}
        ${!isCurrent && html`<${Button} size="small" kind="quiet" aria-label=${t('history.restore.of', { name })} onClick=${() => restore(revision)}><${Icon} name="restore" />${t('history.restore')}<//>`}
      </div>
    </div></li>`;
}

/** @param {string | null} author */
const who = (author) => t(author === session.value.user?.id ? 'history.you' : 'history.somebody');
