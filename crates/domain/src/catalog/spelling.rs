//! Names in the spellings that people and clients send.

/// Lower case without separators, so that spellings of one provider's name compare equal.
pub(crate) fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, ' ' | '-' | '_' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a word is a listed one, but for letter case and space around it.
pub(crate) fn is_spelling_of(listed: &str, word: &str) -> bool {
    lower(listed).eq(lower(word.trim()))
}

fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_letter_case_make_no_other_provider() {
        for name in ["rime-ai", "Rime AI", "RIME_AI", "rime.ai"] {
            assert_eq!(fold(name), "rimeai", "{name}");
        }
    }

    #[test]
    fn letter_case_makes_no_other_word_but_separators_do() {
        assert!(is_spelling_of("Étienne", " éTIENNE "));
        assert!(!is_spelling_of("gpt-4o", "gpt 4o"));
    }
}
