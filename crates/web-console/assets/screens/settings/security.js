/** The password, who is signed in, and what happened. */
import { html, useState } from '../../vendor/preact.js';
import { ago, dateTime, has, t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { useLoaded } from '../../app/load.js';
import { problemText } from '../../app/problem.js';
import { session } from '../../app/session.js';
import { useWait } from '../../app/wait.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { ErrorState } from '../../components/error-state.js';
import { Field } from '../../components/field.js';
import { Form, useForm } from '../../components/form.js';
import { Skeleton } from '../../components/skeleton.js';
import { toast } from '../../components/toast.js';
import { deviceOf, toneOf } from './words.js';

export function Security() {
  const sessions = useLoaded((signal) => api.get('/auth/sessions', { signal }), []);
  return html`<div class="stack settings-stack"><${Password} changed=${sessions.reload} /><${Sessions} sessions=${sessions} /><${Activity} /></div>`;
}

/** @param {{ changed: () => void }} props */
function Password({ changed }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const form = useForm(async () => {
    await api.post('/auth/password', { current_password: current, new_password: next });
    setCurrent('');
    setNext('');
    changed();
    toast(t('settings.password.changed'));
  });
  const wait = useWait(form.problem);
  return html`<${Card} title=${t('settings.password')} lead=${t('settings.password-lead')}>
    <${Form} form=${form}>
      <input class="settings-hidden" type="email" name="username" autocomplete="username" value=${session.value.user?.email ?? ''} readonly tabindex="-1" aria-hidden="true" />
      <div class="form-row">
        <${Field} name="current_password" kind="password" label=${t('settings.password.current')} value=${current} onChange=${setCurrent}
          error=${form.faults.current_password} required autocomplete="current-password" />
        <${Field} name="new_password" kind="password" label=${t('settings.password.new')} value=${next} onChange=${setNext}
          error=${form.faults.new_password} help=${t('settings.password.help')} required minLength=${8} maxLength=${128} autocomplete="new-password" />
      </div>
      <div class="form-actions"><${Button} type="submit" kind="primary" busy=${form.busy} disabled=${wait > 0}>
        ${wait > 0 ? t('settings.password.wait', { seconds: wait }) : t('settings.password.change')}<//></div>
    <//>
  <//>`;
}

/** "Firefox on Linux", or as much as is known. @param {string | null} agent */
function device(agent) {
  const { browser, system } = deviceOf(agent);
  if (browser && system) return t('settings.device', { browser, system });
  return browser ?? system ?? (agent ? (agent.split(/[/ ]/)[0] ?? agent) : t('settings.device.unknown'));
}

/** @param {{ sessions: any }} props */
function Sessions({ sessions }) {
  const [busy, setBusy] = useState('');
  /** @param {string} id All others when it is `others`. */
  const end = async (id) => {
    setBusy(id);
    try {
      sessions.replace((await api.delete(id === 'others' ? '/auth/sessions' : `/auth/sessions/${id}`)).data);
      toast(t('settings.sessions.ended'));
    } catch (problem) { toast(problemText(problem), { tone: 'bad' }); } finally { setBusy(''); }
  };
  const all = sessions.data?.sessions ?? [];
  return html`<${Card} title=${t('settings.sessions')} lead=${t('settings.sessions-lead')}
    actions=${all.length > 1 && html`<${Button} size="small" busy=${busy === 'others'} onClick=${() => end('others')}>${t('settings.sessions.end-others')}<//>`}>
    ${sessions.data ? html`<ul class="settings-list">${all.map((/** @type {any} */ one) => html`<li key=${one.id}>
        <span><b dir="auto">${device(one.user_agent)}</b>
          <small class="soft"><span title=${dateTime(one.last_used_at)}>${t('settings.sessions.used', { when: ago(one.last_used_at) })}</span>
            · ${t('settings.sessions.since', { when: dateTime(one.created_at, { dateStyle: 'medium' }) })}</small></span>
        ${one.current ? html`<${Badge} tone="good">${t('settings.sessions.this')}<//>`
          : html`<${Button} size="small" busy=${busy === one.id} aria-label=${t('settings.sessions.end-of', { device: device(one.user_agent) })}
              onClick=${() => end(one.id)}>${t('settings.sessions.end')}<//>`}</li>`)}</ul>`
      : sessions.problem ? html`<${ErrorState} problem=${sessions.problem} retry=${sessions.reload} heading=${3} />` : html`<${Skeleton} lines=${3} />`}
  <//>`;
}

function Activity() {
  const first = useLoaded((signal) => api.get('/auth/me/activity?limit=10', { signal }), []);
  const [busy, setBusy] = useState(false);
  const more = async () => {
    setBusy(true);
    try {
      const { data } = await api.get(`/auth/me/activity?limit=20&before=${encodeURIComponent(first.data.next_before)}`);
      first.replace({ events: [...first.data.events, ...data.events], next_before: data.next_before });
    } catch (problem) { toast(problemText(problem), { tone: 'bad' }); } finally { setBusy(false); }
  };
  return html`<${Card} title=${t('settings.activity')} lead=${t('settings.activity-lead')}>
    ${first.data ? html`<ol class="settings-list">${first.data.events.map((/** @type {any} */ one) => html`<li key=${one.id}><${Event} one=${one} /></li>`)}</ol>
      ${first.data.next_before && html`<p class="settings-more"><${Button} size="small" busy=${busy} onClick=${more}>${t('core.more')}<//></p>`}`
      : first.problem ? html`<${ErrorState} problem=${first.problem} retry=${first.reload} heading=${3} />` : html`<${Skeleton} lines=${8} />`}
  <//>`;
}

/** @param {{ one: any }} props */
function Event({ one }) {
  const key = `settings.event.${one.kind}`;
  const from = [one.user_agent && device(one.user_agent), one.ip].filter(Boolean);
  return html`<span><span class="settings-event" data-tone=${toneOf(one.kind)}>${has(key) ? t(key) : one.kind}</span>
      <small class="soft">${from.map((part, at) => html`${at > 0 && ' · '}<bdi>${part}</bdi>`)}${one.fields.length > 0 && html` · ${t('settings.event-fields', { n: one.fields.length })}`}</small></span>
    <time class="soft small" dateTime=${one.at} title=${dateTime(one.at)}>${ago(one.at)}</time>`;
}
