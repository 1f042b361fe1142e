//! The objects inside a voice: how its text is cut, what speaks when it fails, and what single
//! providers have beside.

use super::voice::VOICE;
use super::{
    Kind, Object, any_number, at_least, choice, either, flag, list, nested, number, object, text,
    texts,
};

pub(super) static FALLBACK_PLAN: Object =
    object("FallbackPlan", &[&[list("voices", &Kind::Fallback(&VOICE)).required()]]);

pub(super) static CHUNK_PLAN: Object = object(
    "ChunkPlan",
    &[&[
        flag("enabled"),
        number("minCharacters", 1.0, 80.0),
        texts("punctuationBoundaries"),
        nested("formatPlan", &FORMAT_PLAN),
    ]],
);

static FORMAT_PLAN: Object = object(
    "FormatPlan",
    &[&[
        flag("enabled"),
        at_least("numberToDigitsCutoff", 0.0),
        list("replacements", &Kind::Any),
        texts("formattersEnabled"),
    ]],
);

pub(super) static CARTESIA_CONTROLS: Object = object(
    "CartesiaExperimentalControls",
    &[&[
        either(
            "speed",
            &[
                Kind::Choice(&["slowest", "slow", "normal", "fast", "fastest"]),
                Kind::Number { min: -1.0, max: 1.0 },
            ],
        ),
        text("emotion"),
    ]],
);

pub(super) static CARTESIA_GENERATION: Object = object(
    "CartesiaGenerationConfig",
    &[&[
        number("speed", 0.6, 1.5).or_integer(1),
        number("volume", 0.5, 2.0).or_integer(1),
        nested("experimental", &CARTESIA_EXPERIMENTAL),
    ]],
);

static CARTESIA_EXPERIMENTAL: Object = object(
    "CartesiaGenerationConfigExperimental",
    &[&[number("accentLocalization", 0.0, 1.0).or_integer(0)]],
);

pub(super) static ELEVEN_LABS_DICTIONARY: Object = object(
    "ElevenLabsPronunciationDictionaryLocator",
    &[&[text("pronunciationDictionaryId").required(), text("versionId")]],
);

pub(super) static VAPI_DICTIONARY: Object = object(
    "VapiPronunciationDictionaryLocator",
    &[&[
        text("pronunciationDictId").required(),
        text("versionId"),
        choice("provider", &["cartesia", "11labs"]),
    ]],
);

pub(super) static TAVUS_CONVERSATION: Object = object(
    "TavusConversationProperties",
    &[&[
        any_number("maxCallDuration"),
        any_number("participantLeftTimeout"),
        any_number("participantAbsentTimeout"),
        flag("enableRecording"),
        flag("enableTranscription"),
        flag("applyGreenscreen"),
        text("language"),
        text("recordingS3BucketName"),
        text("recordingS3BucketRegion"),
        text("awsAssumeRoleArn"),
    ]],
);
