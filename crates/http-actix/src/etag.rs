//! Entity tags of the configuration: `"<revision>-<8 hex of the body's digest>"`.

use actix_web::http::header::{self, HeaderMap};
use aws_lc_rs::digest::{SHA256, digest};
use domain::studio::Revision;

/// The tag of a body at a revision, with its quotes.
pub(crate) fn of(revision: Revision, body: &str) -> String {
    let hash = digest(&SHA256, body.as_bytes());
    let short =
        hash.as_ref().iter().take(4).fold(0_u32, |short, byte| (short << 8) | u32::from(*byte));
    format!("\"{revision}-{short:08x}\"")
}

/// The revision that `If-Match` asks for: the leading digits of the first tag. `W/`, quotes
/// and what proxies append are ignored; a tag without digits matches no revision.
pub(crate) fn expected_revision(headers: &HeaderMap) -> Option<Revision> {
    const NONE: Revision = -1;
    let value = headers.get(header::IF_MATCH)?;
    let Ok(text) = value.to_str() else {
        return Some(NONE);
    };
    let first = text.split(',').next().unwrap_or_default().trim();
    if first == "*" {
        return None;
    }
    let tag = first.strip_prefix("W/").unwrap_or(first).trim_matches('"');
    let digits: String = tag.chars().take_while(char::is_ascii_digit).collect();
    Some(digits.parse().unwrap_or(NONE))
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
    fn if_match_reads_the_leading_revision() {
        for (value, expected) in [
            ("\"7-0a1b2c3d\"", Some(7)),
            ("W/\"7-0a1b2c3d-gzip\"", Some(7)),
            ("\"7\"", Some(7)),
            ("7", Some(7)),
            ("*", None),
            ("\"abc\"", Some(-1)),
            ("", Some(-1)),
            ("\"99999999999999999999\"", Some(-1)),
        ] {
            assert_eq!(expected_revision(&headers(header::IF_MATCH, value)), expected, "{value}");
        }
        assert_eq!(expected_revision(&HeaderMap::new()), None);
    }

    #[test]
    fn if_none_match_compares_all_of_the_tag() {
        let tag = of(7, "{}");
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
