/** A calm line in a box, beside what it is about; with the form, which always needs it. */
export { Note } from './form.js';
