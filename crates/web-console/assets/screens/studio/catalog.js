/** What the studio can offer, as the server says. */
import { api } from '../../app/api.js';

/** @typedef {import('./settings.js').Catalog} Catalog */

/** @type {Promise<Catalog> | null} */
let fetched = null;

/** Asked once a page. @returns {Promise<Catalog>} */
export function loadCatalog() {
  fetched ??= api.get('/studio/catalog').then(({ data }) => data).catch((problem) => {
    fetched = null;
    throw problem;
  });
  return fetched;
}
