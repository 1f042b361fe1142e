//! `voice`: twenty providers, each with keys of its own; which of them take a speed, and where.

use super::server::SERVER;
use super::voice_part::{
    CARTESIA_CONTROLS, CARTESIA_GENERATION, CHUNK_PLAN, ELEVEN_LABS_DICTIONARY, FALLBACK_PLAN,
    TAVUS_CONVERSATION, VAPI_DICTIONARY,
};
use super::{
    Kind, Object, Property, Union, any, any_number, at_least, choice, either, flag, list, nested,
    number, object, text, texts,
};

pub(super) static VOICE: Union = Union {
    tag: "provider",
    variants: VARIANTS,
    // A fallback takes every provider but this one.
    never_fallback: &["minimax"],
};

static SHARED: &[Property] =
    &[flag("cachingEnabled").or_flag(true), nested("chunkPlan", &CHUNK_PLAN)];

static FALLBACK: &[Property] = &[nested("fallbackPlan", &FALLBACK_PLAN)];

static VARIANTS: &[(&str, &Object)] = &[
    ("azure", &AZURE),
    ("cartesia", &CARTESIA),
    ("custom-voice", &CUSTOM_VOICE),
    ("deepgram", &DEEPGRAM),
    ("11labs", &ELEVEN_LABS),
    ("hume", &HUME),
    ("lmnt", &LMNT),
    ("neuphonic", &NEUPHONIC),
    ("openai", &OPENAI),
    ("playht", &PLAYHT),
    ("wellsaid", &WELLSAID),
    ("rime-ai", &RIME_AI),
    ("smallest-ai", &SMALLEST_AI),
    ("tavus", &TAVUS),
    ("vapi", &VAPI),
    ("sesame", &SESAME),
    ("inworld", &INWORLD),
    ("minimax", &MINIMAX),
    ("xai", &XAI),
    ("microsoft", &MICROSOFT),
];

static AZURE: Object = object(
    "AzureVoice",
    &[SHARED, FALLBACK, &[text("voiceId").required(), number("speed", 0.5, 2.0)]],
);

static CARTESIA: Object = object(
    "CartesiaVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("voiceId").required(),
            text("model"),
            text("language"),
            nested("experimentalControls", &CARTESIA_CONTROLS),
            nested("generationConfig", &CARTESIA_GENERATION),
            text("pronunciationDictId"),
        ],
    ],
);

static CUSTOM_VOICE: Object = object(
    "CustomVoice",
    &[SHARED, FALLBACK, &[text("voiceId"), nested("server", &SERVER).required()]],
);

static DEEPGRAM: Object = object(
    "DeepgramVoice",
    &[
        SHARED,
        FALLBACK,
        &[text("voiceId").required(), text("model"), flag("mipOptOut").or_flag(false)],
    ],
);

static ELEVEN_LABS: Object = object(
    "ElevenLabsVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("voiceId").required(),
            number("stability", 0.0, 1.0),
            number("similarityBoost", 0.0, 1.0),
            number("style", 0.0, 1.0),
            flag("useSpeakerBoost"),
            number("speed", 0.7, 1.2),
            number("optimizeStreamingLatency", 0.0, 4.0),
            flag("enableSsmlParsing"),
            flag("autoMode"),
            text("model"),
            text("language"),
            list("pronunciationDictionaryLocators", &Kind::Nested(&ELEVEN_LABS_DICTIONARY)),
        ],
    ],
);

static HUME: Object = object(
    "HumeVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("model"),
            text("voiceId").required(),
            flag("isCustomHumeVoice"),
            text("description"),
        ],
    ],
);

static LMNT: Object = object(
    "LMNTVoice",
    &[
        SHARED,
        FALLBACK,
        &[text("voiceId").required(), number("speed", 0.25, 2.0), text("language")],
    ],
);

static NEUPHONIC: Object = object(
    "NeuphonicVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("voiceId").required(),
            text("model"),
            any("language").required(),
            number("speed", 0.25, 2.0),
        ],
    ],
);

