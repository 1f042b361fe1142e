/** The two steps that ask for keys of others. Both can be skipped: without a key, Enter skips. */
import { html, useState } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { useForm } from '../../components/form.js';
import { Icon } from '../../components/icon.js';
import { Note } from '../../components/note.js';
import { StepForm } from './step-form.js';

/** @typedef {{ wizard: import('./onboarding.js').Wizard }} Props */

/** @param {Props} props */
export function Vapi({ wizard }) {
  const { vapi, sync } = wizard.data;
  // A secret stays in this view, and out of drafts.
  const [key, setKey] = useState('');
  const [isReplacing, replace] = useState(false);
  const keeps = vapi.has_vapi_key && !isReplacing;
  const form = useForm(async () => {
    if (!key.trim()) return wizard.done({}, vapi.has_vapi_key ? {} : { onboarding_vapi_skipped: true });
    const { data } = await api.post('/vapi-settings', { vapi_api_key: key.trim() });
    return wizard.done({ vapi: data }, { onboarding_vapi_skipped: false });
  });
  return html`<${StepForm} form=${form} wizard=${wizard} next=${key.trim() || vapi.has_vapi_key ? undefined : t('onboarding.skip')}>
    ${keeps ? html`<${Kept} preview=${vapi.vapi_api_key_preview} replace=${() => replace(true)} />`
      : html`<${Field} name="vapi_api_key" kind="password" label=${t('onboarding.field.vapi')} value=${key} onChange=${setKey}
          error=${form.faults.vapi_api_key} help=${t('onboarding.field.vapi-help')} optional minLength=${10} maxLength=${255} />`}
    <${Note} tone="accent">${t(sync.mode === 'sandbox' ? 'onboarding.vapi.sandbox' : 'onboarding.vapi.live')}<//>
  <//>`;
}

/** @param {Props} props */
export function Twilio({ wizard }) {
  const { twilio } = wizard.data;
  const { typed, type } = wizard;
  const [token, setToken] = useState('');
  const [isReplacing, replace] = useState(false);
  const sid = (typed.account_sid ?? '').trim();
  const phone = (typed.phone_number ?? '').trim();
  const isEmpty = !sid && !token.trim() && !phone;
  const keeps = twilio.has_twilio_credentials && !isReplacing;
  const form = useForm(async () => {
    if (isEmpty) return wizard.done({}, twilio.has_twilio_credentials ? {} : { onboarding_twilio_skipped: true });
    const { data } = await api.post('/twilio-settings', { account_sid: sid, auth_token: token.trim(), ...(phone && { phone_number: phone }) });
    return wizard.done({ twilio: data }, { onboarding_twilio_skipped: false });
  });
  return html`<${StepForm} form=${form} wizard=${wizard} next=${isEmpty && !twilio.has_twilio_credentials ? t('onboarding.skip') : undefined}>
    ${keeps ? html`<${Kept} preview=${twilio.account_sid_preview} replace=${() => replace(true)} />` : html`
      <${Field} name="account_sid" dir="ltr" label=${t('onboarding.field.sid')} value=${typed.account_sid ?? ''} onChange=${type('account_sid')}
        error=${form.faults.account_sid} required=${!isEmpty} optional autocomplete="off" autocapitalize="none" spellcheck=${false} placeholder="AC…" />
      <${Field} name="auth_token" kind="password" label=${t('onboarding.field.token')} value=${token} onChange=${setToken}
        error=${form.faults.auth_token} required=${!isEmpty} optional />
      <${Field} name="phone_number" kind="tel" label=${t('onboarding.field.twilio-number')} value=${typed.phone_number ?? ''} onChange=${type('phone_number')}
        error=${form.faults.phone_number} optional maxLength=${50} placeholder="+33 1 23 45 67 89" />`}
    <${Note} tone="accent">${t('onboarding.twilio.note')}<//>
  <//>`;
}

/** What is stored already. @param {{ preview: string, replace: () => void }} props */
function Kept({ preview, replace }) {
  return html`<div class="onboarding-kept"><${Icon} name="check" />
    <span>${t('onboarding.kept')} <code dir="ltr">${preview}</code></span>
    <${Button} size="small" onClick=${replace}>${t('onboarding.replace')}<//></div>`;
}
