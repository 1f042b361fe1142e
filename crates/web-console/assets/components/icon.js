/**
 * A small picture beside a word, never instead of one.
 *
 *     html`<${Icon} name="wave" /> Studio`
 *
 * And the product's mark with its name, inside a link that says where it leads: html`<${Logo} />`.
 */
import { html } from '../vendor/preact.js';

/** Drawn in 20 × 20, by strokes. @type {Record<string, string>} */
const PATHS = {
  alert: 'M10 6.5v4M10 13.4v.1M8.7 3.3 2 15a1.5 1.5 0 0 0 1.3 2.2h13.4A1.5 1.5 0 0 0 18 15L11.3 3.3a1.5 1.5 0 0 0-2.6 0Z',
  arrow: 'M4 10h12M11 5l5 5-5 5',
  check: 'm4 10.5 4 4 8-9',
  clock: 'M10 5.5V10l3 2M17.5 10a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0Z',
  close: 'm5 5 10 10M15 5 5 15',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  download: 'M10 3v9m0 0 3.5-3.5M10 12 6.5 8.5M3.5 16.5h13',
  edit: 'm4 16 .8-3.4L13.6 3.8a1.4 1.4 0 0 1 2 0l.6.6a1.4 1.4 0 0 1 0 2L7.4 15.2 4 16Z',
  eye: 'M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10Zm8 2.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
  external: 'M8 4H4v12h12v-4M11 3h6v6M17 3l-8 8',
  globe: 'M17.5 10a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0ZM2.5 10h15M10 2.5c2 2 3 4.6 3 7.5s-1 5.5-3 7.5c-2-2-3-4.6-3-7.5s1-5.5 3-7.5Z',
  home: 'M3 9.5 10 3.5l7 6V16.5h-4.7v-4.5H7.7v4.5H3V9.5Z',
  key: 'M12.5 11.5a4 4 0 1 0-3.8-2.7L3 14.5V17h3v-2h2v-2l1.2-1.2c.9.5 2 .7 3.3-.3ZM13.5 6.5v.1',
  leave: 'M8 4H4v12h4M8.5 10H17m0 0-3.5-3.5M17 10l-3.5 3.5',
  mail: 'M3 5h14v10H3zM3.5 5.5 10 11l6.5-5.5',
  mic: 'M10 3a2.3 2.3 0 0 1 2.3 2.3v4a2.3 2.3 0 0 1-4.6 0v-4A2.3 2.3 0 0 1 10 3ZM5 9.5a5 5 0 0 0 10 0M10 14.5V17',
  moon: 'M16.5 11.6A6.8 6.8 0 0 1 8.4 3.5a6.8 6.8 0 1 0 8.1 8.1Z',
  phone: 'M4 3.5h3l1.3 3.6-1.8 1.3a10 10 0 0 0 5.1 5.1l1.3-1.8 3.6 1.3v3a1 1 0 0 1-1 1A12.5 12.5 0 0 1 3 4.5a1 1 0 0 1 1-1Z',
  plus: 'M10 4v12M4 10h12',
  restore: 'M4 4v4h4M4.3 8A6.5 6.5 0 1 1 3.5 11',
  screen: 'M3 4h14v9.5H3zM7 17h6M10 13.5V17',
  sliders: 'M3 6h7M14 6h3M3 14h3M10 14h7M12 4v4M8 12v4',
  spark: 'M10 2.5 11.8 8.2 17.5 10l-5.7 1.8L10 17.5l-1.8-5.7L2.5 10l5.7-1.8L10 2.5Z',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
  sync: 'M16.5 8A7 7 0 0 0 4 6.5M3.5 3.5v3.3h3.3M3.5 12A7 7 0 0 0 16 13.5M16.5 16.5v-3.3h-3.3',
  trash: 'M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5',
  user: 'M10 10a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6ZM3.5 17c.8-3 3.3-4.5 6.5-4.5s5.7 1.5 6.5 4.5',
  wave: 'M3 9v2M6.5 6.5v7M10 3.5v13M13.5 6.5v7M17 9v2',
};

/** @param {{ name: string }} props One of the names above. */
export function Icon({ name }) {
  return html`<svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${PATHS[name] ?? ''} /></svg>`;
}

export function Logo() {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="currentColor" />
      <path d="M7.5 18v2M12 13.5v8M16 8v16M20 13.5v8M24.5 18v2" fill="none" stroke="var(--on-accent)"
        stroke-width="3" stroke-linecap="round" /></svg>
    <span>Ava Studio</span>`;
}
