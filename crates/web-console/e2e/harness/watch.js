// What must never happen on a page: an error of a script or the console, a violation of the
// policy, a request to somebody else. A scenario fails on the first of them.

/** @typedef {import('playwright-core').BrowserContext} BrowserContext */

export class Watch {
  /** @type {string[]} */
  #seen = [];
  /** @type {RegExp[]} */
  #allowed = [];

  /** @param {string} origin The server's. */
  constructor(origin) {
    this.origin = origin;
  }

  /** @param {BrowserContext} context */
  async over(context) {
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.#seen.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on('weberror', (error) => this.#seen.push(`page error: ${error.error().stack}`));
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== 'data:' && protocol !== 'blob:' && origin !== this.origin) {
        this.#seen.push(`request to somebody else: ${request.url()}`);
      }
    });
    await context.exposeBinding('aViolationWasSeen', (_, text) => { this.#seen.push(`policy: ${text}`); });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
        // @ts-expect-error what exposeBinding put there
        window.aViolationWasSeen(`${violatedDirective} ${blockedURI} ${sourceFile}`);
      });
    });
  }

  /**
   * Browsers write every refused request to the console. A scenario that is about one says so,
   * with the status or a pattern of what is written. @param {...(number | RegExp)} expected
   */
  expects(...expected) {
    for (const one of expected) {
      this.#allowed.push(typeof one === 'number' ? new RegExp(`status of ${one}\\b`) : one);
    }
  }

  /** Throws what was seen and not expected. */
  judge() {
    const wrong = this.#seen.filter((text) => !this.#allowed.some((allowed) => allowed.test(text)));
    if (wrong.length > 0) throw new Error(`seen on the page:\n  ${wrong.join('\n  ')}`);
  }
}
