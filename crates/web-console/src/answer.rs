//! How a file or the page is answered: in what form, and how long it may be kept.

use std::borrow::Cow;

use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use crate::asset::{self, Asset, VERSION};
use crate::page;

/// A year: what is at this address never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Kept, and asked about each time.
const ASKED_ABOUT: &str = "no-cache";
/// Besides the headers that every answer has: no window of another site has a hold on this one,
/// no other site includes it, and it needs none of the machine's senses.
const PROTECTION: [(&str, &str); 3] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// The page, with this status.
pub(crate) fn page(request: &HttpRequest, status: StatusCode) -> HttpResponse {
    let text = page::text();
    let tag = format!("\"page-{VERSION}\"");
    let kept = status == StatusCode::OK && !asset::is_live();
    if kept && is_known(request.headers(), &tag) {
        // What this says takes the place of what the browser has kept, the policy too.
        return page_headers(StatusCode::NOT_MODIFIED).insert_header((header::ETAG, tag)).finish();
    }
    let mut answer = page_headers(status);
    if kept {
        answer.insert_header((header::ETAG, tag));
    }
    answer.content_type("text/html; charset=utf-8").body(text)
}

/// A file. While servers of two versions stand behind one address, a file of the other version
/// may be asked for: it gets this one's, which nobody is to keep as that.
pub(crate) fn file(request: &HttpRequest, asset: Asset, version: &str) -> HttpResponse {
    let keep = if version == VERSION && !asset::is_live() { FOR_EVER } else { ASKED_ABOUT };
    let mut answer = protected(StatusCode::OK);
    answer
        .insert_header((header::CACHE_CONTROL, keep))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((header::ETAG, asset.tag.clone()));
    if is_known(request.headers(), &asset.tag) {
        return answer.status(StatusCode::NOT_MODIFIED).finish();
    }
    answer.content_type(asset.media_type);
    let (encoding, body) = form(request.headers(), asset);
    if let Some(encoding) = encoding {
        answer.insert_header((header::CONTENT_ENCODING, encoding));
    }
    match body {
        Cow::Borrowed(bytes) => answer.body(bytes),
        Cow::Owned(bytes) => answer.body(bytes),
    }
}

fn page_headers(status: StatusCode) -> HttpResponseBuilder {
    let mut answer = protected(status);
    answer
        .insert_header((header::CACHE_CONTROL, ASKED_ABOUT))
        .insert_header((header::VARY, "Accept"))
        .insert_header((header::CONTENT_SECURITY_POLICY, page::POLICY));
    answer
}

/// The smallest form that is taken.
fn form(headers: &HeaderMap, asset: Asset) -> (Option<&'static str>, Cow<'static, [u8]>) {
    if let Some(bytes) = asset.brotli.filter(|_| takes(headers, "br")) {
        return (Some("br"), Cow::Borrowed(bytes));
    }
    if let Some(bytes) = asset.gzip.filter(|_| takes(headers, "gzip")) {
        return (Some("gzip"), Cow::Borrowed(bytes));
    }
    (None, asset.plain)
}

fn protected(status: StatusCode) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    for (name, value) in PROTECTION {
        answer.insert_header((HeaderName::from_static(name), value));
    }
    answer
}

/// Whether the client takes answers in this coding.
fn takes(headers: &HeaderMap, coding: &str) -> bool {
    listed(headers, &header::ACCEPT_ENCODING).any(|entry| {
        let (name, rest) = entry.split_once(';').unwrap_or((entry, ""));
        let quality = rest.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(coding) && quality.unwrap_or(1.0) > 0.0
    })
}

/// Whether the client has the version with this tag.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    listed(headers, &header::IF_NONE_MATCH)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// Whether a page is what the client asks for, as browsers do when a person goes somewhere.
pub(crate) fn asks_for_a_page(method: &Method, headers: &HeaderMap) -> bool {
    let reads = method == Method::GET || method == Method::HEAD;
    reads
        && listed(headers, &header::ACCEPT)
            .any(|entry| entry.split(';').next().is_some_and(|kind| kind.trim() == "text/html"))
}

fn listed<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}
