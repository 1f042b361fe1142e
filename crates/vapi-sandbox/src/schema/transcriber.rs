//! `transcriber`: fourteen providers.

use super::server::SERVER;
use super::{
    Kind, Object, Property, Union, any_number, at_least, choice, flag, list, nested, number,
    object, text, texts,
};

pub(super) static TRANSCRIBER: Union = Union {
    tag: "provider",
    variants: VARIANTS,
    // A fallback takes every provider but this one.
    never_fallback: &["vapi"],
};

static SHARED: &[Property] = &[nested("fallbackPlan", &FALLBACK_PLAN)];

static FALLBACK_PLAN: Object =
    object("FallbackTranscriberPlan", &[&[list("transcribers", &Kind::Fallback(&TRANSCRIBER))]]);

static VARIANTS: &[(&str, &Object)] = &[
    ("assembly-ai", &ASSEMBLY_AI),
    ("azure", &AZURE),
    ("custom-transcriber", &CUSTOM_TRANSCRIBER),
    ("deepgram", &DEEPGRAM),
    ("11labs", &ELEVEN_LABS),
    ("gladia", &GLADIA),
    ("google", &GOOGLE),
    ("speechmatics", &SPEECHMATICS),
    ("talkscriber", &TALKSCRIBER),
    ("openai", &OPENAI),
    ("cartesia", &CARTESIA),
    ("soniox", &SONIOX),
    ("xai", &XAI),
    ("vapi", &VAPI),
];

static ASSEMBLY_AI: Object = object(
    "AssemblyAITranscriber",
    &[
        SHARED,
        &[
            text("language"),
            number("confidenceThreshold", 0.0, 1.0),
            flag("formatTurns"),
            number("endOfTurnConfidenceThreshold", 0.0, 1.0),
            at_least("minEndOfTurnSilenceWhenConfident", 0.0),
            at_least("wordFinalizationMaxWaitTime", 0.0),
            at_least("maxTurnSilence", 0.0),
            flag("vadAssistedEndpointingEnabled"),
            choice("mode", &["max_accuracy", "min_latency", "balanced"]),
            text("prompt").length(0, 1750),
            text("agentContext").length(0, 1750),
            texts("languageCodes"),
            text("speechModel"),
            text("realtimeUrl"),
            list("wordBoost", &Kind::Text { min: 0, max: 2500 }),
            list("keytermsPrompt", &Kind::Text { min: 0, max: 50 }),
            any_number("endUtteranceSilenceThreshold"),
            flag("disablePartialTranscripts"),
        ],
    ],
);

static AZURE: Object = object(
    "AzureSpeechTranscriber",
    &[
        SHARED,
        &[
            text("language"),
            choice("segmentationStrategy", &["Default", "Time", "Semantic"]),
            number("segmentationSilenceTimeoutMs", 100.0, 5000.0),
            number("segmentationMaximumTimeMs", 20_000.0, 70_000.0),
        ],
    ],
);

static CUSTOM_TRANSCRIBER: Object =
    object("CustomTranscriber", &[SHARED, &[nested("server", &SERVER).required()]]);

static DEEPGRAM: Object = object(
    "DeepgramTranscriber",
    &[
        SHARED,
        &[
            text("model"),
            text("language"),
            flag("smartFormat"),
            flag("mipOptOut").or_flag(false),
            flag("numerals"),
            flag("profanityFilter"),
            list("redaction", &Kind::Choice(&["pci", "pii", "phi", "numbers"])),
            // Its default stands in Vapi's text, not in its schema.
            number("confidenceThreshold", 0.0, 1.0).or_number(0.4),
            number("eotThreshold", 0.5, 0.9),
            number("eotTimeoutMs", 500.0, 10_000.0),
            texts("languages"),
            texts("keywords"),
            texts("keyterm"),
            number("endpointing", 10.0, 500.0),
        ],
    ],
);

