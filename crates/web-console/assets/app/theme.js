/** Light, dark, or as the machine says. */
export { THEMES, chooseTheme, theme } from './preferences.js';
