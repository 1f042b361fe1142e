/**
 * One setting that changes, by its name and in words; longer texts word by word.
 *
 *     html`<${Change} screen="studio" name="voiceSpeed" from=${1} to=${1.2} catalog=${catalog} />`
 *
 * `screen` is whose styles it has. `isNew`: there is nothing that it changes from. `label` where the
 * setting's name would say something else.
 */
import { html } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { Diff } from '../../components/diff.js';
import { Icon } from '../../components/icon.js';
import { Scroller } from '../../components/scroller.js';
import { PASSWORD, isLong } from './settings.js';
import { isSetting, labelOf, valueText } from './words.js';

/** @param {{ screen: 'studio' | 'history', name: string, from: any, to: any, catalog: import('./settings.js').Catalog, isNew?: boolean, label?: string }} props */
export function Change({ screen, name, from, to, catalog, isNew = false, label }) {
  const known = isSetting(name);
  return html`<div class=${`${screen}-change`} data-field=${name}>
    <dt dir=${known ? undefined : 'ltr'}>${known ? label ?? labelOf(name) : html`<code>${name}</code>`}</dt>
    <dd>${shown({ name, label: label ?? labelOf(name), from, to, catalog, isNew })}</dd></div>`;
}

/** @param {{ name: string, label: string, from: any, to: any, catalog: import('./settings.js').Catalog, isNew: boolean }} props */
function shown({ name, label, from, to, catalog, isNew }) {
  if (name === PASSWORD) return t('studio.value.password');
  const isText = isLong(name) && (typeof from === 'string' || typeof to === 'string');
  if (isText && !isNew) return html`<${Diff} label=${label} from=${from ?? ''} to=${to ?? ''} />`;
  if (isText) return html`<${Scroller} label=${label} class="diff" dir="auto">${to}<//>`;
  if (isNew) return html`<span dir="auto">${valueText(name, to, catalog)}</span>`;
  return html`<span class="row"><span class="soft"><span class="sr-only">${t('studio.change.from')} </span><bdi>${valueText(name, from, catalog)}</bdi></span>
    <span class="studio-arrow"><${Icon} name="arrow" /></span><strong><span class="sr-only">${t('studio.change.to')} </span><bdi>${valueText(name, to, catalog)}</bdi></strong></span>`;
}
