/** The settings in their groups, beside what they make of the assistant, and the bar that saves them. */
import { html, useCallback, useEffect, useRef, useState } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { ApiProblem, api } from '../../app/api.js';
import { draftOf } from '../../app/draft.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Form, useForm } from '../../components/form.js';
import { Icon } from '../../components/icon.js';
import { toast } from '../../components/toast.js';
import { Setting } from './fields.js';
import { Preview } from './preview.js';
import { groupsOf, isLong } from './settings.js';
import { studioForm } from './state.js';
import { SyncPanel } from './sync.js';
import { valueText } from './words.js';

/** The groups that are open at first. */
const OPEN = ['conversation', 'character'];
/** When the groups that are closed are filled, and how long after one another, in milliseconds. */
const PAINTED = 100;
const TURN = 40;

/** @param {any} config @param {string | null} etag @param {import('./settings.js').Catalog} catalog */
export function formOf(config, etag, catalog) {
  return studioForm(config, etag, catalog, {
    send: (body, ifMatch) => api.patch('/studio/config', body, { ifMatch: ifMatch ?? undefined }),
    fetch: () => api.get('/studio/config'),
    draft: draftOf('studio'),
    refuse: (errors) => new ApiProblem({ status: 422, code: 'validation_failed', errors }),
  });
}

/** @param {{ studio: import('./state.js').StudioForm }} props */
export function Workbench({ studio }) {
  const [opened, setOpened] = useState(() => new Set(OPEN));
  /** What becomes of a save: `quiet` when something follows that shows it. */
  const save = useRef({ quiet: false, done: false });
  const form = useForm(async () => {
    save.current.done = await studio.save();
    if (save.current.done && !save.current.quiet) toast(t('core.saved'));
  });
  useEffect(() => void studio.resume(), [studio]);
  const toggle = useCallback((/** @type {string} */ id, /** @type {boolean} */ isOpen) => setOpened((before) => {
    if (before.has(id) === isOpen) return before;
    const next = new Set(before);
    if (isOpen) next.add(id);
    else next.delete(id);
    return next;
  }), []);
  const discard = () => {
    const undo = studio.discard();
    form.setFaults({});
    form.setProblem(null);
    toast(t('studio.discarded'), { action: { text: t('studio.undo'), act: undo } });
  };
  const saveFirst = async () => {
    if (studio.changed.value.length === 0) return true;
    save.current = { quiet: true, done: false };
    await form.submit();
    save.current.quiet = false;
    return save.current.done;
  };
  const count = studio.changed.value.length;
  return html`<${SyncPanel} studio=${studio} saveFirst=${saveFirst} point=${form.setFaults} />
    <div class="studio-bench" onKeyDown=${(/** @type {KeyboardEvent} */ event) => onKey(event, form.submit)}>
      <${Preview} studio=${studio} show=${showGroup} />
      <div class="studio-form"><${Form} form=${form}>
        ${groupsOf(studio.catalog).map((group, at) => html`<${Group} key=${group.id} group=${group} studio=${studio} faults=${form.faults}
          at=${at} isOpen=${opened.has(group.id)} toggle=${toggle} />`)}
        <div class="studio-bar" data-shown=${String(count > 0)}><span role="status">${count > 0 && t('studio.changes', { n: count })}</span>
          ${count > 0 && html`<div class="row"><${Button} size="small" disabled=${form.busy} onClick=${discard}>${t('studio.discard')}<//>
            <${Button} size="small" type="submit" kind="primary" busy=${form.busy}>${t('studio.save')}<//></div>`}</div>
      <//></div>
    </div>
    <${Question} studio=${studio} />`;
}

/** Opens a group and goes to a setting in it. @param {string} id @param {string} field */
function showGroup(id, field) {
  const group = /** @type {HTMLDetailsElement | null} */ (document.getElementById(`studio-${id}`));
  if (!group) return;
  group.open = true;
  const control = group.querySelector(`[name="${field}"]`);
  if (control instanceof HTMLElement) control.focus();
}

/** Ctrl+S saves. @param {KeyboardEvent} event @param {() => unknown} save */
function onKey(event, save) {
  if (event.key !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  save();
}

/** After the first paint, one after another: a group that is closed need not be made while somebody waits. @param {number} at */
function useTurn(at) {
  const [isOurs, setIsOurs] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsOurs(true), PAINTED + at * TURN);
    return () => clearTimeout(timer);
  }, []);
  return isOurs;
}

/** @param {{ group: { id: string, icon: string, fields: string[] }, at: number, studio: import('./state.js').StudioForm, faults: Record<string, string>, isOpen: boolean, toggle: (id: string, isOpen: boolean) => void }} props */
function Group({ group, at, studio, faults, isOpen, toggle }) {
  const isFilled = useTurn(at);
  const broken = group.fields.filter((name) => faults[name]).length;
  const changed = group.fields.filter((name) => name in studio.mine.value).length;
  return html`<details id=${`studio-${group.id}`} class="card studio-group" open=${isOpen || broken > 0}
    onToggle=${(/** @type {any} */ event) => toggle(group.id, event.currentTarget.open)}>
    <summary><${Icon} name=${group.icon} /><span class="studio-group-name"><h2>${t(`studio.group.${group.id}`)}</h2>
      <span class="studio-group-line">${isOpen ? t(`studio.group-lead.${group.id}`) : summaryOf(group, studio)}</span></span>
      ${(broken > 0 || changed > 0) && html`<span class="studio-badges">
        ${broken > 0 && html`<${Badge} tone="bad">${t('studio.group.faults', { n: broken })}<//>`}
        ${changed > 0 && html`<${Badge} tone="accent">${t('studio.group.changed', { n: changed })}<//>`}</span>`}</summary>
    <div class="studio-fields">${(isFilled || isOpen || broken + changed > 0) && group.fields.map((name) => html`<${Setting} key=${name} studio=${studio} name=${name} error=${faults[name]} />`)}</div>
  </details>`;
}

/** What a closed group is set to. @param {{ id: string, fields: string[] }} group @param {import('./state.js').StudioForm} studio */
function summaryOf(group, studio) {
  const values = studio.values.value;
  if (group.id === 'caller') {
    const asked = group.fields.filter((name) => values[name]).map((name) => t(`studio.asks.${name}`));
    return asked.length > 0 ? asked.join(' · ') : t('studio.asks.nothing');
  }
  return group.fields.filter((name) => values[name] !== '' && values[name] !== undefined && !(isLong(name) && name !== 'firstMessage'))
    .slice(0, 3).map((name) => valueText(name, values[name], studio.catalog)).join(' · ');
}

/** Mine or theirs; fetched when it is needed. @param {{ studio: import('./state.js').StudioForm }} props */
function Question({ studio }) {
  const [Dialog, setDialog] = useState(/** @type {any} */ (null));
  const question = studio.question.value;
  useEffect(() => {
    if (!question || Dialog) return;
    import('./conflict.js').then((module) => setDialog(() => module.default), () => {
      toast(t('core.problem.offline'), { tone: 'bad' });
      question.decide(null);
    });
  }, [question]);
  return question && Dialog ? html`<${Dialog} question=${question} catalog=${studio.catalog} />` : null;
}
