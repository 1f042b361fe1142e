/** What the assistant says first and what it is told, as it would be with what is on the screen. */
import { html, useEffect, useState } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { Button } from '../../components/button.js';
import { Diff } from '../../components/diff.js';
import { Field } from '../../components/field.js';
import { Icon } from '../../components/icon.js';
import { toast } from '../../components/toast.js';
import { promptParts, promptText } from './prompt.js';
import { providerOf } from './settings.js';
import { labelOf, valueText } from './words.js';

/** The group and the setting that a part of the prompt is changed in. @type {Record<string, [string, string] | null>} */
const PLACE_OF = {
  prompt: ['conversation', 'systemPrompt'], character: ['character', 'persona'], language: ['character', 'language'],
  caller: ['caller', 'askForName'], guidelines: ['conversation', 'guidelines'], always: null,
};

/** From this width on it stands beside the settings. */
const WIDE = '(width >= 72rem)';

function useWide() {
  const [isWide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const media = matchMedia(WIDE);
    const tell = () => setWide(media.matches);
    media.addEventListener('change', tell);
    return () => media.removeEventListener('change', tell);
  }, []);
  return isWide;
}

/** @param {{ studio: import('./state.js').StudioForm, show: (group: string, field: string) => void }} props */
export function Preview({ studio, show }) {
  const isWide = useWide();
  const body = html`<${Body} studio=${studio} show=${show} />`;
  if (isWide) {
    return html`<aside class="studio-preview" aria-label=${t('studio.preview')}><div class="card studio-preview-card" tabindex="0" role="group" aria-label=${t('studio.preview')}>
      <h2>${t('studio.preview')}</h2>${body}</div></aside>`;
  }
  return html`<aside class="studio-preview" aria-label=${t('studio.preview')}><details class="card studio-group">
    <summary><${Icon} name="eye" /><span class="studio-group-name"><h2>${t('studio.preview')}</h2>
      <span class="studio-group-line">${t('studio.preview.lead')}</span></span></summary>${body}</details></aside>`;
}

/** @param {{ studio: import('./state.js').StudioForm, show: (group: string, field: string) => void }} props */
function Body({ studio, show }) {
  const [compare, setCompare] = useState(false);
  const values = studio.values.value;
  const saved = studio.saved.value;
  const parts = promptParts(values, studio.catalog);
  const text = promptText(parts);
  const before = promptText(promptParts(saved, studio.catalog));
  const isChanged = text !== before || values.firstMessage !== saved.firstMessage;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast(t('core.copied'));
    } catch {
      toast(t('studio.copy.failed'), { tone: 'bad' });
    }
  };
  const speaker = providerOf(studio.catalog.voiceProviders, values.voiceProvider)?.name ?? values.voiceProvider;
  return html`<div class="studio-preview-body">
    <h3>${t('studio.preview.first')}</h3>
    <figure class="studio-bubble"><blockquote dir="auto">${compare
      ? html`<${Diff} label=${labelOf('firstMessage')} from=${saved.firstMessage} to=${values.firstMessage} />` : values.firstMessage || '…'}</blockquote>
      <figcaption><${Icon} name="mic" />${t('studio.preview.voice', { voice: valueText('voiceId', values.voiceId, studio.catalog), provider: speaker })}</figcaption></figure>
    <h3>${t('studio.preview.prompt')}</h3>
    ${compare && isChanged ? html`<${Diff} label=${t('studio.preview.prompt')} from=${before} to=${text} />` : html`<div class="studio-prompt">${parts.map((part, at) => html`<${Part} key=${at} part=${part} show=${show} />`)}</div>`}
    <div class="studio-preview-foot"><span class="small soft">${t('studio.preview.length', { n: [...text].length })}</span>
      <${Button} kind="quiet" size="small" onClick=${copy}><${Icon} name="copy" /> ${t('core.copy')}<//></div>
    ${isChanged && html`<${Field} name="compare" kind="switch" label=${t('studio.preview.compare')} value=${compare} onChange=${setCompare} />`}
  </div>`;
}

/** @param {{ part: import('./prompt.js').PromptPart, show: (group: string, field: string) => void }} props */
function Part({ part, show }) {
  const place = PLACE_OF[part.source];
  const name = t(`studio.preview.part.${part.source}`);
  return html`<div class="studio-part" data-source=${part.source}>
    ${place ? html`<button type="button" class="link-button" onClick=${() => show(...place)} aria-label=${t('studio.preview.change', { name })}>${name}</button>` : html`<span>${name}</span>`}
    <p dir="auto">${part.text}</p></div>`;
}
