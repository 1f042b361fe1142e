/** The last step, and the picture of the assistant that grows beside the others. */
import { html } from '../../vendor/preact.js';
import { LANGUAGES, language, list, t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { navigate } from '../../app/router.js';
import { updateUser } from '../../app/session.js';
import { useForm } from '../../components/form.js';
import { Icon } from '../../components/icon.js';
import { StepForm } from './step-form.js';
import { greeting, isProposed, known, voiceAmong } from './suggest.js';

/** @param {{ wizard: import('./onboarding.js').Wizard }} props */
export function Summary({ wizard }) {
  const { go } = wizard;
  const form = useForm(async () => {
    const { data } = await api.post('/user/complete-onboarding');
    updateUser({ onboarding_completed: true });
    await navigate(data.redirect_url, { replace: true });
  });
  return html`<${StepForm} form=${form} wizard=${wizard} next=${t('onboarding.complete')}>
    <dl class="onboarding-summary">${rows(wizard.data).map(({ at, name, text }) => html`<div key=${name}>
      <dt>${name}</dt><dd dir="auto">${text}</dd>
      <dd class="onboarding-edit"><button type="button" class="link-button" aria-label=${t('onboarding.edit-of', { name })}
        onClick=${() => go(at)}>${t('onboarding.edit')}</button></dd></div>`)}
    </dl>
    <p class="soft small">${t('onboarding.next')}</p>
  <//>`;
}

/** @param {Record<string, any>} data @returns {{ at: number, name: string, text: string }[]} */
function rows({ profile, config, catalog, vapi, twilio }) {
  const spoken = new Intl.DisplayNames([language.value], { type: 'language' }).of(config.language) ?? config.language;
  const asked = ['askForName', 'askForPhone', 'askForEmail'].filter((name) => config[name]).map((name) => t(`onboarding.ask.${name}`));
  const you = [profile.name, LANGUAGES[/** @type {import('../../i18n/i18n.js').Language} */ (profile.locale)]].filter(Boolean);
  const texts = [you.join(' · '), profile.organization_name ?? config.organizationName,
    vapi.has_vapi_key ? vapi.vapi_api_key_preview : t('onboarding.skipped'), `${known(catalog, config).name} · ${spoken}`,
    twilio.has_twilio_credentials ? twilio.account_sid_preview : t('onboarding.skipped'),
    [config.phoneNumber, config.businessHours].filter(Boolean).join(' · ') || t('onboarding.nothing'),
    asked.length ? `${config.summaryEmail} · ${list(asked)}` : config.summaryEmail, config.firstMessage];
  const ids = ['welcome', 'business', 'vapi', 'voice', 'twilio', 'phone', 'after', 'words'];
  return texts.map((text, at) => ({ at, name: t(`onboarding.name.${ids[at]}`), text }));
}

/** What callers will meet, as far as it is known. @param {{ data: Record<string, any>, typed: Record<string, Record<string, any>> }} props */
export function Preview({ data: { config, profile, onboarding, catalog }, typed }) {
  const organisation = typed.business?.organization_name || profile.organization_name || t('onboarding.preview.business');
  const chosen = onboarding.onboarding_step === 0 ? language.value : profile.locale;
  const spoken = typed.voice?.language ?? (config.revision === 0 ? chosen : config.language);
  const isOurs = isProposed(config.firstMessage, config.organizationName);
  const words = typed.words?.firstMessage ?? (isOurs ? greeting(spoken, organisation) : config.firstMessage);
  const { voice } = voiceAmong(catalog, spoken, config, typed.voice?.voice);
  return html`<aside class="onboarding-preview" aria-label=${t('onboarding.preview')}>
    <p class="onboarding-preview-title">${t('onboarding.preview')}</p>
    <div class="onboarding-call">
      <span class="onboarding-orb"><${Icon} name="wave" /></span>
      <p class="onboarding-name" dir="auto">${organisation}</p>
      <p class="soft small" dir="auto">${voice.name}</p>
    </div>
    <blockquote dir="auto">${words}</blockquote>
  </aside>`;
}
