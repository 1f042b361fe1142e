/**
 * The form of the studio: what is saved, what was changed and not saved yet, and how the two come
 * together when somebody else saved meanwhile. Changes are kept as a draft at each stroke.
 */
import { computed, signal } from '../../vendor/preact.js';
import { PASSWORD, conflictsOf, faultsIn, isSame, patchOf, stillChanged } from './settings.js';

/** @typedef {import('./settings.js').Values} Values */
/** @typedef {import('./settings.js').Conflict} Conflict */
/** @typedef {{ conflicts: Conflict[], decide: (chosen: Values | null) => void }} Question `null`: not now. */

/**
 * @typedef {object} Surroundings
 * @property {(body: Values, etag: string | null) => Promise<{ data: any, etag: string | null }>} send
 * @property {() => Promise<{ data: any, etag: string | null }>} fetch
 * @property {{ read: () => any, keep: (value: unknown) => void, drop: () => void }} draft
 * @property {(faults: import('../../app/http.js').Fault[]) => Error} refuse
 */

/** How often a save begins anew because others save at the same time. */
const ROUNDS = 5;

/**
 * @param {Values} config @param {string | null} tag @param {import('./settings.js').Catalog} catalog
 * @param {Surroundings} around
 */
export function studioForm(config, tag, catalog, around) {
  const saved = signal(config);
  const etag = signal(tag);
  const mine = signal(/** @type {Values} */ ({}));
  const question = signal(/** @type {Question | null} */ (null));
  const values = computed(() => ({ ...saved.value, ...mine.value }));
  const changed = computed(() => Object.keys(mine.value));

  /** @param {Values} next */
  const keep = (next) => {
    mine.value = next;
    const { [PASSWORD]: _secret, ...kept } = next;
    if (Object.keys(kept).length === 0) around.draft.drop();
    else around.draft.keep({ mine: kept, base: Object.fromEntries(Object.keys(kept).map((name) => [name, saved.value[name]])) });
  };

  /** @param {Values} change By names; a value that is the saved one is no change. */
  const set = (change) => {
    const next = { ...mine.value, ...change };
    for (const [name, value] of Object.entries(change)) {
      const isNone = name === PASSWORD ? value === '' : isSame(value, saved.value[name]);
      if (isNone) delete next[name];
    }
    keep(next);
  };

  /** What is saved is this now; what I changed stays changed. @param {Values} data @param {string | null} newTag */
  const rebase = (data, newTag) => {
    saved.value = data;
    etag.value = newTag;
    keep(stillChanged(mine.value, data));
  };

  /** Asks mine or theirs, and takes what was chosen. @param {Conflict[]} conflicts @param {() => void} [first] @returns {Promise<boolean>} */
  const settle = async (conflicts, first) => {
    const chosen = await new Promise((/** @type {(chosen: Values | null) => void} */ resolve) => {
      question.value = { conflicts, decide: resolve };
    });
    question.value = null;
    if (chosen === null) return false;
    first?.();
    set(chosen);
    return true;
  };

  /** Saves what changed. @returns {Promise<boolean>} Whether it is saved; not when the choice was put off. */
  const save = async () => {
    for (let round = 1; ; round += 1) {
      const sent = mine.value;
      if (Object.keys(sent).length === 0) return true;
      const faults = faultsIn(sent, catalog);
      if (faults.length > 0) throw around.refuse(faults);
      try {
        const { data, etag: newTag } = await around.send(patchOf(sent, catalog), etag.value);
        // What was typed while it was on its way stays.
        mine.value = Object.fromEntries(Object.entries(mine.value).filter(([name, value]) => sent[name] !== value));
        rebase(data, newTag);
        return true;
      } catch (problem) {
        if (/** @type {any} */ (problem)?.code !== 'stale_revision' || round === ROUNDS) throw problem;
      }
      const before = saved.value;
      const fresh = await around.fetch();
      const conflicts = conflictsOf(before, mine.value, fresh.data);
      const moveOn = () => rebase(fresh.data, fresh.etag);
      if (conflicts.length === 0) moveOn();
      // What is saved moves only with the choice: put off, the next save asks again.
      else if (!await settle(conflicts, moveOn)) return false;
    }
  };

  /** Takes up what was typed before, and asks where it was changed elsewhere since. */
  const resume = async () => {
    const kept = around.draft.read();
    if (!kept?.mine) return;
    mine.value = stillChanged(kept.mine, saved.value);
    const conflicts = conflictsOf(kept.base ?? {}, mine.value, saved.value);
    if (conflicts.length > 0) await settle(conflicts);
  };

  const discard = () => {
    const dropped = mine.value;
    keep({});
    return () => set(dropped);
  };

  return { saved, etag, mine, values, changed, question, catalog, set, rebase, save, resume, discard };
}

/** @typedef {ReturnType<typeof studioForm>} StudioForm */
