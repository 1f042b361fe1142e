/** Somebody else saved meanwhile: for each setting that both changed, mine or theirs. */
import { html, useState } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Diff } from '../../components/diff.js';
import { isLong } from './settings.js';
import { labelOf, valueText } from './words.js';

/** @param {{ question: import('./state.js').Question, catalog: import('./settings.js').Catalog }} props */
export default function ConflictDialog({ question, catalog }) {
  const { conflicts, decide } = question;
  const [sides, setSides] = useState(/** @type {Record<string, 'mine' | 'theirs'>} */ ({}));
  /** @param {string} field */
  const sideOf = (field) => sides[field] ?? 'mine';
  /** @param {'mine' | 'theirs'} side */
  const all = (side) => setSides(Object.fromEntries(conflicts.map(({ field }) => [field, side])));
  const go = () => decide(Object.fromEntries(conflicts.map((one) => [one.field, one[sideOf(one.field)]])));
  return html`<${Dialog} size="wide" title=${t('studio.conflict.title')} close=${() => decide(null)} cancel=${t('studio.conflict.later')}
    actions=${html`<${Button} kind="primary" onClick=${go}>${t('studio.conflict.go')}<//>`}>
    <p>${t('studio.conflict.lead', { n: conflicts.length })}</p>
    ${conflicts.length > 1 && html`<div class="row"><${Button} size="small" onClick=${() => all('mine')}>${t('studio.conflict.all-mine')}<//>
      <${Button} size="small" onClick=${() => all('theirs')}>${t('studio.conflict.all-theirs')}<//></div>`}
    ${conflicts.map((one) => html`<fieldset key=${one.field} class="studio-conflict"><legend>${labelOf(one.field)}</legend>
      ${/** @type {const} */ (['mine', 'theirs']).map((side) => html`<label key=${side} class="studio-side">
        <input type="radio" name=${`side-${one.field}`} checked=${sideOf(one.field) === side} onChange=${() => setSides({ ...sides, [one.field]: side })} />
        <span><strong>${t(`studio.conflict.${side}`)}</strong>
          <span dir="auto">${isLong(one.field) ? html`<${Diff} label=${labelOf(one.field)} from=${one[side === 'mine' ? 'theirs' : 'mine'] ?? ''} to=${one[side] ?? ''} />`
            : valueText(one.field, one[side], catalog)}</span></span></label>`)}
    </fieldset>`)}
  <//>`;
}
