//! Problem documents (RFC 9457): every kind once, in one table.

use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use application::BoxError;
use domain::{FaultCode, Faults};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;

use crate::view::one_of;

const TYPE_BASE: &str = "https://ava.studio/problems/";
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

macro_rules! problem_kinds {
    ($( $kind:ident $status:literal $code:literal $title:literal; )*) => {
        /// Everything that can be wrong with a request, or with us.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum ProblemKind {
            $( #[doc = $title] $kind, )*
        }

        impl ProblemKind {
            /// Every kind, in the order of the API document.
            pub(crate) const ALL: &[Self] = &[ $( Self::$kind, )* ];

            pub(crate) const fn status(self) -> u16 {
                match self { $( Self::$kind => $status, )* }
            }

            pub(crate) const fn code(self) -> &'static str {
                match self { $( Self::$kind => $code, )* }
            }

            pub(crate) const fn title(self) -> &'static str {
                match self { $( Self::$kind => $title, )* }
            }
        }
    };
}

problem_kinds! {
    MalformedJson 400 "malformed_json" "Malformed JSON";
    BadRequest 400 "bad_request" "Bad request";
    Unauthenticated 401 "unauthenticated" "Authentication required";
    TokenExpired 401 "token_expired" "Token expired";
    InvalidCredentials 401 "invalid_credentials" "Invalid credentials";
    NotFound 404 "not_found" "Not found";
    MethodNotAllowed 405 "method_not_allowed" "Method not allowed";
    RequestTimeout 408 "request_timeout" "Request timeout";
    EmailTaken 409 "email_taken" "Email taken";
    PhoneTaken 409 "phone_taken" "Phone taken";
    VapiNotConfigured 409 "vapi_not_configured" "Vapi not configured";
    AssistantConflict 409 "assistant_conflict" "Assistant conflict";
    StaleRevision 412 "stale_revision" "Stale revision";
    PayloadTooLarge 413 "payload_too_large" "Payload too large";
    UnsupportedMediaType 415 "unsupported_media_type" "Unsupported media type";
    ValidationFailed 422 "validation_failed" "Validation failed";
    RateLimited 429 "rate_limited" "Rate limited";
    Internal 500 "internal" "Internal error";
    VapiRejected 502 "vapi_rejected" "Vapi rejected the settings";
    VapiKeyRefused 502 "vapi_key_refused" "Vapi refused the key";
    Unavailable 503 "unavailable" "Unavailable";
    VapiUnavailable 503 "vapi_unavailable" "Vapi unavailable";
    VapiRateLimited 503 "vapi_rate_limited" "Vapi is rate limiting";
    VapiTimeout 504 "vapi_timeout" "Vapi timed out";
}

impl ProblemKind {
    pub(crate) fn type_uri(self) -> String {
        format!("{TYPE_BASE}{}", self.code().replace('_', "-"))
    }

    /// The kind that an answer of this status stands for, when nothing more is known.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let generic = [
            Self::NotFound,
            Self::MethodNotAllowed,
            Self::RequestTimeout,
            Self::PayloadTooLarge,
            Self::UnsupportedMediaType,
            Self::Unauthenticated,
            Self::Unavailable,
        ];
        match generic.into_iter().find(|kind| kind.status() == status.as_u16()) {
            Some(kind) => kind,
            None if status.is_client_error() => Self::BadRequest,
            None => Self::Internal,
        }
    }

    /// The sentence for an answer of which nothing more is known.
    pub(crate) const fn generic_detail(self) -> &'static str {
        match self {
            Self::NotFound => "There is nothing at this address.",
            Self::MethodNotAllowed => "This address does not take this method.",
            Self::RequestTimeout => "The request took too long to arrive.",
            Self::PayloadTooLarge => "The body must have at most 256 KiB.",
            Self::UnsupportedMediaType => "The body must be application/json.",
            Self::Unavailable => {
                "The service is not available right now; please try again in a moment."
            }
            Self::Internal => "Something went wrong on our side.",
            Self::MalformedJson => "The body is not valid JSON.",
            Self::Unauthenticated => "A valid access token is needed.",
            Self::TokenExpired => "The access token has expired.",
            Self::InvalidCredentials => "The email, phone or password is wrong.",
            Self::EmailTaken => "This email address already has an account.",
            Self::PhoneTaken => "This phone number already has an account.",
            Self::VapiNotConfigured => "No Vapi key is set up yet.",
            Self::AssistantConflict => "The assistant is in use elsewhere.",
            Self::StaleRevision => "The configuration was changed since you loaded it.",
            Self::VapiKeyRefused => "Vapi refused the key.",
            Self::VapiUnavailable => "Vapi could not be reached; please try again in a moment.",
            Self::VapiRateLimited => "Vapi asks us to slow down; please try again in a moment.",
            Self::VapiTimeout => "Vapi did not answer in time; please try again in a moment.",
            Self::RateLimited => "Too many attempts; please try again in a moment.",
            Self::BadRequest | Self::ValidationFailed | Self::VapiRejected => {
                "The request could not be carried out."
            }
        }
    }
}

/// One thing that is wrong with one field.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ProblemError {
    /// JSON pointer (RFC 6901) to the field; empty for the body as a whole.
    #[schema(example = "/voiceSpeed")]
    pub(crate) pointer: String,
    /// What kind of fault.
    #[schema(schema_with = fault_code_schema)]
    pub(crate) code: &'static str,
    /// Reads on after the field's name.
    #[schema(example = "must be between 0.25 and 4, got 99")]
    pub(crate) detail: String,
}

