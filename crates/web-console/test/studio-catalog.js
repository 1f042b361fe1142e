// A catalog that is small enough to be read, in the shape of the server's.

/** @param {string} name @param {Partial<import('../assets/screens/studio/settings.js').FieldSpec>} [limits] */
export const spec = (name, limits = {}) =>
  ({ name, help: '', kind: 'text', default: '', minLength: 0, maxLength: null, min: null, max: null, ...limits });

/** @type {import('../assets/screens/studio/settings.js').Catalog} */
export const catalog = {
  voiceProviders: [
    { id: '11labs', name: 'ElevenLabs', speed: { min: 0.7, max: 1.2 }, customVoices: true,
      voices: [{ id: 'sarah', name: 'Sarah', languages: ['en'] }, { id: 'burt', name: 'Burt', languages: ['en'] }] },
    { id: 'deepgram', name: 'Deepgram', speed: null, customVoices: false,
      voices: [{ id: 'asteria', name: 'Asteria', languages: ['en'] }, { id: 'agathe', name: 'Agathe', languages: ['fr'] }] },
    { id: 'cartesia', name: 'Cartesia', speed: { min: 0.6, max: 1.5 }, customVoices: true, voices: [] },
  ],
  modelProviders: [{ id: 'openai', name: 'OpenAI', customModels: false, models: [
    { id: 'gpt-4o-mini', name: 'GPT-4o mini', retired: false }, { id: 'gpt-3.5-turbo', name: 'GPT-3.5 turbo', retired: true }] }],
  transcribers: [
    { id: 'deepgram', name: 'Deepgram', customModels: true, languages: ['en', 'fr-CA'], models: [{ id: 'nova-2', name: 'Nova 2', languages: ['en', 'fr-CA'] }] },
    { id: 'google', name: 'Google', customModels: false, languages: ['en-US', 'fr-FR'], models: [{ id: 'chirp', name: 'Chirp', languages: ['en-US', 'fr-FR'] }] },
  ],
  personas: [
    { id: 'professional', name: 'Professional', prompt: 'You are professional: competent, precise and courteous.' },
    { id: 'expert', name: 'Expert', prompt: 'You are an expert: knowledgeable, and clear about what you do not know.' },
  ],
  tones: [{ id: 'friendly', name: 'Friendly', prompt: 'Speak in a friendly tone.' }],
  languages: [{ id: 'en', name: 'English' }, { id: 'fr', name: 'French' }],
  fields: [
    spec('firstMessage', { minLength: 1, maxLength: 20 }), spec('systemPrompt', { minLength: 1, maxLength: 20 }), spec('guidelines', { maxLength: 10 }),
    spec('adminEmail', { kind: 'email', default: null, maxLength: 254 }), spec('voiceSpeed', { kind: 'number', default: 1, min: 0.25, max: 4 }),
    spec('tone', { minLength: 1, maxLength: 100, default: 'friendly' }),
  ],
};
