/** What a refusal is in the person's words, and on which fields it lies. */
export { ApiProblem, asProblem, faultText, faultsByField, problemText } from './http.js';
