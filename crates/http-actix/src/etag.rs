//! Entity tags of the configuration: `"<revision>-<8 hex of the body's digest>"`.

use actix_web::http::header::{self, HeaderMap};
use domain::studio::Revision;

/// The tag of a body at a revision, with its quotes. A checksum is enough: what it tells apart
/// are one user's own answers at one revision, and it is made for each of them.
pub(crate) fn of(revision: Revision, body: &[u8]) -> String {
    format!("\"{revision}-{:08x}\"", crc32fast::hash(body))
}

/// What `If-Match` asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum IfMatch {
    /// Any revision: it isn't there, or `*`.
    Any,
    /// One of these.
    OneOf(Vec<Revision>),
}

/// What a tag without digits asks for: no configuration has this revision.
const NO_REVISION: Revision = -1;

impl IfMatch {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let values = headers.get_all(header::IF_MATCH);
        let tags = values.flat_map(|value| value.to_str().unwrap_or_default().split(','));
        let revisions: Option<Vec<_>> = tags.map(|tag| revision_of(tag.trim())).collect();
        match revisions {
            Some(revisions) if !revisions.is_empty() => Self::OneOf(revisions),
            _ => Self::Any,
        }
    }

    /// The revision to try first; `None` for any.
    pub(crate) fn first(&self) -> Option<Revision> {
        match self {
            Self::Any => None,
            Self::OneOf(revisions) => revisions.first().copied(),
        }
    }

    /// Whether this revision is another than the one that was tried, and listed.
    pub(crate) fn lists_besides(&self, tried: Option<Revision>, revision: Revision) -> bool {
        match self {
            Self::Any => false,
            Self::OneOf(revisions) => tried != Some(revision) && revisions.contains(&revision),
        }
    }
}

/// The leading digits; `None` for `*`. `W/`, quotes and what proxies append are ignored.
fn revision_of(tag: &str) -> Option<Revision> {
    if tag == "*" {
        return None;
    }
    let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
    let digits: String = tag.chars().take_while(char::is_ascii_digit).collect();
    Some(digits.parse().unwrap_or(NO_REVISION))
}

/// Whether `If-None-Match` names this tag (weak comparison, RFC 9110 §13.1.2).
pub(crate) fn none_match(headers: &HeaderMap, tag: &str) -> bool {
    headers.get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok()).any(|text| {
        text.split(',')
            .map(str::trim)
            .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn if_match_reads_the_leading_revision_of_each_tag() {
        for (value, expected) in [
            ("\"7-0a1b2c3d\"", vec![7]),
            ("W/\"7-0a1b2c3d-gzip\"", vec![7]),
            ("\"7\"", vec![7]),
            ("7", vec![7]),
            ("\"abc\"", vec![-1]),
            ("", vec![-1]),
            ("\"99999999999999999999\"", vec![-1]),
            ("\"5-00000000\", W/\"7\" ,x", vec![5, 7, -1]),
        ] {
            let if_match = IfMatch::of(&headers(header::IF_MATCH, value));
            assert_eq!(if_match, IfMatch::OneOf(expected), "{value}");
        }
        for value in ["*", " * ", "\"7\", *"] {
            assert_eq!(IfMatch::of(&headers(header::IF_MATCH, value)), IfMatch::Any, "{value}");
        }
        assert_eq!(IfMatch::of(&HeaderMap::new()), IfMatch::Any);
    }

    #[test]
    fn tags_of_several_headers_are_one_list() {
        let mut headers = headers(header::IF_MATCH, "\"5\"");
        headers.append(header::IF_MATCH, HeaderValue::from_static("\"7\""));
        assert_eq!(IfMatch::of(&headers), IfMatch::OneOf(vec![5, 7]));
    }

    #[test]
    fn a_listed_revision_is_tried_once() {
        let listed = IfMatch::OneOf(vec![5, 7]);
        assert_eq!(listed.first(), Some(5));
        assert!(listed.lists_besides(Some(5), 7));
        assert!(!listed.lists_besides(Some(7), 7));
        assert!(!listed.lists_besides(Some(5), 6));
        assert!(!IfMatch::Any.lists_besides(None, 7));
    }

    #[test]
    fn if_none_match_compares_all_of_the_tag() {
        let tag = of(7, b"{}");
        let matches = |value: String| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::try_from(value).unwrap());
            none_match(&headers, &tag)
        };
        assert!(matches(tag.clone()));
        assert!(matches(format!("\"1-00000000\", W/{tag}")));
        assert!(!matches("\"7\"".to_owned()));
    }
}
