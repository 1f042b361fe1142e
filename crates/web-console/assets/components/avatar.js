/** The first letters of a name: html`<${Avatar} name="Dana Levi" />`. */
import { html } from '../vendor/preact.js';

/** @param {{ name: string }} props */
export function Avatar({ name }) {
  const words = name.trim().split(/[\s@]+/).filter(Boolean);
  const letters = words.slice(0, 2).map((word) => [...word][0]).join('').toLocaleUpperCase();
  // A picture, drawn by the styles: what is said of a button is its label.
  return html`<span class="avatar" aria-hidden="true" data-letters=${letters || '·'}></span>`;
}
