/** Logging in. Whoever was somewhere when the session ended is brought back there. */
import { html, useState } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { Form, Note, useForm, useWait } from '../../components/form.js';
import { logIn, session, typedEmail } from '../../app/session.js';

export default function Login() {
  const before = session.value.user;
  const [identifier, setIdentifier] = useState(before?.email ?? typedEmail.value);
  const type = (/** @type {string} */ typed) => {
    typedEmail.value = typed;
    setIdentifier(typed);
  };
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(false);
  const form = useForm(() => logIn({ identifier, password, remember }));
  const wait = useWait(form.problem);
  const isExpired = session.value.state === 'expired';
  return html`<div class="entry"><div class="card">
    <h1>${t('core.auth.login.title')}</h1>
    <p class="entry-lead">${t('core.auth.login.lead')}</p>
    <${Form} form=${form}>
      ${isExpired && !form.problem && html`<${Note} tone="accent">${t('core.auth.login.expired')}<//>`}
      <${Field} name="identifier" kind="text" dir="ltr" label=${t('core.auth.identifier')} value=${identifier} onChange=${type}
        error=${form.faults.identifier} required autocomplete="username" autocapitalize="none" spellcheck=${false} />
      <${Field} name="password" kind="password" label=${t('core.auth.password')} value=${password} onChange=${setPassword}
        error=${form.faults.password} required autocomplete="current-password" />
      <${Field} name="remember" kind="check" label=${t('core.auth.login.remember')} value=${remember} onChange=${setRemember} />
      <${Button} type="submit" kind="primary" wide busy=${form.busy} disabled=${wait > 0}>
        ${wait > 0 ? t('core.auth.wait', { seconds: wait }) : t('core.auth.login.submit')}<//>
    <//>
    <p class="entry-other">${t('core.auth.login.other')} <a href=${`/signup${location.search}`}>${t('core.auth.login.to-signup')}</a></p>
  </div></div>`;
}