static OPENAI: Object = object(
    "OpenAIVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("voiceId").required(),
            text("model"),
            text("instructions").length(0, 10_000),
            number("speed", 0.25, 4.0),
        ],
    ],
);

static PLAYHT: Object = object(
    "PlayHTVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("voiceId").required(),
            number("speed", 0.1, 5.0),
            number("temperature", 0.1, 2.0),
            text("emotion"),
            number("voiceGuidance", 1.0, 6.0),
            number("styleGuidance", 1.0, 30.0),
            number("textGuidance", 1.0, 2.0),
            text("model"),
            text("language"),
        ],
    ],
);

static WELLSAID: Object = object(
    "WellSaidVoice",
    &[
        SHARED,
        FALLBACK,
        &[text("voiceId").required(), text("model"), flag("enableSsml"), texts("libraryIds")],
    ],
);

static RIME_AI: Object = object(
    "RimeAIVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("voiceId").required(),
            text("model"),
            at_least("speed", 0.1),
            flag("pauseBetweenBrackets"),
            flag("phonemizeBetweenBrackets"),
            flag("reduceLatency"),
            text("inlineSpeedAlpha"),
            text("language"),
        ],
    ],
);

static SMALLEST_AI: Object = object(
    "SmallestAIVoice",
    &[SHARED, FALLBACK, &[text("voiceId").required(), text("model"), any_number("speed")]],
);

static TAVUS: Object = object(
    "TavusVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("voiceId").required(),
            text("personaId"),
            text("callbackUrl"),
            text("conversationName"),
            text("conversationalContext"),
            text("customGreeting"),
            nested("properties", &TAVUS_CONVERSATION),
        ],
    ],
);

static VAPI: Object = object(
    "VapiVoice",
    &[
        SHARED,
        &[
            text("voiceId").required(),
            either(
                "version",
                &[Kind::Choice(&["1", "2", "latest"]), Kind::Number { min: 1.0, max: 2.0 }],
            ),
            number("speed", 0.25, 2.0).or_integer(1),
            text("language"),
            list("pronunciationDictionary", &Kind::Nested(&VAPI_DICTIONARY)),
        ],
    ],
);

static SESAME: Object = object(
    "SesameVoice",
    &[SHARED, FALLBACK, &[text("voiceId").required(), text("model").required()]],
);

static INWORLD: Object = object(
    "InworldVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("voiceId").length(0, 120).required(),
            text("model").or_text("inworld-tts-1"),
            text("languageCode").or_text("en"),
            number("temperature", 0.1, 2.0).or_number(1.1),
            number("speakingRate", 0.5, 1.5).or_integer(1),
        ],
    ],
);

static MINIMAX: Object = object(
    "MinimaxVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("voiceId").required(),
            text("model").or_text("speech-02-turbo"),
            text("emotion"),
            choice("subtitleType", &["word", "sentence"]).or_text("sentence"),
            number("pitch", -12.0, 12.0).or_integer(0),
            number("speed", 0.5, 2.0).or_integer(1),
            number("volume", 0.5, 2.0).or_integer(1),
            choice("region", &["worldwide", "china"]).or_text("worldwide"),
            text("languageBoost"),
            flag("textNormalizationEnabled").or_flag(true),
        ],
    ],
);

static XAI: Object = object(
    "XaiVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("voiceId").length(0, 120).required(),
            text("language").or_text("en"),
            number("speed", 0.7, 1.5).or_number(1.1),
        ],
    ],
);

static MICROSOFT: Object = object(
    "MicrosoftVoice",
    &[
        SHARED,
        FALLBACK,
        &[
            text("voiceId").required(),
            text("style"),
            number("styleDegree", 0.01, 2.0).or_integer(1),
            choice(
                "role",
                &[
                    "Girl",
                    "Boy",
                    "YoungAdultFemale",
                    "YoungAdultMale",
                    "OlderAdultFemale",
                    "OlderAdultMale",
                    "SeniorFemale",
                    "SeniorMale",
                ],
            ),
            number("speed", 0.5, 2.0),
        ],
    ],
);
