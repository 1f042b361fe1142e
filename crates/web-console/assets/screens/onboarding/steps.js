/** The steps that ask about the person, the business and the assistant. Each saves what it asks. */
import { html } from '../../vendor/preact.js';
import { LANGUAGES, chooseLanguage, has, language, t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { updateUser } from '../../app/session.js';
import { toast } from '../../components/toast.js';
import { Field } from '../../components/field.js';
import { useForm } from '../../components/form.js';
import { Segmented } from '../../components/segmented.js';
import { INDUSTRIES, SIZES, sizeText } from '../settings/words.js';
import { StepForm, enterGoesOn } from './step-form.js';
import { greeting, hearing, isProposed, voiceAmong } from './suggest.js';

/** @typedef {{ wizard: import('./onboarding.js').Wizard }} Props */

/** Who is this, and in which language do we speak. @param {Props} props */
export function Welcome({ wizard }) {
  const { data, typed, type } = wizard;
  const name = typed.name ?? data.profile.name ?? '';
  const form = useForm(async () => {
    const { data: profile } = await api.patch('/user/profile', { locale: language.value, ...(name.trim() && { name: name.trim() }) });
    updateUser({ name: profile.name, locale: profile.locale });
    await wizard.done({ profile });
  });
  /** @param {string} tag */
  const speak = async (tag) => {
    try { await chooseLanguage(/** @type {import('../../i18n/i18n.js').Language} */ (tag)); } catch { toast(t('core.problem.offline'), { tone: 'bad' }); }
  };
  return html`<${StepForm} form=${form} wizard=${wizard}>
    <${Field} name="name" label=${t('onboarding.field.name')} value=${name} onChange=${type('name')} error=${form.faults.name}
      optional maxLength=${255} autocomplete="name" />
    <div class="field"><span class="field-label" aria-hidden="true">${t('onboarding.field.locale')}</span>
      <${Segmented} label=${t('onboarding.field.locale')} name="locale" value=${language.value} onChange=${speak}
        options=${Object.entries(LANGUAGES).map(([value, label]) => ({ value, label, lang: value }))} /></div>
  <//>`;
}

/** The business that callers reach. @param {Props} props */
export function Business({ wizard }) {
  const { data: { profile, config }, typed, type } = wizard;
  const organisation = typed.organization_name ?? profile.organization_name ?? '';
  const industry = typed.industry ?? profile.industry ?? '';
  const size = typed.company_size ?? profile.company_size ?? '';
  const form = useForm(async () => {
    const body = { organization_name: organisation.trim(), industry: industry || null, company_size: size || null };
    const saved = (await api.patch('/user/profile', body)).data;
    await wizard.done({ profile: saved, config: await renamed(config, saved.organization_name) });
  });
  const industries = INDUSTRIES.includes(industry) || !industry ? INDUSTRIES : [industry, ...INDUSTRIES];
  /** @param {string} id */
  const label = (id) => (has(`onboarding.industry.${id}`) ? t(`onboarding.industry.${id}`) : id);
  return html`<${StepForm} form=${form} wizard=${wizard}>
    <${Field} name="organization_name" label=${t('onboarding.field.organisation')} value=${organisation} onChange=${type('organization_name')}
      error=${form.faults.organization_name} help=${t('onboarding.field.organisation-help')} required maxLength=${255} autocomplete="organization" />
    <${Field} name="industry" kind="select" onKeyDown=${enterGoesOn} label=${t('onboarding.field.industry')} value=${industry} onChange=${type('industry')} error=${form.faults.industry}
      optional options=${[{ value: '', label: t('onboarding.choose') }, ...industries.map((id) => ({ value: id, label: label(id) }))]} />
    <div class="field"><span class="field-label" aria-hidden="true">${t('onboarding.field.size')}</span>
      <${Segmented} label=${t('onboarding.field.size')} name="company_size" value=${size} onChange=${type('company_size')}
        options=${SIZES.map((one) => ({ value: one, label: one === '1' ? t('onboarding.size.alone') : sizeText(one) }))} /></div>
  <//>`;
}

/** The greeting follows the name, as long as it is ours; what is saved follows by itself. @param {any} config @param {string} name */
async function renamed(config, name) {
  const isOurs = config.revision > 0 && config.organizationName !== name && isProposed(config.firstMessage, config.organizationName);
  if (isOurs) return (await api.patch('/studio/config', { firstMessage: greeting(config.language, name) })).data;
  return (await api.get('/studio/config')).data;
}

/** How it sounds. @param {Props} props */
export function Voice({ wizard }) {
  const { data: { catalog, config, profile }, typed, type, isNew } = wizard;
  const spoken = typed.language ?? (isNew && config.revision === 0 ? profile.locale : config.language);
  const { voices, voice } = voiceAmong(catalog, spoken, config, typed.voice);
  const tone = typed.tone ?? config.tone;
  const form = useForm(async () => {
    const words = isProposed(config.firstMessage, config.organizationName) ? { firstMessage: greeting(spoken, config.organizationName) } : {};
    const body = { language: spoken, voiceProvider: voice.provider, voiceId: voice.id, tone, ...hearing(catalog, spoken, config), ...words };
    await wizard.done({ config: (await api.patch('/studio/config', body)).data });
  });
  const names = new Intl.DisplayNames([language.value], { type: 'language' });
  const languages = catalog.languages.map((/** @type {any} */ { id }) => ({ value: id, label: names.of(id) ?? id }))
    .sort((/** @type {any} */ a, /** @type {any} */ b) => a.label.localeCompare(b.label, language.value));
  const tones = catalog.tones.map((/** @type {any} */ { id, name }) => ({ value: id, label: has(`onboarding.tone.${id}`) ? t(`onboarding.tone.${id}`) : name }));
  return html`<${StepForm} form=${form} wizard=${wizard}>
    <div class="form-row">
      <${Field} name="language" kind="select" onKeyDown=${enterGoesOn} label=${t('onboarding.field.language')} value=${spoken} onChange=${type('language')}
        error=${form.faults.language} options=${languages} />
      <${Field} name="tone" kind="select" onKeyDown=${enterGoesOn} label=${t('onboarding.field.tone')} value=${tone} onChange=${type('tone')}
        error=${form.faults.tone} options=${tones} />
    </div>
    <fieldset class="onboarding-voices"><legend class="field-label">${t('onboarding.field.voice')}</legend>
      ${voices.map((one) => html`<label key=${`${one.provider}/${one.id}`}><input type="radio" name="voiceId" value=${`${one.provider}/${one.id}`}
        checked=${one === voice} onChange=${() => type('voice')(`${one.provider}/${one.id}`)} />
        <span><b dir="auto">${one.name}</b><small dir="ltr">${one.by}</small></span></label>`)}
    </fieldset>
    <p class="field-help">${t('onboarding.field.voice-help')}</p>
  <//>`;
}

/** Where and when it is called. @param {Props} props */
export function Phone({ wizard }) {
  const { data: { config }, typed, type, isNew } = wizard;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const phoneNumber = typed.phoneNumber ?? config.phoneNumber;
  const businessHours = typed.businessHours ?? config.businessHours;
  const timezone = typed.timezone ?? (isNew && here ? here : config.timezone);
  const form = useForm(async () => {
    const body = { phoneNumber: phoneNumber.trim(), businessHours: businessHours.trim(), timezone };
    await wizard.done({ config: (await api.patch('/studio/config', body)).data });
  });
  const zones = [...new Set([timezone, ...Intl.supportedValuesOf('timeZone')])].sort();
  return html`<${StepForm} form=${form} wizard=${wizard}>
    <${Field} name="phoneNumber" kind="tel" label=${t('onboarding.field.phone')} value=${phoneNumber} onChange=${type('phoneNumber')}
      error=${form.faults.phoneNumber} optional maxLength=${50} autocomplete="tel" placeholder="+33 6 12 34 56 78" />
    <div class="form-row">
      <${Field} name="businessHours" label=${t('onboarding.field.hours')} value=${businessHours} onChange=${type('businessHours')}
        error=${form.faults.businessHours} maxLength=${255} />
      <${Field} name="timezone" kind="select" onKeyDown=${enterGoesOn} label=${t('onboarding.field.timezone')} value=${timezone} onChange=${type('timezone')}
        error=${form.faults.timezone} options=${zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))} />
    </div>
  <//>`;
}

/** What it asks callers for, and who is told. @param {Props} props */
export function After({ wizard }) {
  const { data: { config }, typed, type } = wizard;
  const now = { ...config, ...typed };
  const form = useForm(async () => {
    const body = { summaryEmail: now.summaryEmail.trim(), askForName: now.askForName, askForPhone: now.askForPhone, askForEmail: now.askForEmail };
    await wizard.done({ config: (await api.patch('/studio/config', body)).data });
  });
  const asks = /** @type {const} */ (['askForName', 'askForPhone', 'askForEmail']);
  return html`<${StepForm} form=${form} wizard=${wizard}>
    <${Field} name="summaryEmail" kind="email" label=${t('onboarding.field.summary-email')} value=${now.summaryEmail} onChange=${type('summaryEmail')}
      error=${form.faults.summaryEmail} help=${t('onboarding.field.summary-email-help')} required autocomplete="email" />
    <fieldset class="onboarding-asks"><legend class="field-label">${t('onboarding.field.asks')}</legend>
      ${asks.map((name) => html`<${Field} key=${name} name=${name} kind="switch" label=${t(`onboarding.ask.${name}`)} value=${now[name]} onChange=${type(name)} />`)}
    </fieldset>
  <//>`;
}

/** What it says first, and what it should know. @param {Props} props */
export function Words({ wizard }) {
  const { data: { config, profile }, typed, type } = wizard;
  const isOurs = isProposed(config.firstMessage, config.organizationName);
  const spoken = config.revision === 0 ? profile.locale : config.language;
  const first = typed.firstMessage ?? (isOurs ? greeting(spoken, config.organizationName) : config.firstMessage);
  const guidelines = typed.guidelines ?? config.guidelines;
  const form = useForm(async () => {
    const saved = (await api.patch('/studio/config', { firstMessage: first.trim(), guidelines: guidelines.trim() })).data;
    await wizard.done({ config: saved }, { onboarding_assistant_created: true });
  });
  return html`<${StepForm} form=${form} wizard=${wizard}>
    <${Field} name="firstMessage" kind="textarea" label=${t('onboarding.field.first')} value=${first} onChange=${type('firstMessage')}
      error=${form.faults.firstMessage} required maxLength=${2000} rows=${2} onKeyDown=${enterGoesOn} />
    <${Field} name="guidelines" kind="textarea" label=${t('onboarding.field.knows')} value=${guidelines} onChange=${type('guidelines')}
      error=${form.faults.guidelines} help=${t('onboarding.field.knows-help')} optional maxLength=${8000} rows=${4}
      placeholder=${t('onboarding.field.knows-example')} />
  <//>`;
}
