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
