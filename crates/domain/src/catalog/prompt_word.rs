//! Personas and tones, with the sentence that each puts into the prompt. Ours.

use super::spelling::is_spelling_of;

/// A word of a setting that stands for a sentence of the prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromptWord {
    /// What the setting is set to.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What the assistant is told.
    pub prompt: &'static str,
}

const fn word(id: &'static str, name: &'static str, prompt: &'static str) -> PromptWord {
    PromptWord { id, name, prompt }
}

/// Values of `persona`; another is put into the prompt as it is.
#[rustfmt::skip]
pub static PERSONAS: &[PromptWord] = &[
    word("professional", "Professional", "You are professional: competent, precise and courteous."),
    word("friendly", "Friendly", "You are friendly: warm, approachable and glad to help."),
    word("expert", "Expert", "You are an expert: knowledgeable, and clear about what you do not know."),
    word("concierge", "Concierge", "You are a concierge: attentive, discreet and one step ahead."),
    word("coach", "Coach", "You are a coach: encouraging, and good at asking the right question."),
];

/// Values of `tone`; another is put into the prompt as it is.
pub static TONES: &[PromptWord] = &[
    word("friendly", "Friendly", "Speak in a friendly tone."),
    word("professional", "Professional", "Speak in a professional tone."),
    word("formal", "Formal", "Speak formally and politely."),
    word("casual", "Casual", "Speak casually, as among acquaintances."),
    word("warm", "Warm", "Speak warmly and with empathy."),
    word("enthusiastic", "Enthusiastic", "Speak with energy and enthusiasm."),
    word("calm", "Calm", "Speak calmly and reassuringly."),
];

/// The word of a list, in any letter case.
pub(crate) fn prompt_word(list: &'static [PromptWord], id: &str) -> Option<&'static PromptWord> {
    list.iter().find(|word| is_spelling_of(word.id, id))
}
