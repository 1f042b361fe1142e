/** The side navigation; on a phone a bar at the top and one at the bottom. */
import { html } from '../vendor/preact.js';
import { t } from '../i18n/i18n.js';
import { Avatar } from '../components/avatar.js';
import { Icon, Logo } from '../components/icon.js';
import { Menu, MenuAction, MenuLink } from '../components/menu.js';
import { toast } from '../components/toast.js';
import { LanguageMenu, ThemeMenu } from './preferences.js';
import { problemText } from './problem.js';
import { logOut, session } from './session.js';

const PLACES = [['dashboard', 'home'], ['studio', 'wave'], ['history', 'clock'], ['settings', 'sliders']];

async function leave() {
  try { await logOut(); } catch (problem) { toast(problemText(problem), { tone: 'bad' }); }
}

/** @param {{ path: string }} props */
export function Navigation({ path }) {
  return html`<header class="rail">
    <a class="brand" href="/dashboard"><${Logo} /></a>
    <nav class="places" aria-label=${t('core.nav')}>
      ${PLACES.map(([name, icon]) => html`<a key=${name} href=${`/${name}`}
        aria-current=${path === `/${name}` ? 'page' : undefined}>
        <${Icon} name=${icon} /><span>${t(`core.nav.${name}`)}</span></a>`)}
    </nav>
    <div class="rail-foot"><${LanguageMenu} /><${ThemeMenu} /><${UserMenu} /></div>
  </header>`;
}

/** Whose account it is, and the way out of it. */
export function UserMenu() {
  const { user } = session.value;
  if (!user) return null;
  const name = user.name || user.email;
  return html`<${Menu} label=${t('core.account')} trigger=${html`<${Avatar} name=${name} />`}>
    <p class="menu-note" dir="auto">${name}<br /><small dir="ltr">${user.email}</small></p>
    <hr />
    <${MenuLink} href="/settings"><${Icon} name="sliders" /> ${t('core.nav.settings')}<//>
    <${MenuAction} act=${leave}><${Icon} name="leave" /> ${t('core.log-out')}<//>
  <//>`;
}
