/**
 * What a view shows of something that is fetched: loading, failed, or there.
 *
 *     const profile = useLoaded(() => api.get('/user/profile'), []);
 *     if (profile.loading) return html`<${Skeleton} lines=${4} />`;
 *     if (profile.problem) return html`<${ErrorState} problem=${profile.problem} retry=${profile.reload} />`;
 *     profile.data …                                // and profile.etag; profile.replace(data, etag)
 *     await profile.reload();                        // until it is there, or failed
 */
import { useCallback, useEffect, useRef, useState } from '../vendor/preact.js';
import { asProblem } from './problem.js';

/**
 * @param {(signal: AbortSignal) => Promise<import('./http.js').Answer>} fetchIt
 * @param {unknown[]} [depends] Fetched anew when one of these changes.
 */
export function useLoaded(fetchIt, depends = []) {
  const [shown, show] = useState(
    /** @type {{ loading: boolean, data: any, etag: string | null, problem: import('./http.js').ApiProblem | null }} */
    ({ loading: true, data: null, etag: null, problem: null }),
  );
  const [round, setRound] = useState(0);
  const latest = useRef(fetchIt);
  const waiting = useRef(/** @type {(() => void)[]} */ ([]));
  latest.current = fetchIt;
  useEffect(() => {
    const abort = new AbortController();
    show((before) => ({ ...before, loading: true }));
    const mine = waiting.current.splice(0);
    latest.current(abort.signal).then(
      ({ data, etag }) => { if (!abort.signal.aborted) show({ loading: false, data, etag, problem: null }); },
      (thrown) => {
        if (!abort.signal.aborted) show((before) => ({ ...before, loading: false, problem: asProblem(thrown) }));
      },
    ).then(() => { if (!abort.signal.aborted) mine.splice(0).forEach((goOn) => goOn()); });
    // Whoever still waits does so for the next round.
    return () => { abort.abort(); waiting.current.unshift(...mine); };
  }, [...depends, round]);
  const reload = useCallback(() => /** @type {Promise<void>} */ (new Promise((goOn) => {
    waiting.current.push(goOn);
    setRound((before) => before + 1);
  })), []);
  const replace = useCallback((/** @type {any} */ data, /** @type {string | null} */ etag = null) =>
    show({ loading: false, data, etag, problem: null }), []);
  // What is there stays on the screen while it is fetched anew.
  return { ...shown, loading: shown.loading && shown.data === null, refreshing: shown.loading, reload, replace };
}
