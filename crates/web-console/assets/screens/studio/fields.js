/** The controls of the studio's settings, each by what the catalog says of it. */
import { html, useRef } from '../../vendor/preact.js';
import { number, t } from '../../i18n/i18n.js';
import { session } from '../../app/session.js';
import { Field } from '../../components/field.js';
import { Icon } from '../../components/icon.js';
import { adviceOn } from './advice.js';
import { PASSWORD, isLong, isSame, languagesOf, providerOf, specOf, transcriptionFor, voiceFor, wordOf } from './settings.js';
import { helpOf, isolated, labelOf, languageName, speedText, valueText, wordName } from './words.js';

/** @typedef {{ studio: import('./state.js').StudioForm, name: string, error?: string, [more: string]: any }} Props */

/** Stands for "another one" in a list. */
const OTHER = '\u0000other';
/** Defaults that are longer are not spelled out. */
const SHORT = 32;

/** One setting. @param {Props} props */
export function Setting({ studio, name, error }) {
  const { values, saved, catalog, set } = studio;
  const spec = specOf(catalog, name);
  const value = values.value[name];
  const common = {
    studio, name, value, error, label: labelOf(name), changed: name in studio.mine.value,
    onChange: (/** @type {any} */ next) => set({ [name]: next }),
    reset: () => set({ [name]: saved.value[name] }),
    help: html`<${Help} studio=${studio} name=${name} />`,
  };
  if (name === PASSWORD) return html`<${MailPassword} ...${common} />`;
  const Control = CONTROLS[name];
  if (Control) return html`<${Control} ...${common} />`;
  if (spec?.kind === 'boolean') return html`<${Field} ...${common} kind="switch" />`;
  if (spec?.kind === 'number' || spec?.kind === 'integer') {
    return html`<${Field} ...${common} kind="number" inputmode="decimal" required min=${spec.min} max=${spec.max} step=${spec.kind === 'integer' ? 1 : 'any'} />`;
  }
  const follows = spec?.default === null;
  const shape = { maxLength: spec?.maxLength ?? undefined, required: !follows && (spec?.minLength ?? 0) > 0, autocomplete: 'off' };
  if (isLong(name)) return html`<${LongText} ...${common} />`;
  if (spec?.kind === 'email') return html`<${Field} ...${common} ...${shape} kind="email" required=${false} placeholder=${session.value.user?.email} />`;
  if (spec?.kind === 'port') return html`<${Field} ...${common} ...${shape} inputmode="numeric" dir="ltr" pattern="[0-9]{1,5}" />`;
  return html`<${Field} ...${common} ...${shape} dir=${LTR.has(name) ? 'ltr' : undefined} kind=${name === 'phoneNumber' ? 'tel' : 'text'} />`;
}

const LTR = new Set(['smtpServer', 'smtpUsername', 'businessHours']);

/** What it is for, what is sent instead, and the way to its default. @param {{ studio: Props['studio'], name: string, text?: string }} props */
function Help({ studio, name, text }) {
  const { values, catalog, set } = studio;
  const spec = specOf(catalog, name);
  const advice = adviceOn(name, values.value, catalog);
  const isDefault = !spec || (spec.default === null ? ['', session.value.user?.email].includes(values.value[name]) : isSame(spec.default, values.value[name]));
  // A change away from the default has the way back beside its mark.
  const isReset = name in studio.mine.value && isSame(spec?.default ?? null, studio.saved.value[name]);
  const said = spec && spec.default !== null ? valueText(name, spec.default, catalog) : '';
  const back = said && said.length <= SHORT && spec?.default !== '' ? t('studio.default.is', { value: isolated(said) }) : t(spec?.default === null ? 'studio.default.account' : 'studio.default');
  const bounds = !text && spec && spec.min !== null && spec.max !== null ? ` ${t('studio.limits', { min: spec.min, max: spec.max })}` : '';
  return html`<span>${text ?? helpOf(name, catalog)}${bounds}</span>
    ${!isDefault && !isReset && html` <button type="button" class="link-button studio-default" aria-label=${`${labelOf(name)}: ${back}`}
      onClick=${() => set({ [name]: spec?.default ?? '' })}>${back}</button>`}
    ${advice && html`<p class="studio-advice" role="status"><${Icon} name="alert" /><span>${adviceText(advice)}
      ${advice.instead !== undefined && html` <button type="button" class="link-button" onClick=${() => set({ [name]: advice.instead })}>
        ${t('studio.advice.take', { value: valueText(name, advice.instead, catalog) })}</button>`}</span></p>`}`;
}

/** @param {import('./advice.js').Advice} advice */
export const adviceText = (advice) => t(`studio.advice.${advice.kind}`, Object.fromEntries(Object.entries(advice.values)
  .map(([name, value]) => [name, typeof value === 'number' ? number(value, { maximumFractionDigits: 2 }) : value])));