static ELEVEN_LABS: Object = object(
    "ElevenLabsTranscriber",
    &[
        SHARED,
        &[
            text("model"),
            text("language"),
            number("silenceThresholdSeconds", 0.3, 3.0),
            number("confidenceThreshold", 0.1, 0.9),
            number("minSpeechDurationMs", 50.0, 2000.0),
            number("minSilenceDurationMs", 50.0, 2000.0),
        ],
    ],
);

static GLADIA: Object = object(
    "GladiaTranscriber",
    &[
        SHARED,
        &[
            text("model"),
            choice(
                "languageBehaviour",
                &["manual", "automatic single language", "automatic multiple languages"],
            ),
            text("language"),
            texts("languages"),
            text("transcriptionHint").length(0, 600),
            flag("prosody"),
            flag("audioEnhancer"),
            number("confidenceThreshold", 0.0, 1.0),
            number("endpointing", 0.01, 10.0),
            number("speechThreshold", 0.0, 1.0),
            flag("customVocabularyEnabled"),
            nested("customVocabularyConfig", &GLADIA_VOCABULARY),
            choice("region", &["us-west", "eu-west"]),
            flag("receivePartialTranscripts"),
        ],
    ],
);

static GOOGLE: Object = object("GoogleTranscriber", &[SHARED, &[text("model"), text("language")]]);

static SPEECHMATICS: Object = object(
    "SpeechmaticsTranscriber",
    &[
        SHARED,
        &[
            text("model"),
            text("language"),
            choice("operatingPoint", &["standard", "enhanced"]).or_text("enhanced"),
            choice("region", &["eu", "us"]).or_text("eu"),
            flag("enableDiarization").or_flag(false),
            number("maxDelay", 500.0, 10_000.0).or_integer(3000),
            list("customVocabulary", &Kind::Nested(&SPEECHMATICS_WORD)).required(),
            choice("numeralStyle", &["written", "spoken"]).or_text("written"),
            number("endOfTurnSensitivity", 0.0, 1.0).or_number(0.5),
            flag("removeDisfluencies").or_flag(false),
            number("minimumSpeechDuration", 0.0, 5.0).or_integer(0),
        ],
    ],
);

static TALKSCRIBER: Object =
    object("TalkscriberTranscriber", &[SHARED, &[text("model"), text("language")]]);

static OPENAI: Object =
    object("OpenAITranscriber", &[SHARED, &[text("model").required(), text("language")]]);

static CARTESIA: Object =
    object("CartesiaTranscriber", &[SHARED, &[text("model"), text("language")]]);

static SONIOX: Object = object(
    "SonioxTranscriber",
    &[
        SHARED,
        &[
            text("model"),
            text("language"),
            texts("languages"),
            flag("languageHintsStrict"),
            number("maxEndpointDelayMs", 500.0, 3000.0),
            texts("customVocabulary"),
            list("contextGeneral", &Kind::Nested(&SONIOX_CONTEXT)),
        ],
    ],
);

static XAI: Object = object("XaiTranscriber", &[SHARED, &[text("model"), text("language")]]);

static VAPI: Object = object(
    "VapiTranscriber",
    &[&[
        choice("version", &["latest", "1"]),
        text("language"),
        texts("languages"),
        texts("keywords"),
        choice("turnTaking", &["intelligent", "manual"]),
    ]],
);

static SPEECHMATICS_WORD: Object = object(
    "SpeechmaticsCustomVocabularyItem",
    &[&[text("content").length(1, usize::MAX).required(), texts("soundsLike")]],
);

static SONIOX_CONTEXT: Object = object(
    "SonioxContextGeneralItem",
    &[&[
        text("key").length(1, usize::MAX).required(),
        text("value").length(1, usize::MAX).required(),
    ]],
);

static GLADIA_VOCABULARY: Object = object(
    "GladiaCustomVocabularyConfigDTO",
    &[&[
        list("vocabulary", &Kind::Any).required(),
        number("defaultIntensity", 0.0, 1.0).or_number(0.5),
    ]],
);
