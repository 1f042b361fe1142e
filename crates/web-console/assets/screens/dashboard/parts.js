/** The assistant at a glance, how it stands with Vapi, and the last changes. */
import { html } from '../../vendor/preact.js';
import { ago, dateTime, has, language, list, t } from '../../i18n/i18n.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorState } from '../../components/error-state.js';
import { Icon } from '../../components/icon.js';
import { Skeleton } from '../../components/skeleton.js';
import { TONES, fewOf, namesOf, syncWord } from './glance.js';

/** @param {{ data: any }} props */
export function Assistant({ data: { config, catalog } }) {
  const { voice, model } = namesOf(catalog, config);
  const spoken = new Intl.DisplayNames([language.value], { type: 'language' });
  let speaks = config.language;
  try { speaks = spoken.of(config.language) ?? speaks; } catch { /* Not a language that has a name. */ }
  const facts = [['voice', voice], ['language', speaks], ['model', model]];
  return html`<section class="dashboard-assistant" aria-labelledby="dashboard-assistant">
    <div class="dashboard-who"><span class="dashboard-orb"><${Icon} name="wave" /></span>
      <div><h2 id="dashboard-assistant" dir="auto">${config.organizationName}</h2>
        <dl class="dashboard-facts">${facts.map(([name, value]) => html`<div key=${name}><dt>${t(`dashboard.fact.${name}`)}</dt><dd dir="auto">${value}</dd></div>`)}</dl></div></div>
    <figure><figcaption class="sr-only">${t('dashboard.says')}</figcaption>
      <blockquote class="dashboard-words" dir="auto">${config.firstMessage}</blockquote></figure>
  </section>`;
}

/** @param {{ sync: any, revision: number }} props */
export function Sync({ sync, revision }) {
  const word = syncWord(sync.state);
  const leads = word !== 'in_sync' && word !== 'syncing';
  return html`<section class="dashboard-sync" aria-label=${t('dashboard.sync')}>
    <div role="status"><${Badge} tone=${TONES[word]} busy=${word === 'syncing'}>${t(`dashboard.sync.${word}`)}<//>
      <p class="soft small">${t(`dashboard.sync-text.${word}`, { ahead: Math.max(0, revision - (sync.syncedRevision ?? 0)) })}
        ${sync.syncedAt && html` <span title=${dateTime(sync.syncedAt)}>${t('dashboard.sync.last', { when: ago(sync.syncedAt) })}</span>`}</p>
      ${word === 'failed' && sync.lastError && html`<p class="small dashboard-error" dir="auto">${sync.lastError}</p>`}</div>
    ${leads ? html`<${Button} kind="primary" href="/studio?push=1"><${Icon} name="sync" /> ${t(`dashboard.sync-act.${word}`)}<//>`
      : html`<${Button} href="/studio">${t('dashboard.open-studio')}<//>`}
  </section>`;
}

/** @param {string} field */
const fieldName = (field) => (has(`dashboard.field.${field}`) ? t(`dashboard.field.${field}`) : field);

/** @param {{ changes: any }} props */
export function Changes({ changes }) {
  const revisions = changes.data?.revisions ?? [];
  return html`<${Card} title=${t('dashboard.changes')} actions=${revisions.length > 0 && html`<a href="/history">${t('dashboard.changes.all')}</a>`}>
    ${changes.data ? revisions.length === 0
      ? html`<${EmptyState} icon="clock" heading=${3} title=${t('dashboard.changes.none')} text=${t('dashboard.changes.none-text')} />`
      : html`<ol class="dashboard-changes">${revisions.map((/** @type {any} */ one) => html`<li key=${one.revision}><${Change} one=${one} /></li>`)}</ol>`
      : changes.problem ? html`<${ErrorState} problem=${changes.problem} retry=${changes.reload} heading=${3} />` : html`<${Skeleton} lines=${5} />`}
  <//>`;
}

/** @param {{ one: { revision: number, createdAt: string, changedFields: string[] } }} props */
function Change({ one }) {
  const { shown, more } = fewOf(one.changedFields);
  const names = shown.map(fieldName);
  const words = names.length === 0 ? t('dashboard.changes.nothing') : list(more > 0 ? [...names, t('dashboard.changes.more', { n: more })] : names);
  return html`<span class="dashboard-number">${t('dashboard.changes.revision', { n: one.revision })}</span>
    <span class="dashboard-what">${words}</span>
    <time class="soft small" dateTime=${one.createdAt} title=${dateTime(one.createdAt)}>${ago(one.createdAt)}</time>`;
}