/** @param {Props} props */
function LongText({ studio, value, help, ...props }) {
  const max = specOf(studio.catalog, props.name)?.maxLength ?? 0;
  const used = [...String(value ?? '')].length;
  // A limit of the browser's would cut what is pasted without a word.
  return html`<div class="studio-long" data-name=${props.name}><${Field} ...${props} kind="textarea" value=${value} required=${props.name !== 'guidelines'}
    help=${html`${help}<span class="studio-count" data-over=${String(used > max)}>${t('studio.count', { used, max })}</span>`} /></div>`;
}

/**
 * One of a list, or another value where others are taken: the list's control carries the field's
 * name while a listed value is chosen, the text beside it otherwise.
 * @param {Props & { options: any[], isListed: boolean, takesOther: boolean, otherLabel?: string }} props
 */
function Choice({ studio, options, isListed, takesOther, otherLabel, value, onChange, help, error, ...props }) {
  const spec = specOf(studio.catalog, props.name);
  const other = otherLabel ?? t('studio.other');
  const typed = { value, onChange, help, error, maxLength: spec?.maxLength ?? undefined, required: true, dir: 'auto', autocomplete: 'off', spellcheck: false };
  if (options.length === 0) return html`<${Field} ...${props} ...${typed} />`;
  const all = [...options,
    ...(!isListed && !takesOther && value ? [{ value, label: value }] : []),
    ...(takesOther ? [{ value: OTHER, label: other }] : [])];
  const isOther = !isListed && takesOther;
  const pick = (/** @type {string} */ next) => onChange(next === OTHER ? '' : next);
  const listed = html`<${Field} ...${props} kind="select" name=${isOther ? `${props.name}-list` : props.name} options=${all}
    value=${isOther ? OTHER : value} onChange=${pick} help=${isOther ? null : help} error=${isOther ? null : error} />`;
  if (!isOther) return listed;
  return html`<div class="studio-other">${listed}<${Field} name=${props.name} ...${typed} label=${t('studio.other.of', { label: props.label })} /></div>`;
}

/** @param {Props} props */
function VoiceProvider(props) {
  const { catalog, values, saved, set } = props.studio;
  const known = providerOf(catalog.voiceProviders, props.value);
  const change = (/** @type {string} */ id) => {
    const provider = providerOf(catalog.voiceProviders, id);
    set({ voiceProvider: id, ...(provider && { voiceId: voiceFor(provider, values.value, saved.value) }) });
  };
  return html`<${Choice} ...${props} value=${known?.id ?? props.value} onChange=${change} isListed=${Boolean(known)} takesOther=${false}
    options=${catalog.voiceProviders.map(({ id, name }) => ({ value: id, label: name }))} reset=${() => set({ voiceProvider: saved.value.voiceProvider, voiceId: saved.value.voiceId })} />`;
}

/** @param {Props} props */
function Voice(props) {
  const { catalog, values } = props.studio;
  const provider = providerOf(catalog.voiceProviders, values.value.voiceProvider);
  const voices = provider?.voices ?? [];
  const known = wordOf(voices, props.value);
  /** @param {typeof voices[number]} voice */
  const option = (voice) => ({ value: voice.id, label: voice.languages.length === 1 && voice.languages[0] !== 'en'
    ? t('studio.voice.speaks', { name: voice.name, language: languageName(voice.languages[0] ?? '') }) : voice.name });
  return html`<${Choice} ...${props} value=${known?.id ?? props.value} isListed=${Boolean(known)} takesOther=${provider?.customVoices ?? true}
    options=${voices.map(option)} otherLabel=${t('studio.voice.other')} />`;
}

/** @param {Props} props */
function Speed(props) {
  const { catalog, values } = props.studio;
  const spec = specOf(catalog, props.name);
  const provider = providerOf(catalog.voiceProviders, values.value.voiceProvider);
  const low = Math.max(spec?.min ?? 0, provider?.speed?.min ?? 0);
  const high = Math.min(spec?.max ?? 4, provider?.speed?.max ?? 4);
  // Once a value outside was there, the slider reaches that far until another provider is chosen.
  const reach = useRef({ of: provider, low, high });
  if (reach.current.of !== provider) reach.current = { of: provider, low, high };
  reach.current.low = Math.min(reach.current.low, low, props.value ?? low);
  reach.current.high = Math.max(reach.current.high, high, props.value ?? high);
  const text = provider && !provider.speed ? t('studio.help.speed-none', { provider: provider.name })
    : t('studio.help.speed-range', { provider: provider?.name ?? '', min: speedText(low), max: speedText(high) });
  return html`<${Field} ...${props} kind="range" min=${reach.current.low} max=${reach.current.high} step=${0.05} show=${speedText}
    help=${html`<${Help} studio=${props.studio} name=${props.name} text=${text} />`} />`;
}

/** @param {Props} props */
function Model(props) {
  const { catalog } = props.studio;
  const groups = catalog.modelProviders.map(({ name, models }) => ({
    label: name,
    options: models.filter((model) => !model.retired || model.id === props.value)
      .map((model) => ({ value: model.id, label: model.retired ? t('studio.model.retired', { name: model.name }) : model.name })),
  })).filter((group) => group.options.length > 0);
  const isListed = groups.some((group) => group.options.some((option) => option.value === props.value));
  return html`<${Choice} ...${props} options=${groups} isListed=${isListed} takesOther otherLabel=${t('studio.model.other')} />`;
}

