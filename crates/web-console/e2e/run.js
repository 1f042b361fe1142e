// `npm run e2e -- [files and options of node's test runner]`: all scenarios unless files are named.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('scenarios/', import.meta.url);
const asked = process.argv.slice(2);
const all = readdirSync(folder).filter((name) => name.endsWith('.e2e.js')).map((name) => fileURLToPath(new URL(name, folder)));
const named = asked.filter((one) => !one.startsWith('--'));
const options = asked.filter((one) => one.startsWith('--'));
const run = spawn(process.execPath, ['--test', '--test-concurrency=2', '--test-reporter=spec', ...options, ...(named.length ? named : all)], { stdio: 'inherit' });
run.on('exit', (code) => process.exit(code ?? 1));
