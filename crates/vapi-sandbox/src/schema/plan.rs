//! The plans of an assistant: recording, speaking, monitoring, compliance.

use super::{
    Kind, Object, any, at_least, choice, flag, list, map, nested, number, object, text, texts,
};

pub(super) static ARTIFACT_PLAN: Object = object(
    "ArtifactPlan",
    &[&[
        flag("recordingEnabled"),
        choice("recordingFormat", &["wav;l16", "mp3"]),
        flag("recordingUseCustomStorageEnabled"),
        flag("videoRecordingEnabled"),
        flag("fullMessageHistoryEnabled"),
        flag("pcapEnabled"),
        text("pcapS3PathPrefix"),
        flag("pcapUseCustomStorageEnabled"),
        flag("loggingEnabled"),
        flag("loggingUseCustomStorageEnabled"),
        nested("transcriptPlan", &TRANSCRIPT_PLAN),
        text("recordingPath"),
        texts("structuredOutputIds"),
        list("structuredOutputs", &Kind::Map),
        texts("scorecardIds"),
        list("scorecards", &Kind::Map),
        text("loggingPath"),
    ]],
);

static TRANSCRIPT_PLAN: Object =
    object("TranscriptPlan", &[&[flag("enabled"), text("assistantName"), text("userName")]]);

pub(super) static START_SPEAKING_PLAN: Object = object(
    "StartSpeakingPlan",
    &[&[
        number("waitSeconds", 0.0, 5.0).or_number(0.4),
        any("smartEndpointingEnabled"),
        any("smartEndpointingPlan"),
        list("customEndpointingRules", &Kind::Any),
        nested("transcriptionEndpointingPlan", &TRANSCRIPTION_ENDPOINTING_PLAN),
    ]],
);

static TRANSCRIPTION_ENDPOINTING_PLAN: Object = object(
    "TranscriptionEndpointingPlan",
    &[&[
        number("onPunctuationSeconds", 0.0, 3.0),
        number("onNoPunctuationSeconds", 0.0, 3.0),
        number("onNumberSeconds", 0.0, 3.0),
    ]],
);

pub(super) static STOP_SPEAKING_PLAN: Object = object(
    "StopSpeakingPlan",
    &[&[
        number("numWords", 0.0, 10.0),
        number("voiceSeconds", 0.0, 0.5),
        number("backoffSeconds", 0.0, 10.0).or_integer(1),
        list("acknowledgementPhrases", &Kind::Text { min: 0, max: 240 }),
        list("interruptionPhrases", &Kind::Text { min: 0, max: 240 }),
    ]],
);

pub(super) static MONITOR_PLAN: Object = object(
    "MonitorPlan",
    &[&[
        flag("listenEnabled"),
        flag("listenAuthenticationEnabled"),
        flag("controlEnabled"),
        flag("controlAuthenticationEnabled"),
        texts("monitorIds"),
    ]],
);

pub(super) static KEYPAD_INPUT_PLAN: Object = object(
    "KeypadInputPlan",
    &[&[
        flag("enabled"),
        number("timeoutSeconds", 0.0, 10.0),
        choice("delimiters", &["#", "*", ""]),
    ]],
);

pub(super) static COMPLIANCE_PLAN: Object = object(
    "CompliancePlan",
    &[&[
        flag("hipaaEnabled"),
        flag("pciEnabled"),
        nested("securityFilterPlan", &SECURITY_FILTER_PLAN),
        any("recordingConsentPlan"),
    ]],
);

static SECURITY_FILTER_PLAN: Object = object(
    "SecurityFilterPlan",
    &[&[
        flag("enabled").or_flag(false),
        list("filters", &Kind::Map),
        choice("mode", &["sanitize", "reject", "replace"]).or_text("sanitize"),
        text("replacementText").or_text("[FILTERED]"),
    ]],
);

pub(super) static DENOISING_PLAN: Object = object(
    "BackgroundSpeechDenoisingPlan",
    &[&[
        nested("smartDenoisingPlan", &SMART_DENOISING_PLAN),
        nested("fourierDenoisingPlan", &FOURIER_DENOISING_PLAN),
    ]],
);

static SMART_DENOISING_PLAN: Object =
    object("SmartDenoisingPlan", &[&[flag("enabled").or_flag(true)]]);

static FOURIER_DENOISING_PLAN: Object = object(
    "FourierDenoisingPlan",
    &[&[
        flag("enabled").or_flag(false),
        flag("mediaDetectionEnabled").or_flag(true),
        number("staticThreshold", -80.0, 0.0).or_integer(-35),
        number("baselineOffsetDb", -30.0, -5.0).or_integer(-15),
        number("windowSizeMs", 1000.0, 30_000.0).or_integer(3000),
        number("baselinePercentile", 1.0, 99.0).or_integer(85),
    ]],
);

pub(super) static ANALYSIS_PLAN: Object = object(
    "AnalysisPlan",
    &[&[
        at_least("minMessagesThreshold", 0.0),
        map("summaryPlan"),
        map("structuredDataPlan"),
        list("structuredDataMultiPlan", &Kind::Map),
        map("successEvaluationPlan"),
        texts("outcomeIds"),
    ]],
);

pub(super) static LANGFUSE: Object = object(
    "LangfuseObservabilityPlan",
    &[&[
        choice("provider", &["langfuse"]).required(),
        text("promptName"),
        at_least("promptVersion", 1.0),
        text("traceName"),
        texts("tags").required(),
        map("metadata"),
    ]],
);

pub(super) static TWILIO_TRANSPORT: Object = object(
    "TransportConfigurationTwilio",
    &[&[
        choice("provider", &["twilio"]).required(),
        number("timeout", 1.0, 600.0),
        flag("record"),
        choice("recordingChannels", &["mono", "dual"]),
    ]],
);
