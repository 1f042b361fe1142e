/**
 * Where the console begins, and what stands around every screen. What only those who are signed in need, and what only a failure
 * needs, is fetched when it is needed: the first page that a stranger sees is to be light.
 */
import { effect, html, render, signal, useEffect, useState } from '../vendor/preact.js';
import { chooseLanguage, isLanguage, language, loadTexts, t } from '../i18n/i18n.js';
import { Logo } from '../components/icon.js';
import { asProblem } from './http.js';
import { LanguageMenu, ThemeMenu } from './preferences.js';
import { moving, retry, shown, startRouter } from './router.js';
import { openSession, session } from './session.js';
import { recall } from './store.js';

/** The navigation, once it is fetched: until then the bar stays, so that nothing moves twice. @type {import('../vendor/preact.js').Signal<{ It: any } | null>} */
const places = signal(null);

function Shell() {
  const now = shown.value;
  const isBare = now === null || now.route.bare || session.value.state !== 'in' || places.value === null;
  return html`
    <a class="skip" href="#main">${t('core.skip')}</a>
    <div class="shell" data-bare=${String(isBare)}>
      ${isBare ? html`<${BareBar} />` : html`<${places.value?.It} path=${now.route.path} />`}
      <main id="main" class="main" tabindex="-1" aria-busy=${String(moving.value)}><${Content} /></main>
    </div>`;
}

const navigation = () => import('./navigation.js').then((module) => module.Navigation);
const userMenu = () => import('./navigation.js').then((module) => module.UserMenu);
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
  if (now === null) {
    return html`<div class="skeleton" role="status"><h1 class="sr-only">${t('core.loading')}</h1>
      <i data-kind="title"></i><i></i><i data-kind="block"></i></div>`;
  }
  if (now.problem) {
    return html`<${Later} fetchIt=${errorState} problem=${asProblem(now.problem)} retry=${retry} heading=${1} />`;
  }
  return html`<${now.Screen} key=${now.route.screen} />`;
}

function BareBar() {
  return html`<header class="bare-bar">
    <a class="brand" href="/"><${Logo} /></a>
    <div class="row"><${LanguageMenu} /><${ThemeMenu} />
      ${session.value.state === 'in' && html`<${Later} fetchIt=${userMenu} />`}</div>
  </header>`;
}

const root = /** @type {HTMLElement} */ (document.getElementById('app'));

/** Somebody who chose no language on this device gets that of the account. @param {import('./session.js').Session} now */
async function speakTo({ state, user }) {
  if (state !== 'in' || !user || recall('language') !== null) return;
  // Where its texts cannot be had, the language stays.
  if (isLanguage(user.locale) && user.locale !== language.value) await chooseLanguage(user.locale, false).catch(() => {});
}

// Of somebody who is probably in, before it is known.
if (recall('signed-in')) navigation().catch(() => {});
const opened = openSession();
try {
  await loadTexts('core');
} catch (problem) {
  // No text is there to say it with.
  root.textContent = 'Ava Studio could not be loaded. Please reload the page.';
  throw problem;
}
render(html`<${Shell} />`, root);
await opened;
await speakTo(session.value);
startRouter();
effect(() => void speakTo(session.value));
effect(() => {
  // Read so that what could not be fetched is tried again with the next screen.
  if (shown.value === null || session.value.state !== 'in' || places.peek()) return;
  navigation().then((It) => { places.value = { It }; }, () => {});
});
effect(() => {
  const title = shown.value ? t(shown.value.route.title) : '';
  document.title = title ? `${title} · Ava Studio` : 'Ava Studio';
});
