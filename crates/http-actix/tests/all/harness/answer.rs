//! An answer, and what each one promises.

use std::collections::BTreeMap;
use std::fmt;

use actix_web::body::to_bytes;
use actix_web::dev::ServiceResponse;
use actix_web::http::ConnectionType;
use actix_web::http::header::HeaderMap;
use serde::Serialize;
use serde_json::Value;

use super::{PASSWORD, SERVER_KEY, SMTP_PASSWORD, TWILIO_TOKEN, VAPI_KEY};

const PROTECTION: [(&str, &str); 3] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
];
/// Fields that snapshots name and do not show.
const REDACTED: [&str; 7] = [
    "id",
    "assistantId",
    "vapiAssistantId",
    "access_token",
    "refresh_token",
    "author",
    "next_before",
];
const POLICY: &str = "content-security-policy";

/// An answer as it came.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Answer {
    pub(super) async fn read(response: ServiceResponse) -> Self {
        let status = response.status().as_u16();
        let mut headers = read_headers(response.headers());
        if response.response().head().connection_type() == ConnectionType::Close {
            headers.insert("connection".to_owned(), "close".to_owned());
        }
        let body = to_bytes(response.into_body()).await.unwrap();
        Self::new(status, headers, &body)
    }

    pub(super) fn new(status: u16, headers: BTreeMap<String, String>, body: &[u8]) -> Self {
        Self { status, headers, body: String::from_utf8_lossy(body).into_owned() }
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// The body of a 200.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{self}");
        self.json()
    }

    /// Asserts that it is the problem of this status and code.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{self}");
        assert_eq!(self.json()["code"], code, "{self}");
    }

    /// Asserts that exactly these fields are at fault: pointer and code of each.
    #[track_caller]
    pub(crate) fn is_invalid(&self, faults: &[(&str, &str)]) {
        self.is_problem(422, "validation_failed");
        let document = self.json();
        let errors = document["errors"].as_array().unwrap().iter();
        let found: Vec<_> = errors
            .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect();
        assert_eq!(found, faults, "{self}");
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The headers, but for the time of day.
    pub(crate) fn lasting_headers(&self) -> BTreeMap<&str, &str> {
        let headers = self.headers.iter().filter(|(name, _)| *name != "date");
        headers.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// The tag of a configuration.
    #[track_caller]
    pub(crate) fn tag(&self) -> String {
        self.header("etag").unwrap_or_else(|| panic!("no ETag: {self}")).to_owned()
    }

    #[track_caller]
    pub(super) fn keeps_its_promises(&self) {
        assert_ne!(self.status, 204, "a proxy breaks on 204");
        let id = self.header("x-request-id").unwrap_or_else(|| panic!("no request id: {self}"));
        assert!(is_request_id(id), "{id}");
        for secret in [PASSWORD, SERVER_KEY, VAPI_KEY, SMTP_PASSWORD, TWILIO_TOKEN] {
            assert!(!self.body.contains(secret), "{secret} is told: {self}");
        }
        self.is_protected();
        if self.status >= 400 {
            self.is_whole_problem(id);
        } else if self.status == 304 {
            assert_eq!(self.body, "");
        }
    }

    /// Asserts that it tells a browser what not to make of it.
    #[track_caller]
    fn is_protected(&self) {
        for (name, value) in PROTECTION {
            assert_eq!(self.header(name), Some(value), "{name}: {self}");
        }
        let page = self.header("content-type").is_some_and(|it| it.starts_with("text/html"));
        let policy = self.header(POLICY).unwrap_or_else(|| panic!("no {POLICY}: {self}"));
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe") && policy.contains("script-src") == page, "{policy}");
        assert!(self.header("vary").is_some_and(|it| it.contains("Origin")), "{self}");
        assert!(self.header("cache-control").is_some(), "{self}");
        assert_eq!(self.header("access-control-allow-credentials"), None, "{self}");
    }

    #[track_caller]
    fn is_whole_problem(&self, request_id: &str) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self}");
        let document = self.json();
        let code = document["code"].as_str().unwrap();
        let type_uri = format!("https://ava.studio/problems/{}", code.replace('_', "-"));
        assert_eq!(document["type"], type_uri, "{self}");
        assert_eq!(document["status"], self.status, "{self}");
        assert_eq!(document["request_id"], request_id, "{self}");
        assert!(document["title"].as_str().is_some_and(|title| !title.is_empty()), "{self}");
        assert!(document["detail"].as_str().is_some_and(is_sentence), "{self}");
        assert_eq!(self.header("cache-control"), Some("no-store"), "{self}");
        let goes_with = match self.status {
            401 => Some("www-authenticate"),
            405 => Some("allow"),
            412 => Some("etag"),
            429 | 503 => Some("retry-after"),
            _ => None,
        };
        if let Some(name) = goes_with {
            assert!(self.header(name).is_some(), "no {name}: {self}");
        }
        if let Some(seconds) = self.header("retry-after") {
            assert!(seconds.parse::<u64>().is_ok_and(|seconds| seconds >= 1), "{seconds}");
        }
        if self.status == 429 {
            for name in ["ratelimit", "ratelimit-policy"] {
                assert!(self.header(name).is_some(), "no {name}: {self}");
            }
        }
        if self.status == 401 {
            assert!(self.header("www-authenticate").unwrap().starts_with("Bearer "), "{self}");
        }
    }
}

