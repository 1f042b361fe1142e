/** Making an account. */
import { html, useState } from '../../vendor/preact.js';
import { language, t } from '../../i18n/i18n.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { Form, useForm, useWait } from '../../components/form.js';
import { signUp, typedEmail } from '../../app/session.js';

export default function Signup() {
  const [name, setName] = useState('');
  const [email, setEmail] = useState(typedEmail.value);
  const type = (/** @type {string} */ typed) => {
    typedEmail.value = typed;
    setEmail(typed);
  };
  const [password, setPassword] = useState('');
  const form = useForm(() => signUp({ email, password, locale: language.value, ...(name.trim() && { name }) }));
  const wait = useWait(form.problem);
  const taken = form.problem?.code === 'email_taken';
  return html`<div class="entry"><div class="card">
    <h1>${t('core.auth.signup.title')}</h1>
    <p class="entry-lead">${t('core.auth.signup.lead')}</p>
    <${Form} form=${form}>
      <${Field} name="name" label=${t('core.auth.name')} value=${name} onChange=${setName} error=${form.faults.name}
        optional maxLength=${255} autocomplete="name" />
      <${Field} name="email" kind="email" label=${t('core.auth.email')} value=${email} onChange=${type} error=${form.faults.email}
        help=${t('core.auth.signup.email-help')} required autocomplete="username" />
      <${Field} name="password" kind="password" label=${t('core.auth.password')} value=${password} onChange=${setPassword}
        error=${form.faults.password} help=${t('core.auth.signup.password-help')} required minLength=${8} maxLength=${128}
        autocomplete="new-password" />
      ${taken && html`<a href=${`/login${location.search}`}>${t('core.auth.signup.taken-login')}</a>`}
      <${Button} type="submit" kind="primary" wide busy=${form.busy} disabled=${wait > 0}>
        ${wait > 0 ? t('core.auth.wait', { seconds: wait }) : t('core.auth.signup.submit')}<//>
    <//>
    <p class="entry-other">${t('core.auth.signup.other')} <a href=${`/login${location.search}`}>${t('core.auth.signup.to-login')}</a></p>
  </div></div>`;
}
