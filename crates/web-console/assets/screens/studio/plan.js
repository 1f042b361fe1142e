/** What a push would do; the push itself; and what it did. */
import { html, useEffect, useRef, useState } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { useLoaded } from '../../app/load.js';
import { asProblem } from '../../app/problem.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Note } from '../../components/note.js';
import { Icon } from '../../components/icon.js';
import { Skeleton } from '../../components/skeleton.js';
import { toast } from '../../components/toast.js';
import { adviceOn } from './advice.js';
import { Change } from './change.js';
import { adviceText } from './fields.js';
import { VapiProblem } from './vapi-problem.js';
import { isSetting, labelOf } from './words.js';

/** Longer than the server takes for a push at most. */
const PATIENCE = 40_000;

/** @param {{ studio: import('./state.js').StudioForm, close: () => void, point: (faults: Record<string, string>) => void }} props */
export default function PlanDialog({ studio, close, point }) {
  const plan = useLoaded((signal) => api.get('/studio/sync-vapi/plan', { signal, timeout: PATIENCE }), []);
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState(/** @type {any} */ (null));
  const [refusal, setRefusal] = useState(/** @type {import('../../app/api.js').ApiProblem | null} */ (null));
  const push = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      const { data } = await api.post('/studio/sync-vapi', undefined, { timeout: PATIENCE });
      const saved = studio.saved.value;
      const state = data.revision === saved.revision ? 'in_sync' : 'pending';
      studio.saved.value = { ...saved, vapiAssistantId: data.assistantId, sync: { state, syncedRevision: data.revision, syncedAt: new Date().toISOString() } };
      setReport(data);
    } catch (thrown) {
      setRefusal(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  };
  const problem = refusal ?? (plan.data ? null : plan.problem);
  const again = refusal ? push : plan.reload;
  const ready = plan.data && !report && !problem && !busy;
  const label = t(plan.data?.mode === 'sandbox' ? 'studio.plan.push-sandbox' : 'studio.plan.push');
  return html`<${Dialog} size="wide" title=${t(report ? 'studio.plan.done' : 'studio.plan.title')} close=${close} busy=${busy}
    cancel=${report ? t('core.close') : undefined} actions=${(ready || busy) && html`<${Button} kind="primary" busy=${busy} onClick=${push}>${label}<//>`}>
    ${busy ? html`<${Pushing} />` : report ? html`<${Report} report=${report} />`
      : problem ? html`<${VapiProblem} problem=${problem} retry=${again} close=${close} point=${point} />`
        : plan.loading || !plan.data ? html`<p class="soft">${t('studio.plan.looking')}</p><${Skeleton} shape=${['title', 'line', 'block', 'line']} />`
          : html`<${Plan} plan=${plan.data} studio=${studio} />`}
  <//>`;
}

function Pushing() {
  return html`<div class="studio-pushing" role="status"><progress aria-label=${t('studio.plan.pushing')}></progress>
    <p>${t('studio.plan.pushing')}</p><p class="small soft">${t('studio.plan.patience')}</p></div>`;
}

/** @param {{ plan: any, studio: import('./state.js').StudioForm }} props */
function Plan({ plan, studio }) {
  const isNew = plan.action === 'created' || plan.action === 'recreated';
  const changes = plan.changes.filter((/** @type {any} */ one) => isSetting(one.field));
  const technical = plan.changes.filter((/** @type {any} */ one) => !isSetting(one.field));
  const list = (/** @type {any[]} */ some, /** @type {boolean} */ fresh) => html`<dl class="studio-changes">${some.map((one) => html`<${Change} key=${one.path ?? one.field}
    screen="studio" name=${one.field ?? one.path} from=${one.from} to=${one.to} catalog=${studio.catalog} isNew=${fresh}
    label=${one.field === 'systemPrompt' ? t('studio.preview.prompt') : undefined} />`)}</dl>`;
  return html`${plan.mode === 'sandbox' && html`<${Note}>${t('studio.sandbox.lead')}<//>`}
    <p class="studio-plan-lead">${t(`studio.plan.${plan.action}`, { n: changes.length, revision: plan.revision })}</p>
    ${plan.drift.length > 0 && html`<section class="studio-drift"><h3>${t('studio.plan.drift')}</h3>
      <p class="small soft">${t('studio.plan.drift.lead')}</p>${list(plan.drift, false)}</section>`}
    ${plan.warnings.length > 0 && html`<section><h3>${t('studio.plan.warnings')}</h3><ul class="studio-warnings">
      ${plan.warnings.map((/** @type {any} */ one) => html`<li key=${one.detail}><${Icon} name="alert" /><span><${Warning} warning=${one} studio=${studio} /></span></li>`)}</ul></section>`}
    ${changes.length > 0 && html`<section><h3>${t(isNew ? 'studio.plan.settings' : 'studio.plan.changes')}</h3>${list(changes, isNew)}</section>`}
    <details class="studio-payload"><summary>${t('studio.plan.payload')}</summary>
      ${technical.length > 0 && list(technical, isNew)}
      <${Payload} payload=${plan.payload} /></details>`;
}

/** In the person's language where the console knows it. @param {{ warning: { field: string | null, detail: string }, studio: import('./state.js').StudioForm }} props */
function Warning({ warning, studio }) {
  const on = (/** @type {string} */ name) => adviceOn(name, studio.saved.value, studio.catalog);
  // A voice that is somebody else's is said here of the voice, and by the server of its provider.
  const advice = warning.field && (on(warning.field) ?? (warning.field === 'voiceProvider' ? on('voiceId') : null));
  const text = advice ? adviceText(advice) : html`<span lang="en" dir="ltr">${warning.detail}</span>`;
  return html`${warning.field && html`<strong>${labelOf(warning.field)}: </strong>`}${text}`;
}

/** @param {{ payload: unknown }} props */
function Payload({ payload }) {
  const text = JSON.stringify(payload, null, 2);
  return html`<p class="small soft">${t('studio.plan.payload.lead')}</p>
    <pre dir="ltr" tabindex="0" aria-label=${t('studio.plan.payload')}>${text}</pre>
    <div><${Copy} text=${text} /></div>`;
}

/** @param {{ text: string, label?: string }} props */
function Copy({ text, label }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast(t('core.copied'));
    } catch {
      toast(t('studio.copy.failed'), { tone: 'bad' });
    }
  };
  return html`<${Button} size="small" onClick=${copy}><${Icon} name="copy" /> ${label ?? t('core.copy')}<//>`;
}

/** @param {{ report: any }} props */
function Report({ report }) {
  const words = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => words.current?.focus(), []);
  const id = report.assistantId;
  return html`<div class="studio-done" ref=${words} tabindex="-1"><span class="studio-done-mark"><${Icon} name="check" /></span>
      <div><h3>${t(`studio.done.${report.action}`)}</h3><p class="soft">${t('studio.done.revision', { revision: report.revision })}</p></div></div>
    ${report.mode === 'sandbox' && html`<${Note}>${t('studio.sandbox.done')}<//>`}
    <dl class="studio-changes"><div class="studio-change"><dt>${t('studio.done.name')}</dt><dd dir="auto">${report.assistantName}</dd></div>
      <div class="studio-change"><dt>${t('studio.assistant.id')}</dt><dd class="row"><code dir="ltr">${id}</code><${Copy} text=${id} label=${t('studio.assistant.copy')} /></dd></div></dl>
    ${report.mode === 'live' && html`<p><a href=${`https://dashboard.vapi.ai/assistants/${id}`} target="_blank" rel="noreferrer noopener">${t('studio.done.open')} <${Icon} name="external" /></a></p>`}`;
}
