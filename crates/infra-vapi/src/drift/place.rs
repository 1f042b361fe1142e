//! What stands where in an assistant.

use domain::studio::Setting;

use crate::marker::{INTENT, OWNER};

/// What Vapi keeps account of itself: no setting of anybody's.
const KEPT_BY_VAPI: &[&str] = &[
    "id",
    "orgId",
    "createdAt",
    "updatedAt",
    "latestVersion",
    "modelDeprecations",
    "isServerUrlSecretSet",
    "analyticsMetadata",
    "isDeleted",
    "workflowIds",
];

/// Whether Vapi, or our marker, keeps account of something here.
pub(super) fn is_kept_account_of(path: &[&str]) -> bool {
    match path {
        [name] => KEPT_BY_VAPI.contains(name),
        ["metadata", name] => [OWNER, INTENT].contains(name),
        _ => false,
    }
}

/// Whether these are the model's messages, the prompt among them.
pub(super) fn is_messages(path: &[&str]) -> bool {
    matches!(path, ["model", "messages"])
}

/// Our setting that is sent to this place; `None` for what is no setting of ours.
pub(super) fn setting(path: &[&str]) -> Option<Setting> {
    let setting = match path {
        ["name"] => Setting::OrganizationName,
        ["firstMessage"] => Setting::FirstMessage,
        ["model", "model"] => Setting::AiModel,
        ["model", "temperature"] => Setting::AiTemperature,
        ["model", "maxTokens"] => Setting::AiMaxTokens,
        ["voice", "provider"] => Setting::VoiceProvider,
        ["voice", "voiceId"] => Setting::VoiceId,
        ["voice", "speed" | "speakingRate"] | ["voice", "generationConfig", "speed"] => {
            Setting::VoiceSpeed
        }
        ["transcriber", "provider"] => Setting::TranscriberProvider,
        ["transcriber", "model"] => Setting::TranscriberModel,
        ["transcriber", "language"] => Setting::TranscriberLanguage,
        _ => return None,
    };
    Some(setting)
}
