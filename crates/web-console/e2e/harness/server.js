// The real binary, on a port of its own, with a data directory of its own.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** The binary that is driven: of AVA_E2E_BINARY, or the last debug build. */
function binary() {
  const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');
  const found = process.env.AVA_E2E_BINARY ?? path.join(target, 'debug', 'ava');
  if (!existsSync(found)) throw new Error(`there is no ${found}: cargo build -p ava-server`);
  return found;
}

/** @typedef {{ url: string, log: () => string, assistants: () => Promise<any[]>, stop: () => Promise<void> }} Server */

/** @param {Record<string, string>} [settings] Further AVA_API_… variables. @returns {Promise<Server>} */
export async function startServer(settings = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'ava-e2e.'));
  const server = spawn(binary(), ['serve'], {
    env: {
      PATH: process.env.PATH,
      ...(process.env.AVA_CONSOLE_LIVE && { AVA_CONSOLE_LIVE: process.env.AVA_CONSOLE_LIVE }),
      AVA_API_BIND: '127.0.0.1:0',
      AVA_API_DATA_DIR: data,
      AVA_API_RATE_LIMITS: 'off',
      AVA_API_DRAIN_SECONDS: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  server.stderr.on('data', (chunk) => { log += chunk; });
  const ended = new Promise((resolve) => { server.once('exit', resolve); });
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      const found = /^listening on (http:\S+)/.exec(line);
      if (found) resolve(found[1]);
    });
    void ended.then(() => reject(new Error(`the server did not start:\n${log}`)));
  });
  return {
    url,
    log: () => log,
    // What the sandbox keeps, which stands for Vapi.
    assistants: async () => JSON.parse(await readFile(path.join(data, 'sandbox.json'), 'utf8')).assistants,
    async stop() {
      server.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}
