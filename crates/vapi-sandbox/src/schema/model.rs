//! `model`: seventeen providers around one set of shared keys.

use super::server::SERVER;
use super::{
    Kind, Object, Property, Union, any_number, at_least, choice, flag, list, map, nested,
    nullable_text, number, object, text, texts,
};

pub(super) static MODEL: Union = Union { tag: "provider", variants: VARIANTS, never_fallback: &[] };

/// Tools are objects of some twenty kinds that the sandbox does not look into.
static SHARED: &[Property] = &[
    list("messages", &Kind::Nested(&MESSAGE)),
    list("tools", &Kind::Map),
    texts("toolIds"),
    list("toolRefs", &Kind::Nested(&TOOL_REF)),
    nested("knowledgeBase", &KNOWLEDGE_BASE),
    number("temperature", 0.0, 2.0).or_number(0.5),
    flag("emotionRecognitionEnabled"),
    at_least("numFastTurns", 0.0),
];

/// Taken by every provider but Vapi's own.
static LIMIT: &[Property] = &[number("maxTokens", 50.0, 10_000.0).or_integer(250)];

static VARIANTS: &[(&str, &Object)] = &[
    ("anthropic", &ANTHROPIC),
    ("anthropic-bedrock", &ANTHROPIC_BEDROCK),
    ("anyscale", &ANYSCALE),
    ("cerebras", &CEREBRAS),
    ("custom-llm", &CUSTOM_LLM),
    ("deepinfra", &DEEPINFRA),
    ("deep-seek", &DEEP_SEEK),
    ("google", &GOOGLE),
    ("groq", &GROQ),
    ("inflection-ai", &INFLECTION_AI),
    ("minimax", &MINIMAX),
    ("openai", &OPENAI),
    ("openrouter", &OPENROUTER),
    ("perplexity-ai", &PERPLEXITY_AI),
    ("together-ai", &TOGETHER_AI),
    ("xai", &XAI),
    ("vapi", &VAPI),
];

static ANTHROPIC: Object = object(
    "AnthropicModel",
    &[SHARED, LIMIT, &[text("model").required(), nested("thinking", &THINKING)]],
);

static ANTHROPIC_BEDROCK: Object = object(
    "AnthropicBedrockModel",
    &[SHARED, LIMIT, &[text("model").required(), nested("thinking", &THINKING)]],
);

static ANYSCALE: Object = object("AnyscaleModel", &[SHARED, LIMIT, &[text("model").required()]]);

static CEREBRAS: Object = object("CerebrasModel", &[SHARED, LIMIT, &[text("model").required()]]);

static CUSTOM_LLM: Object = object(
    "CustomLLMModel",
    &[
        SHARED,
        LIMIT,
        &[
            choice("metadataSendMode", &["off", "variable", "destructured"]),
            map("headers"),
            text("url").required(),
            flag("wordLevelConfidenceEnabled"),
            number("timeoutSeconds", 0.0, 300.0),
            text("model").required(),
        ],
    ],
);

static DEEPINFRA: Object = object("DeepInfraModel", &[SHARED, LIMIT, &[text("model").required()]]);

static DEEP_SEEK: Object = object("DeepSeekModel", &[SHARED, LIMIT, &[text("model").required()]]);

static GOOGLE: Object = object(
    "GoogleModel",
    &[SHARED, LIMIT, &[text("model").required(), nested("realtimeConfig", &GOOGLE_REALTIME)]],
);

static GROQ: Object = object("GroqModel", &[SHARED, LIMIT, &[text("model").required()]]);

static INFLECTION_AI: Object =
    object("InflectionAIModel", &[SHARED, LIMIT, &[text("model").required()]]);

static MINIMAX: Object = object("MinimaxLLMModel", &[SHARED, LIMIT, &[text("model").required()]]);

static OPENAI: Object = object(
    "OpenAIModel",
    &[
        SHARED,
        LIMIT,
        &[
            text("model").required(),
            texts("fallbackModels"),
            choice(
                "toolStrictCompatibilityMode",
                &["strip-parameters-with-unsupported-validation", "strip-unsupported-validation"],
            ),
            choice("promptCacheRetention", &["in_memory", "24h"]),
            text("promptCacheKey").length(0, 64),
            choice("reasoningEffort", &["minimal", "none", "low", "medium", "high", "xhigh"]),
        ],
    ],
);

static OPENROUTER: Object =
    object("OpenRouterModel", &[SHARED, LIMIT, &[text("model").required()]]);

static PERPLEXITY_AI: Object =
    object("PerplexityAIModel", &[SHARED, LIMIT, &[text("model").required()]]);

static TOGETHER_AI: Object =
    object("TogetherAIModel", &[SHARED, LIMIT, &[text("model").required()]]);

static XAI: Object = object("XaiModel", &[SHARED, LIMIT, &[text("model").required()]]);

static VAPI: Object = object(
    "VapiModel",
    &[
        SHARED,
        &[text("model"), choice("version", &["latest", "1"]), text("workflowId"), map("workflow")],
    ],
);

static MESSAGE: Object = object(
    "OpenAIMessage",
    &[&[
        nullable_text("content", 100_000_000).required(),
        choice("role", &["assistant", "function", "user", "system", "tool"]).required(),
    ]],
);

static TOOL_REF: Object =
    object("ToolRef", &[&[text("toolId").required(), text("version").required()]]);

static KNOWLEDGE_BASE: Object = object(
    "CreateCustomKnowledgeBaseDTO",
    &[&[
        choice("provider", &["custom-knowledge-base"]).required(),
        nested("server", &SERVER).required(),
    ]],
);

static THINKING: Object = object(
    "AnthropicThinkingConfig",
    &[&[
        choice("type", &["enabled"]).required(),
        number("budgetTokens", 1024.0, 100_000.0).required(),
    ]],
);

static GOOGLE_REALTIME: Object = object(
    "GoogleRealtimeConfig",
    &[&[
        any_number("topP"),
        any_number("topK"),
        any_number("presencePenalty"),
        any_number("frequencyPenalty"),
        map("speechConfig"),
    ]],
);
