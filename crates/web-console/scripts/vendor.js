// Writes assets/vendor from npm's packages: `npm ci && npm run vendor`.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = new URL('./', import.meta.url);
const vendor = new URL('../assets/vendor/', here);
const packages = ['preact', 'htm', '@preact/signals', '@preact/signals-core'];

/** The module as it is to be. */
export async function bundled() {
  const built = await build({
    entryPoints: [fileURLToPath(new URL('vendor.entry.js', here))],
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    legalComments: 'none',
    write: false,
  });
  return `// preact, htm and @preact/signals: see README.md beside this file.\n${built.outputFiles[0]?.text}`;
}

/** @param {string} name */
async function licence(name) {
  const root = new URL(`../node_modules/${name}/`, here);
  const { version, license } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  const text = await readFile(new URL('LICENSE', root), 'utf8');
  return { name, version, license, text };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const module = await bundled();
  await writeFile(new URL('preact.js', vendor), module);
  const found = await Promise.all(packages.map(licence));
  const texts = found.map(({ name, version, text }) => `${name} ${version}\n\n${text.trim()}\n`);
  await writeFile(new URL('LICENSES.txt', vendor), texts.join(`\n${'-'.repeat(72)}\n\n`));
  const digest = createHash('sha256').update(module).digest('hex');
  const rows = found.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);
  await writeFile(new URL('README.md', vendor), `# What is not ours

\`preact.js\` holds these packages of npm, unchanged but for being joined and minified into one
module, so that a browser asks once. It is written by \`npm ci && npm run vendor\` from
\`scripts/vendor.entry.js\`; a test makes it anew and compares.

| Package | Version | Licence |
| --- | --- | --- |
${rows.join('\n')}

SHA-256 of \`preact.js\`: \`${digest}\`

Their licences stand in \`LICENSES.txt\`, which is served beside it. \`preact.d.ts\` names the same
things for the type check and is not served.
`);
}
