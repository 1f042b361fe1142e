//! What Vapi complains of, in words and by our settings.

use domain::integration::VapiKey;
use domain::studio::Setting;
use serde_json::Value;

/// More complaints than these are not told.
const MOST: usize = 20;
/// Longest complaint, in characters: lists of valid values go on for pages.
const MAX_CHARS: usize = 300;

/// The complaints of an error answer; none when it is not one of Vapi's. An answer can quote
/// anything that was sent: the key is taken out while a message is still whole.
pub(crate) fn of(answer: &Value, key: &VapiKey) -> Vec<(Option<Setting>, String)> {
    messages(answer)
        .filter(|message| !message.trim().is_empty())
        .take(MOST)
        .map(|message| {
            let setting = path(message).and_then(|path| setting(&path));
            (setting, trimmed(&message.replace(key.expose(), "[key]")))
        })
        .collect()
}

/// The messages of an error answer, which has one or a list of them.
pub(crate) fn messages(answer: &Value) -> impl Iterator<Item = &str> {
    let message = answer.get("message");
    let one = message.and_then(Value::as_str);
    let list = message.and_then(Value::as_array).into_iter().flatten();
    one.into_iter().chain(list.filter_map(Value::as_str))
}

/// The dotted path that a message of Vapi's validator begins with: `voice.speed must …`,
/// `model.property tools should not exist`, `each value in model.toolIds must …`.
fn path(message: &str) -> Option<String> {
    let mut words = message.split_whitespace();
    let first = words.next()?;
    let of_each =
        first.strip_suffix("each").filter(|parent| parent.ends_with('.') || parent.is_empty());
    let path = if let Some(parent) = first.strip_suffix("property") {
        format!("{parent}{}", words.next()?)
    } else if let Some(parent) = of_each {
        // "each value in …"
        format!("{parent}{}", words.nth(2)?)
    } else {
        first.to_owned()
    };
    let path = path.strip_prefix("assistant.").unwrap_or(&path);
    path.chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '[' | ']'))
        .then(|| path.to_owned())
}

/// The setting that is sent at a path; `None` for what is not ours.
fn setting(path: &str) -> Option<Setting> {
    let setting = match path {
        "name" => Setting::OrganizationName,
        "firstMessage" => Setting::FirstMessage,
        "model" | "model.model" | "model.provider" => Setting::AiModel,
        "model.temperature" => Setting::AiTemperature,
        "model.maxTokens" => Setting::AiMaxTokens,
        "voice" | "voice.provider" => Setting::VoiceProvider,
        "voice.voiceId" => Setting::VoiceId,
        "voice.speed" | "voice.speakingRate" => Setting::VoiceSpeed,
        "voice.language" => Setting::Language,
        "transcriber" | "transcriber.provider" => Setting::TranscriberProvider,
        "transcriber.model" => Setting::TranscriberModel,
        "transcriber.language" => Setting::TranscriberLanguage,
        _ if path.starts_with("model.messages") || path == "model.systemPrompt" => {
            Setting::SystemPrompt
        }
        _ if path.starts_with("voice.generationConfig") => Setting::VoiceSpeed,
        _ => return None,
    };
    Some(setting)
}

/// On one line and not too long.
fn trimmed(message: &str) -> String {
    let mut line: String =
        message.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if let Some((end, _)) = line.char_indices().nth(MAX_CHARS) {
        line.truncate(end);
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn key() -> VapiKey {
        VapiKey::parse("a-key-for-the-tests-of-complaints").unwrap()
    }

    #[test]
    fn a_key_is_taken_out_wherever_a_message_is_cut() {
        let key = key();
        for padding in 250..=310 {
            let message = format!("voice.voiceId {} {}", "x".repeat(padding), key.expose());
            let (_, told) = of(&json!({ "message": message }), &key).remove(0);
            assert!(!told.contains("a-key"), "{padding}: {told}");
        }
    }

    #[test]
    fn a_complaint_names_our_setting_where_it_names_one() {
        for (message, setting) in [
            ("voice.speed must not be greater than 1.2", Some(Setting::VoiceSpeed)),
            ("voice.property speed should not exist", Some(Setting::VoiceSpeed)),
            ("voice.speakingRate must be a number", Some(Setting::VoiceSpeed)),
            ("voice.generationConfig.speed must not be less than 0.6", Some(Setting::VoiceSpeed)),
            ("voice.generationConfig.property speed should not exist", Some(Setting::VoiceSpeed)),
            ("voice.voiceId must be one of the following values: a, b", Some(Setting::VoiceId)),
            ("voice.provider must be one of", Some(Setting::VoiceProvider)),
            ("voice must be an object", Some(Setting::VoiceProvider)),
            ("voice.language must be a string", Some(Setting::Language)),
            ("voice.stability must not be greater than 1", None),
            ("model.temperature must not be less than 0", Some(Setting::AiTemperature)),
            ("model.maxTokens must not be greater than 10000", Some(Setting::AiMaxTokens)),
            ("model.model must be one of", Some(Setting::AiModel)),
            ("model.provider must be one of", Some(Setting::AiModel)),
            ("model.messages.0.content must be a string", Some(Setting::SystemPrompt)),
            ("model.property messages should not exist", Some(Setting::SystemPrompt)),
            ("model.each value in toolIds must be a string", None),
            (
                "name must be shorter than or equal to 40 characters",
                Some(Setting::OrganizationName),
            ),
            ("firstMessage must be a string", Some(Setting::FirstMessage)),
            ("transcriber.provider must be one of", Some(Setting::TranscriberProvider)),
            ("transcriber.model must be a string", Some(Setting::TranscriberModel)),
            ("transcriber.language must be one of", Some(Setting::TranscriberLanguage)),
            ("assistant.voice.speed must be a number", Some(Setting::VoiceSpeed)),
            ("assistant.property tools should not exist", None),
            ("property customer should not exist", None),
            ("property firstMessage should not exist", Some(Setting::FirstMessage)),
            ("each value in endCallPhrases must be a string", None),
            ("Couldn't Get Assistant. `assistantId` x Does Not Exist.", None),
            ("property", None),
        ] {
            let told = of(&json!({ "message": message }), &key());
            assert_eq!(told, [(setting, message.to_owned())]);
        }
    }

    #[test]
    fn a_list_is_told_one_by_one_up_to_a_bound() {
        let many: Vec<_> = (0..30).map(|n| format!("name {n}")).collect();
        assert_eq!(of(&json!({ "message": many }), &key()).len(), MOST);
        assert_eq!(
            of(&json!({"message": ["name a", 7, "", {"x": 1}, "voice b"]}), &key()).len(),
            2
        );
    }

    #[test]
    fn what_is_no_complaint_of_vapis_tells_nothing() {
        for answer in [json!("It works!"), json!({}), json!([1]), json!({"message": 7})] {
            assert_eq!(of(&answer, &key()), []);
        }
    }

    #[test]
    fn a_complaint_is_one_line_of_bounded_length() {
        let told = of(&json!({ "message": format!("name\n{}", "é".repeat(1000)) }), &key());
        assert!(told[0].1.starts_with("name é"));
        assert_eq!(told[0].1.chars().count(), MAX_CHARS + 1);
    }

    proptest! {
        #[test]
        fn no_message_is_too_strange(message in "\\PC{0,40}|[a-z.]{0,20} \\PC{0,20}") {
            for (_, text) in of(&json!({ "message": message }), &key()) {
                prop_assert!(text.chars().count() <= MAX_CHARS + 1);
            }
        }
    }
}
