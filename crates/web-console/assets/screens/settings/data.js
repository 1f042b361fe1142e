/** Taking everything along, and leaving. */
import { html, useState } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { useLoaded } from '../../app/load.js';
import { problemText } from '../../app/problem.js';
import { CONSOLE, forgetSession, session } from '../../app/session.js';
import { useWait } from '../../app/wait.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Dialog } from '../../components/dialog.js';
import { Field } from '../../components/field.js';
import { Form, useForm } from '../../components/form.js';
import { Icon } from '../../components/icon.js';
import { Note } from '../../components/note.js';
import { toast } from '../../components/toast.js';
import { exportName } from './words.js';

export function Data() {
  const [isLeaving, setLeaving] = useState(false);
  return html`<div class="stack settings-stack"><${Export} />
    <${Card} title=${t('settings.delete')} lead=${t('settings.delete-lead')}>
      <${Button} onClick=${() => setLeaving(true)}><span class="row settings-danger"><${Icon} name="trash" /> ${t('settings.delete.open')}</span><//>
      ${isLeaving && html`<${Leave} close=${() => setLeaving(false)} />`}
    <//></div>`;
}

function Export() {
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const { data } = await api.get('/auth/me/export');
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }));
      link.download = exportName(new Date());
      link.click();
      URL.revokeObjectURL(link.href);
      toast(t('settings.export.done'));
    } catch (problem) { toast(problemText(problem), { tone: 'bad' }); } finally { setBusy(false); }
  };
  return html`<${Card} title=${t('settings.export')} lead=${t('settings.export-lead')}>
    <${Button} busy=${busy} onClick=${save}><${Icon} name="download" /> ${t('settings.export.save')}<//><//>`;
}

/** Nothing is deleted by a slip: the address is typed, and the password. @param {{ close: () => void }} props */
function Leave({ close }) {
  const email = session.value.user?.email ?? '';
  const sync = useLoaded((signal) => api.get('/studio/sync-vapi', { signal }), []);
  const vapi = useLoaded((signal) => api.get('/vapi-settings', { signal }), []);
  const [typed, setTyped] = useState('');
  const [password, setPassword] = useState('');
  const form = useForm(async () => {
    if (typed.trim().toLowerCase() !== email.toLowerCase()) {
      form.setFaults({ confirmation: t('settings.delete.differs') });
      return;
    }
    const { data } = await api.delete('/auth/me?cookie=true', { password }, { headers: CONSOLE });
    forgetSession();
    toast(data.assistant_left ? t('settings.delete.left', { id: data.assistant_left }) : t('settings.delete.done'), data.assistant_left ? { tone: 'bad' } : {});
  });
  const wait = useWait(form.problem);
  const stays = sync.data?.assistantId && vapi.data?.has_vapi_key;
  return html`<${Dialog} title=${t('settings.delete.title')} close=${close} busy=${form.busy}
    actions=${html`<${Button} type="submit" form="settings-leave" kind="danger" busy=${form.busy} disabled=${wait > 0}>
      ${wait > 0 ? t('settings.password.wait', { seconds: wait }) : t('settings.delete.submit')}<//>`}>
    <p>${t('settings.delete.text')}</p>
    ${sync.data && vapi.data && html`<${Note} tone=${stays ? 'warn' : 'neutral'}>${!sync.data.assistantId ? t('settings.delete.no-assistant')
      : stays ? html`${t('settings.delete.stays')} <code dir="ltr">${sync.data.assistantId}</code>` : t('settings.delete.goes')}<//>`}
    <${Form} form=${form} id="settings-leave">
      <${Field} name="confirmation" dir="ltr" label=${t('settings.delete.confirm')} help=${html`<bdi dir="ltr">${email}</bdi>`} value=${typed} onChange=${setTyped}
        error=${form.faults.confirmation} required autocomplete="off" autocapitalize="none" spellcheck=${false} />
      <${Field} name="password" kind="password" label=${t('settings.delete.password')} value=${password} onChange=${setPassword}
        error=${form.faults.password} required autocomplete="current-password" />
    <//>
  <//>`;
}
