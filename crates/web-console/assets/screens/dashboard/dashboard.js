/** What is set up, what is missing, how the assistant does, and what changed last. */
import { html, useEffect } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { useLoaded } from '../../app/load.js';
import { session } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { Icon } from '../../components/icon.js';
import { Note } from '../../components/note.js';
import { PageHeader } from '../../components/page-header.js';
import { Skeleton } from '../../components/skeleton.js';
import { Assistant, Changes, Sync } from './parts.js';
import { checklist, isFresh, partOfDay } from './glance.js';

export const styles = true;

/** @type {Record<string, string>} */
const PLACES = {
  profile: '/user/profile', config: '/studio/config', catalog: '/studio/catalog', sync: '/studio/sync-vapi',
  vapi: '/vapi-settings', twilio: '/twilio-settings',
};
/** How often a push that somebody else began is looked at. */
const LOOK_AGAIN = 2000;

/** @param {AbortSignal} signal @returns {Promise<import('../../app/http.js').Answer>} */
async function overview(signal) {
  const answers = await Promise.all(Object.entries(PLACES).map(async ([name, path]) => [name, (await api.get(path, { signal })).data]));
  return { status: 200, data: Object.fromEntries(answers), etag: null, headers: new Headers() };
}

export default function Dashboard() {
  const all = useLoaded(overview, []);
  const changes = useLoaded((signal) => api.get('/studio/config/revisions?limit=5', { signal }), []);
  const isSyncing = all.data?.sync.state === 'syncing';
  useEffect(() => {
    if (!isSyncing) return undefined;
    const timer = setTimeout(all.reload, LOOK_AGAIN);
    return () => clearTimeout(timer);
  }, [all.data, isSyncing]);
  const name = (session.value.user?.name ?? '').trim().split(/\s+/)[0] ?? '';
  const hello = `dashboard.hello.${partOfDay(new Date().getHours())}`;
  return html`
    <${PageHeader} title=${t(hello, { name: name ? 'yes' : 'no', who: name })} lead=${lead(all.data)} />
    ${all.data ? html`<${Overview} data=${all.data} changes=${changes} />`
      : all.problem ? html`<${Card}><${ErrorState} problem=${all.problem} retry=${all.reload} /><//>` : html`<${Waiting} />`}`;
}

/** @param {any} data */
function lead(data) {
  if (!data) return ' ';
  return isFresh(data) ? t('dashboard.lead.fresh') : t(`dashboard.lead.${data.sync.syncedAt ? 'working' : 'ready'}`);
}

function Waiting() {
  return html`<div class="dashboard"><div class="dashboard-main">
      <${Card}><${Skeleton} shape=${['title', 'line', 'block', 'field']} /><//>
      <${Card}><${Skeleton} lines=${5} /><//></div>
    <div class="dashboard-side"><${Card}><${Skeleton} shape=${['title', 'line', 'line', 'line', 'line', 'line', 'line']} /><//></div></div>`;
}

/** @param {{ data: any, changes: ReturnType<typeof useLoaded> }} props */
function Overview({ data, changes }) {
  return html`<div class="dashboard">
    <div class="dashboard-main">
      ${isFresh(data) ? html`<${Card}><${EmptyState} icon="wave" title=${t('dashboard.fresh.title')} text=${t('dashboard.fresh.text')}>
          <${Button} kind="primary" href="/studio">${t('dashboard.fresh.shape')}<//>
          <${Button} href="/studio?push=1">${t('dashboard.fresh.push')}<//><//><//>`
        : html`<${Card}><${Assistant} data=${data} /><${Sync} sync=${data.sync} revision=${data.config.revision} /><//>`}
      <${Changes} changes=${changes} />
    </div>
    <div class="dashboard-side">
      <${Checklist} items=${checklist(data)} />
      ${data.sync.mode === 'sandbox' && html`<${Note} tone="accent"><b>${t('dashboard.sandbox.title')}</b><br />${t('dashboard.sandbox.text')}<//>`}
    </div>
  </div>`;
}

/** @param {{ items: import('./glance.js').Item[] }} props */
function Checklist({ items }) {
  const wanted = items.filter((item) => !item.optional || item.done);
  const done = wanted.filter((item) => item.done).length;
  const isAll = done === wanted.length;
  return html`<${Card} title=${t('dashboard.setup')} lead=${isAll ? t('dashboard.setup.all') : t('dashboard.setup.some', { done, of: wanted.length })}>
    <div class="dashboard-bar" aria-hidden="true"><i style=${{ inlineSize: `${Math.round((done / wanted.length) * 100)}%` }}></i></div>
    <ul class="dashboard-list">${items.map(({ id, done: isDone, href, optional }) => html`<li key=${id} data-done=${String(isDone)}>
      <span class="dashboard-tick">${isDone && html`<${Icon} name="check" />`}</span>
      <span><span class="sr-only">${t(isDone ? 'dashboard.setup.done' : 'dashboard.setup.missing')} </span>
        ${isDone ? html`<span>${t(`dashboard.item.${id}`)}</span>` : html`<a href=${href}>${t(`dashboard.item.${id}`)}</a>`}
        ${!isDone && optional && html` <small class="soft">${t('core.field.optional')}</small>`}
        ${!isDone && html`<small class="dashboard-why">${t(`dashboard.item-why.${id}`)}</small>`}</span></li>`)}
    </ul>
  <//>`;
}