pub(super) fn read_headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut read = BTreeMap::<String, String>::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        read.entry(name.as_str().to_owned())
            .and_modify(|values| *values = format!("{values}, {value}"))
            .or_insert_with(|| value.into_owned());
    }
    read
}

fn is_request_id(id: &str) -> bool {
    (1..=128).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// Begins with a capital or with a field's name, ends with a full stop, and is one line.
fn is_sentence(detail: &str) -> bool {
    let start = detail.chars().next().is_some_and(char::is_alphabetic);
    start && detail.ends_with('.') && !detail.ends_with("..") && !detail.contains(['\n', '\r'])
}

/// For the message of a failed test: of the body only as much as can be read.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?} {:.2000}", self.status, self.headers, self.body)
    }
}

/// What a snapshot shows: the headers but those of every answer and what is for other
/// origins, and the body as JSON.
#[derive(Serialize)]
pub(crate) struct Shown<'a> {
    status: u16,
    headers: BTreeMap<&'a str, &'a str>,
    body: Value,
}

impl<'a> From<&'a Answer> for Shown<'a> {
    fn from(answer: &'a Answer) -> Self {
        let headers = answer.headers.iter().filter(|(name, _)| {
            !["x-request-id", "vary", "cache-control", POLICY].contains(&name.as_str())
                && !name.starts_with("access-control-")
                && PROTECTION.iter().all(|(protection, _)| name != protection)
        });
        Self {
            status: answer.status,
            headers: headers.map(|(name, value)| (name.as_str(), value.as_str())).collect(),
            body: serde_json::from_str(&answer.body)
                .unwrap_or_else(|_| Value::String(answer.body.clone())),
        }
    }
}

/// Ids and tokens are redacted, times are the test clock's. Whether ids are UUIDs is for the
/// API document to say.
pub(crate) fn redacted() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for field in REDACTED {
        let hidden = format!("[{field}]");
        settings.add_dynamic_redaction(&format!(".**.{field}"), move |value, _| {
            value.as_str().map_or(value.clone(), |_| hidden.clone().into())
        });
    }
    settings.add_redaction(".body.version", "[version]");
    settings
}

/// Compares an answer with its snapshot.
macro_rules! snapshot {
    ($name:expr, $answer:expr) => {{
        let answer: &$crate::harness::Answer = &$answer;
        let shown = $crate::harness::Shown::from(answer);
        $crate::harness::redacted().bind(|| insta::assert_json_snapshot!($name, shown));
    }};
}
pub(crate) use snapshot;
