//! The assistant itself: its top-level keys.

use super::model::MODEL;
use super::plan::{
    ANALYSIS_PLAN, ARTIFACT_PLAN, COMPLIANCE_PLAN, DENOISING_PLAN, KEYPAD_INPUT_PLAN, LANGFUSE,
    MONITOR_PLAN, START_SPEAKING_PLAN, STOP_SPEAKING_PLAN, TWILIO_TRANSPORT,
};
use super::server::SERVER;
use super::transcriber::TRANSCRIBER;
use super::voice::VOICE;
use super::{
    Kind, Object, any, choice, flag, list, map, nested, number, object, tagged, text, texts,
};

/// What `POST` and `PATCH /assistant` take. Hooks, credentials and voicemail detection are not
/// looked into.
pub(crate) static ASSISTANT: Object = object(
    "CreateAssistantDTO",
    &[&[
        tagged("transcriber", &TRANSCRIBER),
        tagged("model", &MODEL),
        tagged("voice", &VOICE),
        text("firstMessage"),
        flag("firstMessageInterruptionsEnabled").or_flag(false),
        choice(
            "firstMessageMode",
            &[
                "assistant-speaks-first",
                "assistant-speaks-first-with-model-generated-message",
                "assistant-waits-for-user",
            ],
        )
        .or_text("assistant-speaks-first"),
        any("voicemailDetection"),
        list("clientMessages", &Kind::Choice(CLIENT_MESSAGES)),
        list("serverMessages", &Kind::Choice(SERVER_MESSAGES)),
        number("maxDurationSeconds", 10.0, 43_200.0).or_integer(600),
        // Off, office, or the address of a sound.
        text("backgroundSound"),
        flag("modelOutputInMessagesEnabled"),
        list("transportConfigurations", &Kind::Nested(&TWILIO_TRANSPORT)),
        nested("observabilityPlan", &LANGFUSE),
        list("credentials", &Kind::Map),
        list("hooks", &Kind::Map),
        text("name").length(0, 40),
        text("voicemailMessage").length(0, 1000),
        text("endCallMessage").length(0, 1000),
        list("endCallPhrases", &Kind::Text { min: 2, max: 140 }),
        nested("compliancePlan", &COMPLIANCE_PLAN),
        map("metadata"),
        nested("backgroundSpeechDenoisingPlan", &DENOISING_PLAN),
        nested("analysisPlan", &ANALYSIS_PLAN),
        nested("artifactPlan", &ARTIFACT_PLAN),
        nested("startSpeakingPlan", &START_SPEAKING_PLAN),
        nested("stopSpeakingPlan", &STOP_SPEAKING_PLAN),
        nested("monitorPlan", &MONITOR_PLAN),
        texts("credentialIds"),
        nested("server", &SERVER),
        nested("keypadInputPlan", &KEYPAD_INPUT_PLAN),
    ]],
);

const CLIENT_MESSAGES: &[&str] = &[
    "conversation-update",
    "assistant.speechStarted",
    "function-call",
    "function-call-result",
    "hang",
    "language-changed",
    "metadata",
    "model-output",
    "speech-update",
    "status-update",
    "transcript",
    "tool-calls",
    "tool-calls-result",
    "tool.completed",
    "transfer-update",
    "user-interrupted",
    "voice-input",
    "workflow.node.started",
    "assistant.started",
];

const SERVER_MESSAGES: &[&str] = &[
    "assistant.started",
    "assistant.speechStarted",
    "conversation-update",
    "end-of-call-report",
    "function-call",
    "hang",
    "language-changed",
    "language-change-detected",
    "model-output",
    "phone-call-control",
    "speech-update",
    "status-update",
    "transcript",
    "transcript[transcriptType=\"final\"]",
    "tool-calls",
    "transfer-destination-request",
    "handoff-destination-request",
    "transfer-update",
    "user-interrupted",
    "voice-input",
    "chat.created",
    "chat.deleted",
    "session.created",
    "session.updated",
    "session.deleted",
    "call.deleted",
    "call.delete.failed",
    "call.artifact.upload",
];