/// The document as it is sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDocument {
    /// Identifies the kind.
    #[serde(rename = "type")]
    #[schema(schema_with = type_schema)]
    type_uri: String,
    /// The kind in words.
    #[schema(example = "Validation failed")]
    title: &'static str,
    /// The status of the answer.
    #[schema(example = 422)]
    status: u16,
    /// The kind as a stable word.
    #[schema(schema_with = code_schema)]
    code: &'static str,
    /// One sentence for a person.
    #[schema(example = "voiceSpeed must be between 0.25 and 4, got 99.")]
    detail: String,
    /// The request, for the log.
    request_id: String,
    /// All that is wrong with the fields, where fields are at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<ProblemError>,
}

fn type_schema() -> Object {
    one_of(ProblemKind::ALL.iter().map(|kind| kind.type_uri()), "Identifies the kind.")
}

fn code_schema() -> Object {
    one_of(ProblemKind::ALL.iter().map(|kind| kind.code()), "The kind as a stable word.")
}

fn fault_code_schema() -> Object {
    one_of(FaultCode::ALL.map(FaultCode::as_str), "What kind of fault.")
}

/// A problem on its way to the client. The request id is added, and the cause is logged,
/// where it leaves (`middleware::seal`).
#[derive(Debug)]
pub(crate) struct Problem {
    kind: ProblemKind,
    detail: String,
    errors: Vec<ProblemError>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<BoxError>,
}

impl Problem {
    /// A problem with its generic sentence.
    pub(crate) fn new(kind: ProblemKind) -> Self {
        let problem = Self {
            kind,
            detail: kind.generic_detail().to_owned(),
            errors: Vec::new(),
            headers: Vec::new(),
            cause: None,
        };
        if kind.status() == 401 { problem.challenged() } else { problem }
    }

    /// All faults of a body.
    pub(crate) fn invalid(faults: &Faults) -> Self {
        let errors = faults
            .iter()
            .map(|(field, fault)| ProblemError {
                pointer: if field.is_empty() { String::new() } else { format!("/{field}") },
                code: fault.code.as_str(),
                detail: fault.detail.clone(),
            })
            .collect();
        Self::new(ProblemKind::ValidationFailed).with_detail(faults.sentence()).with_errors(errors)
    }

    pub(crate) fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    pub(crate) fn with_errors(mut self, errors: Vec<ProblemError>) -> Self {
        self.errors = errors;
        self
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// When to try again, in whole seconds, at least one.
    pub(crate) fn retry_after(self, span: Duration) -> Self {
        self.with_header(header::RETRY_AFTER, HeaderValue::from(whole_seconds(span).max(1)))
    }

    /// What the log is told.
    pub(crate) fn because(mut self, cause: impl Into<BoxError>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// How to authenticate (RFC 6750 §3).
    fn challenged(self) -> Self {
        let challenge = match self.kind {
            ProblemKind::TokenExpired => {
                r#"Bearer realm="ava", error="invalid_token", error_description="The access token has expired""#
            }
            _ => r#"Bearer realm="ava""#,
        };
        self.with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    /// A presented token was refused.
    pub(crate) fn invalid_token() -> Self {
        let challenge = r#"Bearer realm="ava", error="invalid_token""#;
        let mut problem = Self::new(ProblemKind::Unauthenticated);
        problem.headers.clear();
        problem.with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    pub(crate) const fn kind(&self) -> ProblemKind {
        self.kind
    }

    #[cfg(test)]
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    pub(crate) fn cause(&self) -> Option<&BoxError> {
        self.cause.as_ref()
    }

    /// The answer.
    pub(crate) fn to_response(&self, request_id: &str) -> HttpResponse {
        let document = ProblemDocument {
            type_uri: self.kind.type_uri(),
            title: self.kind.title(),
            status: self.kind.status(),
            code: self.kind.code(),
            detail: self.detail.clone(),
            request_id: request_id.to_owned(),
            errors: self.errors.clone(),
        };
        let mut response = HttpResponse::build(self.status_code());
        for (name, value) in &self.headers {
            response.insert_header((name.clone(), value.clone()));
        }
        response.content_type(MEDIA_TYPE).body(serde_json::to_string(&document).unwrap_or_default())
    }
}

/// Rounded up: whoever waits so long has waited long enough.
pub(crate) fn whole_seconds(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.code())
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        self.to_response("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_statuses_are_errors() {
        let mut codes: Vec<_> = ProblemKind::ALL.iter().map(|kind| kind.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ProblemKind::ALL.len());
        assert!(ProblemKind::ALL.iter().all(|kind| (400..600).contains(&kind.status())));
    }

    #[test]
    fn an_unknown_status_becomes_the_nearest_kind() {
        assert_eq!(ProblemKind::of_status(StatusCode::IM_A_TEAPOT), ProblemKind::BadRequest);
        assert_eq!(ProblemKind::of_status(StatusCode::BAD_GATEWAY), ProblemKind::Internal);
        assert_eq!(ProblemKind::of_status(StatusCode::NOT_FOUND), ProblemKind::NotFound);
    }

    #[test]
    fn a_retry_is_told_in_whole_seconds() {
        let problem =
            Problem::new(ProblemKind::Unavailable).retry_after(Duration::from_millis(1200));
        let response = problem.to_response("r");
        assert_eq!(response.headers().get(header::RETRY_AFTER).unwrap(), "2");
    }
}
