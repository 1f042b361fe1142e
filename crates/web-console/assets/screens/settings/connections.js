/** The keys of Vapi and Twilio: put in once, shown masked, tried, replaced, taken out. */
import { html, useState } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { useLoaded } from '../../app/load.js';
import { problemText } from '../../app/problem.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Dialog } from '../../components/dialog.js';
import { ErrorState } from '../../components/error-state.js';
import { Field } from '../../components/field.js';
import { Form, useForm } from '../../components/form.js';
import { Note } from '../../components/note.js';
import { Skeleton } from '../../components/skeleton.js';
import { toast } from '../../components/toast.js';

/** @typedef {{ data: any, saved: (data: any) => void, cancel?: () => void }} FormProps */

export function Connections() {
  return html`<div class="stack settings-stack">
    <${Connection} name="vapi" path="/vapi-settings" has="has_vapi_key" Fields=${VapiForm} Stored=${VapiStored} />
    <${Connection} name="twilio" path="/twilio-settings" has="has_twilio_credentials" Fields=${TwilioForm} Stored=${TwilioStored} />
  </div>`;
}

/** @param {{ name: 'vapi' | 'twilio', path: string, has: string, Fields: any, Stored: any }} props */
function Connection({ name, path, has, Fields, Stored }) {
  const kept = useLoaded((signal) => api.get(path, { signal }), []);
  const [isReplacing, setReplacing] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const isThere = kept.data?.[has] && !isReplacing;
  const remove = async () => {
    setBusy(true);
    try {
      kept.replace((await api.delete(path)).data);
      setAsking(false);
      toast(t(`settings.${name}.removed`));
    } catch (problem) { toast(problemText(problem), { tone: 'bad' }); } finally { setBusy(false); }
  };
  /** @param {any} data */
  const saved = (data) => { kept.replace(data); setReplacing(false); toast(t('core.saved')); };
  return html`<${Card} title=${t(`settings.${name}`)} lead=${t(`settings.${name}-lead`)}>
    ${kept.data ? isThere
      ? html`<${Stored} data=${kept.data} actions=${html`<${Button} size="small" onClick=${() => setReplacing(true)}>${t('settings.replace')}<//>
          <${Button} size="small" kind="quiet" onClick=${() => setAsking(true)}>${t('core.remove')}<//>`} />`
      : html`<${Fields} saved=${saved} cancel=${isReplacing ? () => setReplacing(false) : undefined} />`
      : kept.problem ? html`<${ErrorState} problem=${kept.problem} retry=${kept.reload} heading=${3} />` : html`<${Skeleton} shape=${['line', 'field']} />`}
    ${isAsking && html`<${Dialog} title=${t(`settings.${name}.remove-title`)} close=${() => setAsking(false)} busy=${busy}
      actions=${html`<${Button} kind="danger" busy=${busy} onClick=${remove}>${t('core.remove')}<//>`}><p>${t(`settings.${name}.remove-text`)}</p><//>`}
  <//>`;
}

/** Asks Vapi for what a push would do, which it answers only to a key that it knows. @param {{ data: any, actions: any }} props */
function VapiStored({ data, actions }) {
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState(/** @type {{ tone: 'good' | 'bad', text: string } | null} */ (null));
  const isVerified = found?.tone === 'good' || data.vapi_api_key_verified;
  const tryIt = async () => {
    setBusy(true);
    setFound(null);
    try {
      await api.get('/studio/sync-vapi/plan');
      setFound({ tone: 'good', text: t('settings.vapi.works') });
    } catch (problem) { setFound({ tone: 'bad', text: problemText(problem) }); } finally { setBusy(false); }
  };
  return html`<div class="stack">
    <div class="settings-key"><code dir="ltr">${data.vapi_api_key_preview}</code>
      <${Badge} tone=${isVerified ? 'good' : 'warn'}>${t(isVerified ? 'settings.vapi.verified' : 'settings.vapi.unverified')}<//></div>
    ${!isVerified && !found && html`<p class="soft small">${t('settings.vapi.unverified-text')}</p>`}
    <div role="status">${found && html`<${Note} tone=${found.tone}>${found.text}<//>`}</div>
    <div class="form-actions"><${Button} size="small" busy=${busy} onClick=${tryIt}>${t('settings.test')}<//>${actions}</div>
  </div>`;
}

/** @param {{ data: any, actions: any }} props */
function TwilioStored({ data, actions }) {
  return html`<div class="stack">
    <div class="settings-key"><code dir="ltr">${data.account_sid_preview}</code><${Badge} tone="good">${t('settings.twilio.stored')}<//></div>
    ${data.phone_number && html`<p class="soft">${t('settings.twilio.number')} <bdi dir="ltr">${data.phone_number}</bdi></p>`}
    <div class="form-actions">${actions}</div>
  </div>`;
}

/** @param {{ form: ReturnType<typeof useForm>, cancel?: () => void }} props */
const Actions = ({ form, cancel }) => html`<div class="form-actions">
  <${Button} type="submit" kind="primary" busy=${form.busy}>${t('core.save')}<//>${cancel && html`<${Button} kind="quiet" onClick=${cancel}>${t('core.cancel')}<//>`}</div>`;

/** @param {FormProps} props */
function VapiForm({ saved, cancel }) {
  const [key, setKey] = useState('');
  const form = useForm(async () => saved((await api.post('/vapi-settings', { vapi_api_key: key.trim() })).data));
  return html`<${Form} form=${form}>
    <${Field} name="vapi_api_key" kind="password" label=${t('settings.vapi.key')} value=${key} onChange=${setKey} error=${form.faults.vapi_api_key}
      help=${t('settings.vapi.key-help')} required minLength=${10} maxLength=${255} />
    <${Actions} form=${form} cancel=${cancel} /><//>`;
}

/** @param {FormProps} props */
function TwilioForm({ saved, cancel }) {
  const [typed, setTyped] = useState({ account_sid: '', auth_token: '', phone_number: '' });
  const form = useForm(async () => {
    const body = { account_sid: typed.account_sid.trim(), auth_token: typed.auth_token.trim(), ...(typed.phone_number.trim() && { phone_number: typed.phone_number.trim() }) };
    saved((await api.post('/twilio-settings', body)).data);
  });
  /** @param {string} name */
  const type = (name) => (/** @type {string} */ value) => setTyped({ ...typed, [name]: value });
  return html`<${Form} form=${form}>
    <${Field} name="account_sid" dir="ltr" label=${t('settings.twilio.sid')} value=${typed.account_sid} onChange=${type('account_sid')}
      error=${form.faults.account_sid} required placeholder="AC…" autocomplete="off" autocapitalize="none" spellcheck=${false} />
    <${Field} name="auth_token" kind="password" label=${t('settings.twilio.token')} value=${typed.auth_token} onChange=${type('auth_token')}
      error=${form.faults.auth_token} help=${t('settings.twilio.token-help')} required />
    <${Field} name="phone_number" kind="tel" label=${t('settings.twilio.number-label')} value=${typed.phone_number} onChange=${type('phone_number')}
      error=${form.faults.phone_number} optional maxLength=${50} placeholder="+33 1 23 45 67 89" />
    <${Actions} form=${form} cancel=${cancel} /><//>`;
}
