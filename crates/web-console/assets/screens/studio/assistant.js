/** Letting go of the assistant at Vapi, and taking over one that is there. */
import { html, useState } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Field } from '../../components/field.js';
import { Form, useForm } from '../../components/form.js';
import { toast } from '../../components/toast.js';
import { VapiProblem } from './vapi-problem.js';

/** @typedef {{ sync: { assistantId?: string | null }, close: () => void, moved: (config: any, etag: string | null) => void }} Props */

/** @param {Props} props */
export function ForgetDialog({ sync, close, moved }) {
  const [remote, setRemote] = useState(false);
  const form = useForm(async () => {
    const { data, etag } = await api.delete(`/studio/assistant${remote ? '?remote=true' : ''}`);
    toast(t(remote ? 'studio.forget.deleted' : 'studio.forget.done'));
    moved(data, etag);
  });
  return html`<${Dialog} title=${t('studio.forget.title')} close=${close} busy=${form.busy}
    actions=${html`<${Button} kind="danger" busy=${form.busy} onClick=${form.submit}>${t(remote ? 'studio.forget.delete' : 'studio.forget.go')}<//>`}>
    ${form.problem && html`<${VapiProblem} problem=${form.problem} close=${close} />`}
    <p>${t('studio.forget.lead')}</p><p class="small soft"><code dir="ltr">${sync.assistantId}</code></p>
    <${Bare} form=${form}><${Field} name="remote" kind="check" label=${t('studio.forget.remote')} help=${t('studio.forget.remote-help')}
      value=${remote} onChange=${setRemote} /><//>
  <//>`;
}

/** @param {Props} props */
export function AdoptDialog({ close, moved }) {
  const [id, setId] = useState('');
  const form = useForm(async () => {
    const { data, etag } = await api.post('/studio/assistant/adopt', { assistantId: id.trim() });
    toast(t('studio.adopt.done'));
    moved(data, etag);
  });
  const isOnField = Boolean(form.faults.assistantId);
  return html`<${Dialog} title=${t('studio.adopt.title')} close=${close} busy=${form.busy}
    actions=${html`<${Button} kind="primary" busy=${form.busy} onClick=${form.submit}>${t('studio.adopt.go')}<//>`}>
    ${form.problem && !isOnField && html`<${VapiProblem} problem=${form.problem} close=${close} />`}
    <p>${t('studio.adopt.lead')}</p>
    <${Bare} form=${form}><${Field} name="assistantId" label=${t('studio.assistant.id')} help=${t('studio.adopt.help')} value=${id} onChange=${setId}
      error=${form.faults.assistantId} required dir="ltr" autocomplete="off" spellcheck=${false} /><//>
  <//>`;
}

/** A form whose refusals are told beside it. @param {{ form: ReturnType<typeof useForm>, children?: any }} props */
function Bare({ form, children }) {
  return html`<${Form} form=${{ ...form, problem: null }}>${children}<//>`;
}
