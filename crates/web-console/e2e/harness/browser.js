// Debian's Chromium, found where it is installed.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

// The one without windows first: the same engine, and all scenarios in 70 % of the time.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

function program() {
  if (process.env.AVA_E2E_CHROMIUM) return process.env.AVA_E2E_CHROMIUM;
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of NAMES) {
      const found = path.join(folder, name);
      try {
        accessSync(found, constants.X_OK);
        return found;
      } catch { /* Not here. */ }
    }
  }
  throw new Error('there is no Chromium: `apt-get install --no-install-recommends chromium-headless-shell`, '
    + 'or name one in AVA_E2E_CHROMIUM');
}

export function launchOptions() {
  // Chromium's own sandbox refuses to run for root, as which CI is.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return { executablePath: program(), args: [...args, '--disable-dev-shm-usage'] };
}

export const startBrowser = () => chromium.launch(launchOptions());
