/** The product's mark and name: html`<${Logo} />`, inside a link that says where it leads. */
import { html } from '../vendor/preact.js';

export function Logo() {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="currentColor" />
      <path d="M7.5 18v2M12 13.5v8M16 8v16M20 13.5v8M24.5 18v2" fill="none" stroke="var(--on-accent)"
        stroke-width="3" stroke-linecap="round" /></svg>
    <span>Ava Studio</span>`;
}
