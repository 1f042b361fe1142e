/** What the onboarding proposes, so that most steps need no more than Enter. Knows data alone. */

/** @typedef {{ id: string, name: string, languages: string[] }} Voice */
/** @typedef {{ id: string, name: string, voices: Voice[] }} VoiceProvider */
/** @typedef {{ id: string, models: { id: string, languages: string[] }[], languages: string[] }} Transcriber */
/** @typedef {{ voiceProviders: VoiceProvider[], transcribers: Transcriber[], languages: { id: string }[], tones: { id: string, name: string }[] }} Catalog */
/** @typedef {{ provider: string, id: string, name: string, by: string }} Choice */

/** The providers whose voices are proposed, the best liked first; the others follow. */
const LIKED = ['11labs', 'inworld', 'microsoft', 'vapi'];
const MOST_VOICES = 6;
const MOST_OF_ONE = 4;

/**
 * A few voices that speak the language, and the one that is set.
 * @param {Catalog} catalog @param {string} language @param {{ voiceProvider: string, voiceId: string }} config
 * @returns {Choice[]}
 */
export function voicesFor(catalog, language, config) {
  /** @param {VoiceProvider} provider */
  const rank = ({ id }) => (LIKED.includes(id) ? LIKED.indexOf(id) : LIKED.length);
  const speaking = [...catalog.voiceProviders].sort((a, b) => rank(a) - rank(b)).map((provider) =>
    provider.voices.filter((voice) => voice.languages.includes(language)).map((voice) => choice(provider, voice)));
  const isSet = (/** @type {Choice} */ one) => one.provider === config.voiceProvider && one.id === config.voiceId;
  const set = speaking.flat().find(isSet);
  const few = speaking.flatMap((voices) => voices.slice(0, MOST_OF_ONE)).slice(0, MOST_VOICES);
  if (few.some(isSet)) return few;
  // The one that is set may speak another language: it is then proposed only when nothing else is.
  return set || few.length === 0 ? [set ?? known(catalog, config), ...few.slice(0, MOST_VOICES - 1)] : few;
}

/**
 * The voice that is chosen among the proposed, or else proposed first.
 * @param {Catalog} catalog @param {string} language @param {{ voiceProvider: string, voiceId: string }} config
 * @param {string} [wanted] `provider/id`, where one was pressed.
 */
export function voiceAmong(catalog, language, config, wanted) {
  const voices = voicesFor(catalog, language, config);
  const set = known(catalog, config);
  const asked = wanted ?? `${set.provider}/${set.id}`;
  return { voices, voice: voices.find((one) => `${one.provider}/${one.id}` === asked) ?? voices[0] ?? set };
}

/** @param {VoiceProvider} provider @param {{ id: string, name: string }} voice @returns {Choice} */
const choice = (provider, { id, name }) => ({ provider: provider.id, id, name, by: provider.name });

/** The voice that is set, by its name where the catalog has one. @param {Catalog} catalog @param {{ voiceProvider: string, voiceId: string }} config */
export function known(catalog, { voiceProvider, voiceId }) {
  const provider = catalog.voiceProviders.find(({ id }) => id === voiceProvider) ?? { id: voiceProvider, name: voiceProvider, voices: [] };
  return choice(provider, provider.voices.find(({ id }) => id === voiceId) ?? { id: voiceId, name: voiceId });
}

/**
 * What has to be set so that callers are understood: nothing but the language where what is set knows it.
 * @param {Catalog} catalog @param {string} language @param {{ transcriberProvider: string, transcriberModel: string }} config
 * @returns {{ transcriberLanguage: string, transcriberProvider?: string, transcriberModel?: string }}
 */
export function hearing(catalog, language, { transcriberProvider, transcriberModel }) {
  const current = catalog.transcribers.find(({ id }) => id === transcriberProvider);
  const model = current?.models.find(({ id }) => id === transcriberModel);
  if ((model ?? current)?.languages.includes(language)) return { transcriberLanguage: language };
  for (const transcriber of [...(current ? [current] : []), ...catalog.transcribers]) {
    const able = transcriber.models.find((one) => one.languages.includes(language));
    if (able) return { transcriberLanguage: language, transcriberProvider: transcriber.id, transcriberModel: able.id };
  }
  return { transcriberLanguage: language };
}

/** First words in the language that the assistant speaks, which need not be the person's. @type {Record<string, (name: string) => string>} */
const GREETINGS = {
  ar: (name) => `مرحبًا، معكم ${name}. كيف يمكنني مساعدتكم؟`,
  de: (name) => `Guten Tag, hier ist ${name}. Wie kann ich Ihnen helfen?`,
  en: (name) => `Hello, you have reached ${name}. How can I help you?`,
  es: (name) => `Hola, ha llamado a ${name}. ¿En qué puedo ayudarle?`,
  fr: (name) => `Bonjour, vous êtes bien chez ${name}. Comment puis-je vous aider ?`,
  he: (name) => `שלום, הגעתם אל ${name}. איך אפשר לעזור?`,
  hi: (name) => `नमस्ते, आपने ${name} को फ़ोन किया है। मैं आपकी कैसे मदद कर सकता हूँ?`,
  it: (name) => `Buongiorno, qui è ${name}. Come posso aiutarla?`,
  ja: (name) => `お電話ありがとうございます。${name}です。ご用件をお聞かせください。`,
  nl: (name) => `Goedendag, u spreekt met ${name}. Waarmee kan ik u helpen?`,
  pl: (name) => `Dzień dobry, tu ${name}. W czym mogę pomóc?`,
  pt: (name) => `Olá, ligou para ${name}. Em que posso ajudar?`,
  ru: (name) => `Здравствуйте, это ${name}. Чем могу помочь?`,
  tr: (name) => `Merhaba, ${name}. Size nasıl yardımcı olabilirim?`,
  uk: (name) => `Добрий день, це ${name}. Чим можу допомогти?`,
  zh: (name) => `您好，这里是${name}。请问有什么可以帮您？`,
};

/** @param {string} language @param {string} organisation */
export function greeting(language, organisation) {
  const say = GREETINGS[language.slice(0, 2)] ?? GREETINGS.en;
  return say ? say(organisation) : '';
}

/** What nobody chose yet: the words that a new configuration holds. */
const UNTOUCHED = 'Hello! How can I help you today?';

/** Whether the first words may be replaced by better ones. @param {string} words @param {string} organisation */
export const isProposed = (words, organisation) =>
  words === UNTOUCHED || Object.values(GREETINGS).some((say) => say(organisation) === words);

/** Which step is shown: the one that is asked for, no further than one has come; else where one went on. @param {string | null} asked @param {number} began @param {number} reached */
export function stepOf(asked, began, reached) {
  const at = Number(asked) - 1;
  return asked !== null && Number.isInteger(at) && at >= 0 ? Math.min(at, reached) : began;
}
