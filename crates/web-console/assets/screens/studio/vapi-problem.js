/** Why a push or its plan could not be, in plain words, and what to do about it. */
import { html } from '../../vendor/preact.js';
import { has, t } from '../../i18n/i18n.js';
import { problemText } from '../../app/problem.js';
import { Button } from '../../components/button.js';
import { useWait } from '../../components/form.js';
import { Icon } from '../../components/icon.js';
import { isSetting, labelOf } from './words.js';

/** What is mended in the settings. */
const IN_SETTINGS = new Set(['vapi_not_configured', 'vapi_key_refused']);

/** @typedef {import('../../app/api.js').ApiProblem} ApiProblem */

/** @param {{ problem: ApiProblem, retry?: () => unknown, close: () => void, point?: (faults: Record<string, string>) => void }} props */
export function VapiProblem({ problem, retry, close, point }) {
  const wait = useWait(problem);
  const next = problem.code.endsWith('rate_limited') ? 'studio.problem.rate_limit' : `studio.problem.${problem.code}`;
  const faults = problem.code === 'vapi_rejected' ? problem.errors : [];
  const onFields = faults.map((fault) => [fault.pointer.slice(1), fault.detail]).filter(([name]) => isSetting(name ?? ''));
  const mend = () => { close(); point?.(Object.fromEntries(onFields.map(([name, detail]) => [name, t('studio.problem.vapi-says', { detail })]))); };
  const isMended = IN_SETTINGS.has(problem.code);
  return html`<div class="studio-problem" role="alert"><span class="studio-problem-mark"><${Icon} name="alert" /></span>
    <div class="stack"><div><h3>${problemText(problem)}</h3><p class="soft">${t(has(next) ? next : problem.isPassing ? 'studio.problem.passing' : 'studio.problem.other')}</p></div>
      ${faults.length > 0 && html`<ul class="studio-warnings">${faults.map((fault) => html`<li key=${fault.pointer + fault.detail}><span>
        ${isSetting(fault.pointer.slice(1)) && html`<strong>${labelOf(fault.pointer.slice(1))}: </strong>`}<span lang="en" dir="ltr">${fault.detail}</span></span></li>`)}</ul>`}
      <div class="row">
        ${isMended && html`<${Button} kind="primary" href="/settings">${t('studio.problem.to-settings')}<//>`}
        ${point && onFields.length > 0 && html`<${Button} kind="primary" onClick=${mend}>${t('studio.problem.to-fields')}<//>`}
        ${retry && html`<${Button} disabled=${wait > 0} onClick=${retry}>${wait > 0 ? t('studio.problem.wait', { seconds: wait }) : t('core.retry')}<//>`}
      </div>
      ${problem.requestId && html`<p class="state-id">${t('core.request-id', { id: problem.requestId })}</p>`}</div>
  </div>`;
}
