/** Seconds until a refused call may be made again, counted down. */
import { useEffect, useState } from '../vendor/preact.js';

/** @param {import('./http.js').ApiProblem | null} problem @returns {number} 0: now. */
export function useWait(problem) {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (problem?.status !== 429 || !problem.retryAfter) {
      setLeft(0);
      return undefined;
    }
    const until = Date.now() + problem.retryAfter * 1000;
    const tell = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tell();
    const timer = setInterval(tell, 500);
    return () => clearInterval(timer);
  }, [problem]);
  return left;
}
