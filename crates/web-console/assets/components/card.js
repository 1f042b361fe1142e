/**
 * A group of things that belong together.
 *
 *     html`<${Card} title="Voice" lead="How it sounds." actions=${html`<${Button}>…<//>`}>…<//>`
 */
import { html, useId } from '../vendor/preact.js';

/** @param {{ title?: string, lead?: string, actions?: any, id?: string, children?: any }} props */
export function Card({ title, lead, actions, id, children }) {
  const heading = useId();
  return html`<section class="card" id=${id} aria-labelledby=${title ? heading : undefined}>
    ${title && html`<div class="card-head"><div><h2 id=${heading}>${title}</h2>${lead && html`<p>${lead}</p>`}</div>
      ${actions && html`<div class="row">${actions}</div>`}</div>`}
    ${children}
  </section>`;
}
