/**
 * What this browser remembers by itself: choices, and never a secret. A browser that refuses
 * storage forgets, and nothing else breaks.
 */

/** @param {string} key @returns {string | null} */
export function recall(key) {
  try { return localStorage.getItem(`ava.${key}`); } catch { return null; }
}

/** @param {string} key @param {string | null} value `null` forgets it. */
export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(`ava.${key}`);
    else localStorage.setItem(`ava.${key}`, value);
  } catch { /* Then it is not remembered. */ }
}

/** What the keys of drafts begin with; see draft.js. */
export const DRAFTS = 'ava.draft.';

/** Forgets all drafts of this tab: when somebody logs out, the next person sees none of it. */
export function dropDrafts() {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(DRAFTS)) sessionStorage.removeItem(key);
    }
  } catch { /* There are none. */ }
}
