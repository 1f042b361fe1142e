/**
 * Language and theme, and their menus. Both are kept by this browser; settings keep the language
 * with the account too. The theme is light, dark, or as the machine says.
 */
import { html, signal } from '../vendor/preact.js';
import { LANGUAGES, chooseLanguage, language, t } from '../i18n/i18n.js';
import { Icon } from '../components/icon.js';
import { Menu, MenuChoice } from '../components/menu.js';
import { recall, remember } from './store.js';

/** @typedef {'system' | 'light' | 'dark'} Theme */

/** @type {readonly Theme[]} */
export const THEMES = ['system', 'light', 'dark'];

const stored = recall('theme');
/** The theme that was chosen. @type {import('../vendor/preact.js').Signal<Theme>} */
export const theme = signal(stored === 'light' || stored === 'dark' ? stored : 'system');

/** @param {Theme} chosen */
export function chooseTheme(chosen) {
  theme.value = chosen;
  remember('theme', chosen === 'system' ? null : chosen);
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

/** @param {keyof typeof LANGUAGES} chosen */
async function speak(chosen) {
  try {
    await chooseLanguage(chosen);
  } catch {
    const { toast } = await import('../components/toast.js');
    toast(t('core.problem.offline'), { tone: 'bad' });
  }
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