/** @param {Props} props */
function Temperature(props) {
  const spec = specOf(props.studio.catalog, props.name);
  return html`<${Field} ...${props} kind="range" min=${spec?.min} max=${spec?.max} step=${0.1} />`;
}

/** @param {Props} props */
function Transcriber(props) {
  const { catalog, values, saved, set } = props.studio;
  const known = providerOf(catalog.transcribers, props.value);
  const change = (/** @type {string} */ id) => {
    const one = providerOf(catalog.transcribers, id);
    set({ transcriberProvider: id, ...(one && transcriptionFor(one, values.value, saved.value)) });
  };
  const { transcriberProvider, transcriberModel, transcriberLanguage } = saved.value;
  return html`<${Choice} ...${props} value=${known?.id ?? props.value} onChange=${change} isListed=${Boolean(known)} takesOther=${false}
    options=${catalog.transcribers.map(({ id, name }) => ({ value: id, label: name }))} reset=${() => set({ transcriberProvider, transcriberModel, transcriberLanguage })} />`;
}

/** @param {Props} props */
function TranscriberModel(props) {
  const one = providerOf(props.studio.catalog.transcribers, props.studio.values.value.transcriberProvider);
  if (one && one.models.length === 0) {
    return html`<p class="field-help">${t('studio.transcriber.one-model', { name: one.name })}</p>`;
  }
  const known = wordOf(one?.models ?? [], props.value);
  return html`<${Choice} ...${props} value=${known?.id ?? props.value} isListed=${Boolean(known)} takesOther=${one?.customModels ?? true}
    options=${(one?.models ?? []).map(({ id, name }) => ({ value: id, label: name }))} />`;
}

/** @param {string[]} codes */
const languageOptions = (codes) => codes.map((code) => ({ value: code, label: languageName(code) }))
  .sort((a, b) => a.label.localeCompare(b.label));

/** @param {Props} props */
function TranscriberLanguage(props) {
  const { transcriberProvider, transcriberModel } = props.studio.values.value;
  const one = providerOf(props.studio.catalog.transcribers, transcriberProvider);
  const codes = one ? languagesOf(one, transcriberModel) : [];
  const known = codes.find((code) => code.toLowerCase() === String(props.value).toLowerCase());
  return html`<${Choice} ...${props} value=${known ?? props.value} isListed=${Boolean(known)} takesOther=${false} options=${languageOptions(codes)} />`;
}

/** @param {Props} props */
function SpokenLanguage(props) {
  const { languages } = props.studio.catalog;
  const known = wordOf(languages, props.value);
  return html`<${Choice} ...${props} value=${known?.id ?? props.value} isListed=${Boolean(known)} takesOther
    options=${languageOptions(languages.map(({ id }) => id))} otherLabel=${t('studio.language.other')} />`;
}

/** Persona and tone: the sentence that the assistant is told stands beneath. @param {Props} props */
function Word(props) {
  const name = /** @type {'persona' | 'tone'} */ (props.name);
  const list = name === 'persona' ? props.studio.catalog.personas : props.studio.catalog.tones;
  const known = wordOf(list, props.value);
  return html`<${Choice} ...${props} value=${known?.id ?? props.value} isListed=${Boolean(known)} takesOther
    options=${list.map((word) => ({ value: word.id, label: wordName(word, name) }))} />`;
}

/** @param {Props} props */
function TimeZone({ studio, ...props }) {
  const zones = useRef(Intl.supportedValuesOf('timeZone'));
  return html`<${Field} ...${props} dir="ltr" required list="studio-zones" autocomplete="off" spellcheck=${false} maxLength=${64} />
    <datalist id="studio-zones">${zones.current.map((zone) => html`<option key=${zone} value=${zone} />`)}</datalist>`;
}

/** Written and never read: empty keeps what is stored. @param {Props} props */
function MailPassword({ studio, value: _none, ...props }) {
  const isRemoved = studio.mine.value[PASSWORD] === null;
  const isStored = studio.saved.value.smtpPasswordSet;
  const text = t(isRemoved ? 'studio.password.removed' : isStored ? 'studio.password.stored' : 'studio.password.none');
  return html`<${Field} ...${props} kind="password" value=${studio.mine.value[PASSWORD] ?? ''} autocomplete="off" maxLength=${1024}
    reset=${() => studio.set({ [PASSWORD]: '' })}
    help=${html`<span>${text}</span>${isStored && !isRemoved && html` <button type="button" class="link-button"
      onClick=${() => studio.set({ [PASSWORD]: null })}>${t('studio.password.remove')}</button>`}`} />`;
}

/** @type {Record<string, any>} */
const CONTROLS = {
  voiceProvider: VoiceProvider, voiceId: Voice, voiceSpeed: Speed, aiModel: Model, aiTemperature: Temperature,
  transcriberProvider: Transcriber, transcriberModel: TranscriberModel, transcriberLanguage: TranscriberLanguage,
  language: SpokenLanguage, persona: Word, tone: Word, timezone: TimeZone,
};
