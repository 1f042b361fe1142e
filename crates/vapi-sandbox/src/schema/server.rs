//! `server`: where Vapi sends its events, and how it tries again.

use super::{Kind, Object, choice, flag, list, map, nested, number, object, text, texts};

pub(super) static SERVER: Object = object(
    "Server",
    &[&[
        number("timeoutSeconds", 1.0, 300.0).or_integer(20),
        text("credentialId"),
        flag("staticIpAddressesEnabled"),
        texts("encryptedPaths"),
        text("url"),
        map("headers"),
        nested("backoffPlan", &BACKOFF_PLAN),
    ]],
);

static BACKOFF_PLAN: Object = object(
    "BackoffPlan",
    &[&[
        choice("type", &["fixed", "exponential"]).required(),
        number("maxRetries", 0.0, 10.0).required(),
        number("baseDelaySeconds", 0.0, 10.0).required(),
        list("excludedStatusCodes", &Kind::Any),
    ]],
);
