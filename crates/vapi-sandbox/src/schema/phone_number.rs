//! Phone numbers by the provider that they come from.

use super::server::SERVER;
use super::{Kind, Object, Property, Union, any, flag, list, nested, object, text};

/// What `PATCH /phone-number/{id}` takes.
pub(crate) static PHONE_NUMBER: Union = Union {
    tag: "provider",
    variants: &[
        ("byo-phone-number", &BYO),
        ("telnyx", &TELNYX),
        ("twilio", &TWILIO),
        ("vapi", &VAPI),
        ("vonage", &VONAGE),
    ],
    never_fallback: &[],
};

/// Hooks and fallback destinations are not looked into.
static SHARED: &[Property] = &[
    any("fallbackDestination"),
    list("hooks", &Kind::Map),
    text("name").length(0, 40),
    text("assistantId"),
    text("workflowId"),
    text("squadId"),
    nested("server", &SERVER),
];

static IMPORTED: &[Property] = &[text("number"), text("credentialId")];

static TELNYX: Object = object("UpdateTelnyxPhoneNumberDTO", &[SHARED, IMPORTED]);

static VONAGE: Object = object("UpdateVonagePhoneNumberDTO", &[SHARED, IMPORTED]);

static BYO: Object = object(
    "UpdateByoPhoneNumberDTO",
    &[
        SHARED,
        &[
            flag("numberE164CheckEnabled").or_flag(true),
            text("number").length(3, 40),
            text("credentialId"),
        ],
    ],
);

static TWILIO: Object = object(
    "UpdateTwilioPhoneNumberDTO",
    &[
        SHARED,
        &[
            flag("smsEnabled").or_flag(true),
            text("number"),
            text("twilioAccountSid"),
            text("twilioAuthToken"),
            text("twilioApiKey"),
            text("twilioApiSecret"),
        ],
    ],
);

static VAPI: Object = object(
    "UpdateVapiPhoneNumberDTO",
    &[SHARED, &[text("sipUri"), nested("authentication", &SIP_AUTHENTICATION)]],
);

static SIP_AUTHENTICATION: Object = object(
    "SipAuthentication",
    &[&[
        text("realm"),
        text("username").length(20, 40).required(),
        text("password").length(20, 40).required(),
    ]],
);
