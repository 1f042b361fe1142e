/** Light, dark, or as the machine says. */
import { signal } from '../vendor/preact.js';
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
