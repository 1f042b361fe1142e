/** Which two versions are put beside each other. */

/** The choice with this one in or out of it; of three the one that was chosen first goes. @param {number[]} picked @param {number} revision */
export const chosen = (picked, revision) =>
  picked.includes(revision) ? picked.filter((one) => one !== revision) : [...picked, revision].slice(-2);

/** The two that an address names. @param {URLSearchParams} query @returns {{ from: number, to: number } | null} */
export function pairIn(query) {
  const [from, to] = ['from', 'to'].map((name) => (/^\d{1,9}$/.test(query.get(name) ?? '') ? Number(query.get(name)) : null));
  return typeof from === 'number' && typeof to === 'number' && from !== to ? { from, to } : null;
}

/**
 * In what two configurations differ, in the order of the settings.
 * @param {Record<string, any>} from @param {Record<string, any>} to @param {string[]} names
 */
export const differences = (from, to, names) => names
  .filter((name) => (from[name] ?? null) !== (to[name] ?? null))
  .map((name) => ({ name, from: from[name] ?? null, to: to[name] ?? null }));
