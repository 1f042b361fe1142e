/**
 * The console's screens. A screen's module is `screens/<screen>/<screen>.js`; its default export
 * is the component, and `styles = true` beside it has `<screen>.css` loaded first. Its texts are
 * the namespace `messages`, its title in the browser the key `title`.
 *
 * `for`: who may see it. `guest`: those who are not signed in; `in`: those who are. `done`:
 * onboarding has to be completed before.
 *
 * @typedef {object} Route
 * @property {string} path
 * @property {string} screen
 * @property {string} messages
 * @property {string} title
 * @property {'guest' | 'in' | 'all'} for
 * @property {boolean} [done]
 * @property {boolean} [bare] Without the navigation.
 */

/** @type {readonly Route[]} */
export const ROUTES = [
  { path: '/signup', screen: 'signup', messages: 'core', title: 'core.auth.signup.title', for: 'guest', bare: true },
  { path: '/login', screen: 'login', messages: 'core', title: 'core.auth.login.title', for: 'guest', bare: true },
  { path: '/onboarding', screen: 'onboarding', messages: 'onboarding', title: 'onboarding.title', for: 'in', bare: true },
  { path: '/dashboard', screen: 'dashboard', messages: 'dashboard', title: 'dashboard.title', for: 'in', done: true },
  { path: '/studio', screen: 'studio', messages: 'studio', title: 'studio.title', for: 'in', done: true },
  { path: '/history', screen: 'history', messages: 'history', title: 'history.title', for: 'in', done: true },
  { path: '/settings', screen: 'settings', messages: 'settings', title: 'settings.title', for: 'in' },
];

/** @type {Route} */
export const NOT_FOUND = {
  path: '', screen: 'not-found', messages: 'core', title: 'core.lost.title', for: 'all', bare: true,
};

/** What somebody goes to after logging in who asked for nothing else. */
export const HOME = '/dashboard';

/** @param {string} path @returns {Route} */
export const routeOf = (path) => ROUTES.find((route) => route.path === path) ?? NOT_FOUND;

/**
 * Where somebody who asks for `path` is sent instead, or `null`.
 * @param {string} path With its query. @param {import('./session.js').Session} session
 * @returns {string | null}
 */
export function detour(path, session) {
  const url = new URL(path, 'http://console');
  const { state, user } = session;
  if (url.pathname === '/') return state === 'in' ? HOME : '/login';
  const route = routeOf(url.pathname);
  if (route.for === 'guest') return state === 'in' ? safeNext(url.searchParams.get('next')) : null;
  if (route.for === 'all') return null;
  if (state !== 'in') return `/login?next=${encodeURIComponent(path)}`;
  if (route.done && user && !user.onboarding_completed) return '/onboarding';
  if (route.screen === 'onboarding' && user?.onboarding_completed) return HOME;
  return null;
}

/** Where to go after logging in: a path of ours, and nothing that leads out. @param {string | null} next */
export function safeNext(next) {
  if (!next?.startsWith('/') || next.startsWith('//') || next.includes('\\')) return HOME;
  const path = new URL(next, 'http://console').pathname;
  const route = ROUTES.find((known) => known.path === path);
  return route && route.for !== 'guest' ? next : HOME;
}
