/** Where the console begins. */
import { effect, html, render } from '../vendor/preact.js';
import { loadTexts, t } from '../i18n/i18n.js';
import { Shell } from './shell.js';
import { openSession } from './session.js';
import { shown, startRouter } from './router.js';

const root = /** @type {HTMLElement} */ (document.getElementById('app'));

await Promise.all([loadTexts('core'), openSession()]);
render(html`<${Shell} />`, root);
startRouter();
effect(() => {
  const title = shown.value ? t(shown.value.route.title) : '';
  document.title = title ? `${title} · Ava Studio` : 'Ava Studio';
});
