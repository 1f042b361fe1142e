/** What stands around every screen: navigation, menus, messages. */
import { html } from '../vendor/preact.js';
import { t } from '../i18n/i18n.js';
import { ErrorState } from '../components/error-state.js';
import { Logo } from '../components/logo.js';
import { Skeleton } from '../components/skeleton.js';
import { Toasts } from '../components/toast.js';
import { asProblem } from './problem.js';
import { LanguageMenu, ThemeMenu } from './preferences.js';
import { moving, retry, shown } from './router.js';
import { openSession, session } from './session.js';
import { Navigation } from './navigation.js';

export function Shell() {
  const now = shown.value;
  const isBare = now === null || now.route.bare || session.value.state !== 'in';
  return html`
    <a class="skip" href="#main">${t('core.skip')}</a>
    <div class="shell" data-bare=${String(isBare)}>
      ${isBare ? html`<${BareBar} />` : html`<${Navigation} path=${now.route.path} />`}
      <main id="main" class="main" tabindex="-1" aria-busy=${String(moving.value)}><${Content} /></main>
    </div>
    <${Toasts} />`;
}

function Content() {
  const { state, problem } = session.value;
  if (state === 'unreachable') return html`<${ErrorState} problem=${problem} retry=${openSession} heading=${1} />`;
  const now = shown.value;
  if (now === null) return html`<${Skeleton} lines=${4} />`;
  if (now.problem) return html`<${ErrorState} problem=${asProblem(now.problem)} retry=${retry} heading=${1} />`;
  return html`<${now.Screen} key=${now.route.screen} />`;
}

function BareBar() {
  return html`<header class="bare-bar">
    <a class="brand" href="/"><${Logo} /></a>
    <div class="row"><${LanguageMenu} /><${ThemeMenu} /></div>
  </header>`;
}
