/**
 * The nine steps between an account and an assistant. The server knows how far one has come, the
 * address which step is looked at, and this tab what was typed and not yet sent.
 */
import { html, useEffect, useRef, useState } from '../../vendor/preact.js';
import { t } from '../../i18n/i18n.js';
import { api } from '../../app/api.js';
import { draftOf } from '../../app/draft.js';
import { useLoaded } from '../../app/load.js';
import { problemText } from '../../app/problem.js';
import { here, query, setQuery, shown } from '../../app/router.js';
import { logOut, updateUser } from '../../app/session.js';
import { ErrorState } from '../../components/error-state.js';
import { Skeleton } from '../../components/skeleton.js';
import { Stepper } from '../../components/stepper.js';
import { toast } from '../../components/toast.js';
import { Twilio, Vapi } from './keys.js';
import { After, Business, Phone, Voice, Welcome, Words } from './steps.js';
import { stepOf } from './suggest.js';
import { Preview, Summary } from './summary.js';

export const styles = true;

/** In the order of the server's steps, 0 to 8. */
const STEPS = [
  { id: 'welcome', Step: Welcome }, { id: 'business', Step: Business }, { id: 'vapi', Step: Vapi },
  { id: 'voice', Step: Voice }, { id: 'twilio', Step: Twilio }, { id: 'phone', Step: Phone },
  { id: 'after', Step: After }, { id: 'words', Step: Words }, { id: 'summary', Step: Summary },
];
const LAST = STEPS.length - 1;

/** What the steps read. @type {Record<string, string>} */
const PLACES = {
  profile: '/user/profile', onboarding: '/user/onboarding', config: '/studio/config', catalog: '/studio/catalog',
  sync: '/studio/sync-vapi', vapi: '/vapi-settings', twilio: '/twilio-settings',
};

/** @param {AbortSignal} signal @returns {Promise<import('../../app/http.js').Answer>} */
async function everything(signal) {
  const answers = await Promise.all(Object.entries(PLACES).map(async ([name, path]) => [name, (await api.get(path, { signal })).data]));
  return { status: 200, data: Object.fromEntries(answers), etag: null, headers: new Headers() };
}

export default function Onboarding() {
  const start = useLoaded(everything, []);
  if (start.data) return html`<${Wizard} start=${start.data} />`;
  if (start.problem) return html`<${ErrorState} problem=${start.problem} retry=${start.reload} heading=${1} />`;
  return html`<div class="onboarding"><div class="onboarding-main">
    <h1 class="sr-only">${t('onboarding.title')}</h1>
    <${Skeleton} shape=${['line', 'title', 'line', 'block', 'field']} /></div></div>`;
}

/**
 * What a step is given: all that is known, what was typed in it, and the ways on and back.
 * @typedef {object} Wizard
 * @property {Record<string, any>} data Answers of the places above, by name.
 * @property {number} at
 * @property {boolean} isNew Whether this step was never gone past.
 * @property {Record<string, any>} typed What was typed in this step and not yet saved.
 * @property {(name: string) => (value: unknown) => void} type Keeps what is typed.
 * @property {(change: Record<string, any>, onboarding?: Record<string, boolean>) => Promise<void>} done Goes on.
 * @property {(at: number) => void} go
 */

/** To another step, which the browser's way back leads away from again. @param {number} to */
function go(to) {
  history.pushState(null, '', here());
  setQuery({ step: String(to + 1) });
  scrollTo(0, 0);
}

/** @param {{ start: Record<string, any> }} props */
function Wizard({ start }) {
  const [data, setData] = useState(start);
  const draft = draftOf('onboarding');
  const [typed, setTyped] = useState(() => /** @type {Record<string, Record<string, any>>} */ (draft.read() ?? {}));
  const reached = Math.min(data.onboarding.onboarding_step, LAST);
  const [began] = useState(reached);
  // Read so that this is rendered anew when the address changes.
  const at = stepOf(shown.value && query().get('step'), began, reached);
  const { id, Step } = /** @type {{ id: string, Step: any }} */ (STEPS[at]);
  const panel = useFocusOn(at);

  /** @param {Record<string, Record<string, any>>} next */
  const keep = (next) => { setTyped(next); draft.keep(next); };
  /** @type {Wizard['done']} */
  const done = async (change, onboarding = {}) => {
    const next = Math.min(at + 1, LAST);
    const answer = await api.patch('/user/onboarding', { onboarding_step: next, ...onboarding });
    setData((before) => ({ ...before, ...change, onboarding: answer.data }));
    updateUser({ onboarding_step: answer.data.onboarding_step });
    const { [id]: _sent, ...others } = typed;
    keep(others);
    go(next);
  };
  /** @type {Wizard['type']} */
  const type = (name) => (value) => keep({ ...typed, [id]: { ...typed[id], [name]: value } });
  /** @type {Wizard} */
  const wizard = { data, at, isNew: reached <= at, typed: typed[id] ?? {}, type, done, go };

  return html`<div class="onboarding">
    <div class="onboarding-main" ref=${panel}>
      <${Stepper} steps=${STEPS.map((step) => t(`onboarding.name.${step.id}`))} current=${at} reached=${reached} go=${go} />
      <div class="onboarding-head">
        <h1 id="onboarding-title" tabindex="-1">${t(`onboarding.title.${id}`)}</h1>
        <p id="onboarding-why">${t(`onboarding.why.${id}`)}</p>
      </div>
      <${Step} key=${id} wizard=${wizard} />
      <p class="onboarding-later">${t('onboarding.later')} <button type="button" class="link-button" onClick=${leave}>${t('onboarding.leave')}</button></p>
    </div>
    <${Preview} data=${data} typed=${typed} />
  </div>`;
}

async function leave() {
  try { await logOut(); } catch (problem) { toast(problemText(problem), { tone: 'bad' }); }
}

/** A step begins in its first field; by touch at its heading, so that no keyboard jumps up. @param {number} at */
function useFocusOn(at) {
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const isTouched = matchMedia('(pointer: coarse)').matches;
    const first = panel.current?.querySelector(isTouched ? 'h1'
      : 'form :is(input:not([type="radio"]), input:checked, select, textarea, button[type="submit"])');
    if (first instanceof HTMLElement) first.focus({ preventScroll: true });
  }, [at]);
  return panel;
}
