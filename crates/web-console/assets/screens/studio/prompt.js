/**
 * The system prompt as the server composes it from the settings (`compose` in the domain's
 * `assistant/prompt.rs`), for what isn't saved yet. test/studio-prompt.test.js holds it to a prompt
 * of the server's, and a scenario to the plan of a push.
 */
import { primaryOf, wordOf } from './settings.js';

/** @typedef {{ source: 'prompt' | 'character' | 'language' | 'caller' | 'guidelines' | 'always', text: string }} PromptPart */

const ASKED = /** @type {const} */ ([
  ['askForName', 'Ask the caller for their name.'],
  ['askForEmail', 'Ask the caller for their email address, and spell it back to them.'],
  ['askForPhone', 'Ask the caller for their phone number, and read it back to them.'],
]);

const ALWAYS = 'Do not repeat yourself: never say again what you have already said or ask again what the caller has already answered.';

/**
 * The prompt's parts in their order; an empty line stands between two.
 * @param {import('./settings.js').Values} values @param {import('./settings.js').Catalog} catalog
 * @returns {PromptPart[]}
 */
export function promptParts(values, catalog) {
  /** @type {PromptPart[]} */
  const parts = [{ source: 'prompt', text: String(values.systemPrompt ?? '').trim() }];
  const persona = wordOf(catalog.personas, values.persona)?.prompt ?? `Your persona: ${String(values.persona).trim()}.`;
  const tone = wordOf(catalog.tones, values.tone)?.prompt ?? `Your tone: ${String(values.tone).trim()}.`;
  parts.push({ source: 'character', text: `${persona} ${tone}` });
  const language = catalog.languages.find(({ id }) => id === primaryOf(values.language))?.name ?? values.language;
  parts.push({ source: 'language', text: `Speak ${language} unless the caller asks for another language.` });
  for (const [setting, text] of ASKED) if (values[setting]) parts.push({ source: 'caller', text });
  const guidelines = String(values.guidelines ?? '').trim();
  if (guidelines) parts.push({ source: 'guidelines', text: `Guidelines:\n${guidelines}` });
  parts.push({ source: 'always', text: ALWAYS });
  return parts;
}

/** @param {PromptPart[]} parts */
export const promptText = (parts) => parts.map((part) => part.text).join('\n\n');
