/** Who one is, and how the console looks and speaks. */
import { html, useState } from '../../vendor/preact.js';
import { LANGUAGES, chooseLanguage, has, language, t } from '../../i18n/i18n.js';
import { ApiProblem, api } from '../../app/api.js';
import { draftOf } from '../../app/draft.js';
import { useLoaded } from '../../app/load.js';
import { asProblem, problemText } from '../../app/problem.js';
import { session, updateUser } from '../../app/session.js';
import { THEMES, chooseTheme, theme } from '../../app/theme.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { ErrorState } from '../../components/error-state.js';
import { Field } from '../../components/field.js';
import { Form, useForm } from '../../components/form.js';
import { Segmented } from '../../components/segmented.js';
import { Skeleton } from '../../components/skeleton.js';
import { toast } from '../../components/toast.js';
import { INDUSTRIES, SIZES, changesOf, sizeText } from './words.js';

export function Profile() {
  const profile = useLoaded((signal) => api.get('/user/profile', { signal }), []);
  return html`<div class="stack settings-stack">
    <${Card} title=${t('settings.profile')} lead=${t('settings.profile-lead')}>
      ${profile.data ? html`<${ProfileForm} profile=${profile.data} replace=${profile.replace} />`
        : profile.problem ? html`<${ErrorState} problem=${profile.problem} retry=${profile.reload} heading=${3} />`
          : html`<${Skeleton} shape=${['field', 'field', 'field', 'field', 'field']} />`}
    <//>
    <${Look} />
  </div>`;
}

/** @param {{ profile: any, replace: (data: any) => void }} props */
function ProfileForm({ profile, replace }) {
  const draft = draftOf('settings.profile');
  const phone = session.value.user?.phone ?? '';
  const saved = { name: profile.name, phone, organization_name: profile.organization_name, industry: profile.industry, company_size: profile.company_size };
  const [typed, setTyped] = useState(() => /** @type {Record<string, string>} */ (draft.read() ?? {}));
  const changes = changesOf(saved, typed);
  const form = useForm(async () => {
    const { phone: number, ...others } = changes;
    if (number !== undefined) await savePhone(number);
    if (Object.keys(others).length > 0) {
      const { data } = await api.patch('/user/profile', others);
      replace(data);
      updateUser({ name: data.name });
    }
    setTyped({});
    draft.drop();
    toast(t('core.saved'));
  });
  /** @param {keyof typeof saved} name @param {Record<string, any>} [more] */
  const field = (name, more) => html`<${Field} name=${name} label=${t(`settings.field.${name}`)} value=${typed[name] ?? saved[name] ?? ''}
    onChange=${(/** @type {string} */ value) => { const next = { ...typed, [name]: value }; setTyped(next); draft.keep(next); }}
    error=${form.faults[name]} maxLength=${255} ...${more} />`;
  return html`<${Form} form=${form}>
    <div class="form-row">${field('name', { autocomplete: 'name' })}
      ${field('phone', { kind: 'tel', maxLength: 50, autocomplete: 'tel', help: t('settings.field.phone-help'), optional: true })}</div>
    <div class="settings-fact"><span class="field-label">${t('settings.field.email')}</span> <span dir="ltr">${profile.email}</span></div>
    ${field('organization_name', { autocomplete: 'organization', help: t('settings.field.organization-help') })}
    <div class="form-row">${field('industry', choices('industry', INDUSTRIES, saved.industry))}${field('company_size', choices('size', SIZES, saved.company_size))}</div>
    <div class="form-actions"><${Button} type="submit" kind="primary" busy=${form.busy} disabled=${Object.keys(changes).length === 0}>${t('core.save')}<//></div>
  <//>`;
}

/** A choice that keeps what another client stored. @param {string} kind @param {string[]} known @param {string | null} stored */
function choices(kind, known, stored) {
  const all = stored && !known.includes(stored) ? [stored, ...known] : known;
  /** @param {string} value */
  const label = (value) => {
    if (kind === 'size') return value === '1' ? t('settings.size.alone') : sizeText(value);
    return has(`settings.industry.${value}`) ? t(`settings.industry.${value}`) : value;
  };
  return { kind: 'select', optional: true, maxLength: undefined, options: [{ value: '', label: t('settings.choose') }, ...all.map((value) => ({ value, label: label(value) }))] };
}

/** Somebody else's number is told on the field. @param {string | null} phone */
async function savePhone(phone) {
  try {
    const { data } = await api.patch('/auth/me', { phone });
    updateUser({ phone: data.phone });
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (problem.code !== 'phone_taken') throw problem;
    throw new ApiProblem({ status: 409, code: problem.code, errors: [{ pointer: '/phone', code: problem.code, detail: problemText(problem) }] });
  }
}

function Look() {
  /** @param {string} chosen */
  const speak = async (chosen) => {
    const tag = /** @type {import('../../i18n/i18n.js').Language} */ (chosen);
    try {
      await chooseLanguage(tag);
      await api.patch('/user/profile', { locale: tag });
      updateUser({ locale: tag });
      toast(t('core.saved'));
    } catch (problem) { toast(problemText(problem), { tone: 'bad' }); }
  };
  return html`<${Card} title=${t('settings.look')} lead=${t('settings.look-lead')}>
    <div class="form">
      <div class="field"><span class="field-label" aria-hidden="true">${t('core.language')}</span>
        <${Segmented} label=${t('core.language')} name="locale" value=${language.value} onChange=${speak}
          options=${Object.entries(LANGUAGES).map(([value, label]) => ({ value, label, lang: value }))} /></div>
      <div class="field"><span class="field-label" aria-hidden="true">${t('core.theme')}</span>
        <${Segmented} label=${t('core.theme')} name="theme" value=${theme.value} onChange=${chooseTheme}
          options=${THEMES.map((value) => ({ value, label: t(`core.theme.${value}`) }))} /></div>
    </div>
  <//>`;
}
