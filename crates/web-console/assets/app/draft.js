/**
 * What was typed and not yet sent, kept in this tab so that an expired session, a reload or a
 * crash loses nothing. Secrets must not go in: leave passwords and keys out.
 *
 *     const draft = draftOf('studio');            // of the person who is signed in
 *     draft.keep({ firstMessage: 'Hello' });      // at each change
 *     draft.read();                               // → the object, or null
 *     draft.drop();                               // once it is sent
 */
import { session } from './session.js';
import { DRAFTS } from './store.js';


/** @param {string} name @param {string} [owner] The id of whose it is; by default of who is signed in. */
export function draftOf(name, owner = session.value.user?.id ?? '') {
  const key = `${DRAFTS}${owner}.${name}`;
  return {
    /** @returns {any} What was kept, or `null`. */
    read() {
      try { return JSON.parse(sessionStorage.getItem(key) ?? 'null'); } catch { return null; }
    },
    /** @param {unknown} value Anything that JSON can say. */
    keep(value) {
      try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* Full, or refused. */ }
    },
    drop() {
      try { sessionStorage.removeItem(key); } catch { /* There was none. */ }
    },
  };
}
