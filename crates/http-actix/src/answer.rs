//! Answers of handlers.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use application::port::StudioRecord;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::etag;
use crate::problem::{Problem, ProblemKind};
use crate::view::StudioConfigView;

/// What a handler answers.
pub(crate) type Answer = Result<HttpResponse, Problem>;

const IGNORED_FIELDS: HeaderName = HeaderName::from_static("ava-ignored-fields");
const IGNORED_MAX_NAMES: usize = 20;
const IGNORED_MAX_BYTES: usize = 1024;
/// No less than most bodies have: a configuration with a prompt of a page.
const USUAL_BYTES: usize = 4096;
/// The same for everybody until the next release.
pub(crate) const KEPT_A_WHILE: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// Kept by the user's own cache alone, which asks each time whether it is still current.
const BY_TAG: HeaderValue = HeaderValue::from_static("private, no-cache");
const KEPT_IN_NAMES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'.').remove(b'-');

/// 200 with this view.
pub(crate) fn ok(view: &impl Serialize) -> Answer {
    json(StatusCode::OK, view)
}

/// 201 with this view.
pub(crate) fn created(view: &impl Serialize) -> Answer {
    json(StatusCode::CREATED, view)
}

fn json(status: StatusCode, view: &impl Serialize) -> Answer {
    let body = body_of(view)?;
    Ok(HttpResponse::build(status).content_type("application/json").body(body))
}

/// The text of this view.
pub(crate) fn body_of(view: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::with_capacity(USUAL_BYTES);
    serde_json::to_writer(&mut body, view)
        .map_err(|error| Problem::new(ProblemKind::Internal).because(error))?;
    Ok(body)
}

/// The body of a configuration and its tag.
pub(crate) struct TaggedConfig {
    body: Vec<u8>,
    tag: String,
}

impl TaggedConfig {
    pub(crate) fn of(record: &StudioRecord) -> Result<Self, Problem> {
        let body = body_of(&StudioConfigView(record))?;
        Ok(Self { tag: etag::of(record.revision, &body), body })
    }

    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    /// The tag as a header's value.
    pub(crate) fn header(&self) -> HeaderValue {
        HeaderValue::try_from(self.tag.as_str()).unwrap_or(HeaderValue::from_static("\"0\""))
    }

    /// 200 with the body and its tag, and the names of ignored fields, if any.
    pub(crate) fn answer(self, ignored: &[String]) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response.insert_header((header::ETAG, self.header()));
        if let Some(names) = ignored_fields(ignored) {
            response.insert_header((IGNORED_FIELDS, names));
        }
        response.content_type("application/json").body(self.body)
    }

    /// [`Self::answer()`] to who asks what is stored, and may ask again by the tag.
    pub(crate) fn current(self) -> HttpResponse {
        let mut response = self.answer(&[]);
        response.headers_mut().insert(header::CACHE_CONTROL, BY_TAG);
        response
    }

    /// 304 with the tag alone.
    pub(crate) fn not_modified(&self) -> HttpResponse {
        HttpResponse::NotModified()
            .insert_header((header::ETAG, self.header()))
            .insert_header((header::CACHE_CONTROL, BY_TAG))
            .finish()
    }
}

/// Comma-separated and percent-encoded; of the first 20 names those that fit into 1 KiB,
/// none cut in half.
fn ignored_fields(names: &[String]) -> Option<HeaderValue> {
    let mut text = String::new();
    for name in names.iter().take(IGNORED_MAX_NAMES) {
        let name = utf8_percent_encode(name, KEPT_IN_NAMES).to_string();
        let separator = if text.is_empty() { "" } else { "," };
        if text.len() + separator.len() + name.len() > IGNORED_MAX_BYTES {
            continue;
        }
        text.push_str(separator);
        text.push_str(&name);
    }
    if text.is_empty() { None } else { HeaderValue::try_from(text).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header_of(names: &[&str]) -> Option<String> {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        ignored_fields(&names).map(|value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn names_are_encoded_and_bounded() {
        assert_eq!(header_of(&[]), None);
        assert_eq!(
            header_of(&["voice_speed", "a,b\r\nX: é"]).unwrap(),
            "voice_speed,a%2Cb%0D%0AX%3A%20%C3%A9"
        );
        let many: Vec<String> = (0..50).map(|n| format!("f{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(header_of(&many).unwrap().split(',').count(), 20);
        let long = "x".repeat(700);
        assert_eq!(header_of(&[&long, &long]).unwrap().len(), 700);
        assert_eq!(header_of(&[&"x".repeat(2000)]), None);
        assert_eq!(
            header_of(&["a", &"x".repeat(2000), "b", &long, "c"]).unwrap(),
            format!("a,b,{long},c")
        );
    }
}
