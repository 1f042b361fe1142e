/**
 * Where the console begins, and what stands around every screen. What only those who are signed in need, and what only a failure
 * needs, is fetched when it is needed: the first page that a stranger sees is to be light.
 */
import { effect, html, render, useEffect, useState } from '../vendor/preact.js';
import { loadTexts, t } from '../i18n/i18n.js';
import { Logo } from '../components/icon.js';
import { asProblem } from './http.js';
import { LanguageMenu, ThemeMenu } from './preferences.js';
import { moving, retry, shown, startRouter } from './router.js';
import { openSession, session } from './session.js';

function Shell() {
  const now = shown.value;
  const isBare = now === null || now.route.bare || session.value.state !== 'in';
  return html`
    <a class="skip" href="#main">${t('core.skip')}</a>
    <div class="shell" data-bare=${String(isBare)}>
      ${isBare ? html`<${BareBar} />` : html`<${Later} fetchIt=${navigation} path=${now.route.path} />`}
      <main id="main" class="main" tabindex="-1" aria-busy=${String(moving.value)}><${Content} /></main>
    </div>`;
}

const navigation = () => import('./navigation.js').then((module) => module.Navigation);
const errorState = () => import('../components/error-state.js').then((module) => module.ErrorState);

/** A component that is fetched. @param {{ fetchIt: () => Promise<any>, [prop: string]: any }} props */
function Later({ fetchIt, ...props }) {
  const [found, setFound] = useState(/** @type {{ It: any } | null} */ (null));
  useEffect(() => {
    fetchIt().then((It) => setFound({ It }), () => setFound(null));
  }, [fetchIt]);
  return found && html`<${found.It} ...${props} />`;
}

function Content() {
  const { state, problem } = session.value;
  if (state === 'unreachable') {
    return html`<${Later} fetchIt=${errorState} problem=${problem} retry=${openSession} heading=${1} />`;
  }
  const now = shown.value;
  if (now === null) return null;
  if (now.problem) {
    return html`<${Later} fetchIt=${errorState} problem=${asProblem(now.problem)} retry=${retry} heading=${1} />`;
  }
  return html`<${now.Screen} key=${now.route.screen} />`;
}

function BareBar() {
  return html`<header class="bare-bar">
    <a class="brand" href="/"><${Logo} /></a>
    <div class="row"><${LanguageMenu} /><${ThemeMenu} /></div>
  </header>`;
}

const root = /** @type {HTMLElement} */ (document.getElementById('app'));

await Promise.all([loadTexts('core'), openSession()]);
render(html`<${Shell} />`, root);
startRouter();
effect(() => {
  const title = shown.value ? t(shown.value.route.title) : '';
  document.title = title ? `${title} · Ava Studio` : 'Ava Studio';
});
