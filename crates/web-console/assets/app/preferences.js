/** The menus of language and theme. Both are kept by this browser; settings keep the language by account. */
import { html } from '../vendor/preact.js';
import { LANGUAGES, chooseLanguage, language, t } from '../i18n/i18n.js';
import { Icon } from '../components/icon.js';
import { Menu, MenuChoice } from '../components/menu.js';
import { THEMES, chooseTheme, theme } from './theme.js';
import { toast } from '../components/toast.js';

/** @param {keyof typeof LANGUAGES} chosen */
async function speak(chosen) {
  try { await chooseLanguage(chosen); } catch { toast(t('core.problem.offline'), { tone: 'bad' }); }
}

export function LanguageMenu() {
  return html`<${Menu} label=${t('core.language')} icon="globe" text=${LANGUAGES[language.value]}>
    ${Object.entries(LANGUAGES).map(([tag, name]) => html`<${MenuChoice} key=${tag} lang=${tag}
      checked=${tag === language.value} choose=${() => speak(/** @type {any} */ (tag))}>${name}<//>`)}
  <//>`;
}

export function ThemeMenu() {
  return html`<${Menu} label=${t('core.theme')} icon=${theme.value === 'dark' ? 'moon' : 'sun'}>
    ${THEMES.map((name) => html`<${MenuChoice} key=${name} checked=${name === theme.value}
      choose=${() => chooseTheme(name)}><${Icon} name=${{ system: 'screen', light: 'sun', dark: 'moon' }[name]} />
      ${t(`core.theme.${name}`)}<//>`)}
  <//>`;
}
