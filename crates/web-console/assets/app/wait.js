/** Seconds until a refused call may be made again, counted down; with the form, which needs it. */
export { useWait } from '../components/form.js';
