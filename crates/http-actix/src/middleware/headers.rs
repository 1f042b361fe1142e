//! Headers that every answer has.

use actix_web::dev::ServiceResponse;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// What browsers are to make of any answer of ours.
const PROTECTION: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
];
/// An answer that is no page loads nothing and stands in no frame.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";
/// The page of the docs: its own files, the images in its style sheet, calls of this server.
const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
/// Answers hold tokens and personal data; what may be kept says so itself.
const NOT_KEPT: &str = "no-store";
/// A year of TLS alone. For this host only: its siblings need not be ours.
const TLS_ALONE: &str = "max-age=31536000";
/// What CORS looks at, of which it says nothing when it refuses a preflight.
const LOOKED_AT: &str = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

pub(super) fn add_to<B>(response: &mut ServiceResponse<B>, behind_tls: bool) {
    let headers = response.headers_mut();
    for (name, value) in PROTECTION {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = if is_page(headers) { PAGE } else { NO_PAGE };
    let unless_said = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, NOT_KEPT),
        (header::VARY, LOOKED_AT),
    ];
    for (name, value) in unless_said {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if behind_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TLS_ALONE));
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}
