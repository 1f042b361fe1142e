/**
 * What stands where something could not be fetched: what happened in plain words, a way to try
 * again, and the request's id for whoever is asked for help.
 *
 *     html`<${ErrorState} problem=${loaded.problem} retry=${loaded.reload} />`
 */
import { html, useState } from '../vendor/preact.js';
import { t } from '../i18n/i18n.js';
import { problemText } from '../app/problem.js';
import { Button } from './button.js';
import { Icon } from './icon.js';

/** @param {{ problem: any, retry?: () => unknown, heading?: 1 | 2 | 3 }} props */
export function ErrorState({ problem, retry, heading = 2 }) {
  const [busy, setBusy] = useState(false);
  const Heading = `h${heading}`;
  const again = async () => {
    setBusy(true);
    try { await retry?.(); } finally { setBusy(false); }
  };
  return html`<div class="state" data-tone="bad" role="alert"><div class="state-art"><${Icon} name="alert" /></div>
    <${Heading}>${t(problem?.code === 'offline' ? 'core.error.offline' : 'core.error.title')}<//>
    <p>${problemText(problem)}</p>
    ${retry && html`<div class="state-actions"><${Button} kind="primary" busy=${busy} onClick=${again}>${t('core.retry')}<//></div>`}
    ${problem?.requestId && html`<p class="state-id">${t('core.request-id', { id: problem.requestId })}</p>`}
  </div>`;
}
