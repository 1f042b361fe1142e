/**
 * Which screen is shown. `navigate` goes to a path of the console; links (`<a href="/studio">`)
 * do by themselves. A screen is shown once its module, texts and styles are there.
 */
import { effect, signal, untracked } from '../vendor/preact.js';
import { loadTexts } from '../i18n/i18n.js';
import { detour, routeOf } from './routes.js';
import { session } from './session.js';

/**
 * @typedef {object} Shown
 * @property {import('./routes.js').Route} route
 * @property {string} path With its query.
 * @property {any} [Screen] The component, once it is there.
 * @property {unknown} [problem] Why it is not.
 */

/** @type {import('../vendor/preact.js').Signal<Shown | null>} */
export const shown = signal(null);
/** Whether a screen is on its way. */
export const moving = signal(false);

/** Where the person is: path and query. */
export const here = () => location.pathname + location.search;
/** The query of the path that is shown. */
export const query = () => new URLSearchParams(location.search);

let round = 0;
let isFirst = true;

/** @param {string} path @param {{ replace?: boolean }} [how] */
export function navigate(path, { replace = false } = {}) {
  if (path !== here() + location.hash) history[replace ? 'replaceState' : 'pushState'](null, '', path);
  return follow();
}

/** Changes the query without another screen, as filters and tabs do. @param {Record<string, string | null>} change */
export function setQuery(change) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(change)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  history.replaceState(null, '', url.pathname + url.search);
  if (shown.value) shown.value = { ...shown.value, path: here() };
}

/** Shows what the address says. */
async function follow() {
  for (let instead = detour(here(), session.value); instead; instead = detour(here(), session.value)) {
    history.replaceState(null, '', instead);
  }
  const mine = ++round;
  const route = routeOf(location.pathname);
  moving.value = true;
  /** @type {Shown} */
  let next;
  try {
    next = { route, path: here(), Screen: await loadScreen(route) };
  } catch (problem) {
    next = { route, path: here(), problem };
  }
  // Meanwhile the person went elsewhere.
  if (mine !== round) return;
  moving.value = false;
  shown.value = next;
  if (!isFirst) arrive();
  isFirst = false;
}

/** Tries again what failed. */
export const retry = () => follow();

/** @param {import('./routes.js').Route} route */
async function loadScreen({ screen, messages }) {
  const base = new URL(`../screens/${screen}/${screen}`, import.meta.url);
  const [module] = await Promise.all([import(`${base}.js`), loadTexts(messages)]);
  if (module.styles) await loadStyles(`${base}.css`);
  return module.default;
}

/** @param {string} href @returns {Promise<void>} */
function loadStyles(href) {
  if (document.querySelector(`link[href="${CSS.escape(href)}"]`)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      link.remove();
      reject(new Error(`no styles ${href}`));
    });
    document.head.append(link);
  });
}

/** Looks for the heading of a screen that shows it later. @type {MutationObserver | null} */
let looking = null;

/** A new screen begins at its top, and is read out from its heading. */
function arrive() {
  scrollTo(0, 0);
  looking?.disconnect();
  const main = document.getElementById('main');
  if (!main) return;
  // What was pressed is gone with its screen; nothing else of the person's has the focus yet.
  main.focus({ preventScroll: true });
  const look = () => {
    const heading = main.querySelector('h1');
    if (!heading && document.activeElement === main) return;
    looking?.disconnect();
    if (!heading || document.activeElement !== main) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };
  looking = new MutationObserver(look);
  looking.observe(main, { childList: true, subtree: true });
  requestAnimationFrame(look);
}

/** @param {MouseEvent} event */
function onClick(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return;
  const isOurs = link.origin === location.origin && !/^\/(api|assets)\//.test(link.pathname);
  // A place on this page is the browser's matter.
  if (!isOurs || (link.hash && link.pathname === location.pathname)) return;
  event.preventDefault();
  void navigate(link.pathname + link.search);
}

/** From now on the address decides, and whoever loses or gets a session is sent where they belong. */
export function startRouter() {
  document.addEventListener('click', onClick);
  addEventListener('popstate', () => {
    // A step to a place on the page that is shown is no step to another.
    if (here() !== shown.value?.path) void follow();
  });
  effect(() => {
    const now = session.value;
    untracked(() => {
      if (now.state === 'unknown' || now.state === 'unreachable') return;
      if (shown.value === null || detour(here(), now)) void follow();
    });
  });
}
