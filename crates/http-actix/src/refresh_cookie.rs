//! The cookie that holds a browser's refresh token, out of reach of any script.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use application::use_case::account::TokenGrant;
use domain::Raw;
use domain::session::Session;

const NAME: &str = "ava_refresh";
/// Browsers take a name that begins so from TLS alone (RFC 6265bis §4.1.3.1).
const NAME_BEHIND_TLS: &str = "__Secure-ava_refresh";
/// Browsers send it to nothing else.
const PATH: &str = "/api/v1/auth";

/// How the cookie is called and sent here.
pub(crate) struct RefreshCookie {
    behind_tls: bool,
}

impl RefreshCookie {
    pub(crate) const fn new(behind_tls: bool) -> Self {
        Self { behind_tls }
    }

    /// The token that a request brings. Of several nobody knows which is ours: another host of
    /// the same site can plant one, so that they are none.
    pub(crate) fn token_in(&self, headers: &HeaderMap) -> Raw {
        let mut ours = Vec::new();
        for line in headers.get_all(header::COOKIE) {
            let line = String::from_utf8_lossy(line.as_bytes());
            ours.extend(line.split(';').filter_map(|pair| self.token_of(pair)));
        }
        match <[String; 1]>::try_from(ours) {
            Ok([token]) => Raw::Text(token),
            Err(_) => Raw::Absent,
        }
    }

    /// One at a time: what is wrong with another's cookie is not ours to judge.
    fn token_of(&self, pair: &str) -> Option<String> {
        let cookie = Cookie::parse(pair.trim()).ok()?;
        (cookie.name() == self.name()).then(|| cookie.value().to_owned())
    }

    /// Has the browser keep the token: as long as it lives where the session was asked to
    /// last, else until the browser ends.
    pub(crate) fn keeping(&self, grant: &TokenGrant) -> HeaderValue {
        let mut cookie = self.holding(grant.refresh_token.expose());
        if grant.remember {
            let life = Session::ttl(grant.remember).num_seconds();
            cookie.set_max_age(Duration::seconds(life));
        }
        let mut value = header_of(&cookie);
        value.set_sensitive(true);
        value
    }

    /// Has the browser throw it away.
    pub(crate) fn cleared(&self) -> HeaderValue {
        let mut cookie = self.holding("");
        cookie.set_max_age(Duration::ZERO);
        header_of(&cookie)
    }

    fn holding<'a>(&self, token: &'a str) -> Cookie<'a> {
        Cookie::build(self.name(), token)
            .path(PATH)
            .http_only(true)
            .same_site(SameSite::Strict)
            .secure(self.behind_tls)
            .finish()
    }

    const fn name(&self) -> &'static str {
        if self.behind_tls { NAME_BEHIND_TLS } else { NAME }
    }
}

/// Tokens are of letters, digits, `-` and `_`.
fn header_of(cookie: &Cookie<'_>) -> HeaderValue {
    HeaderValue::try_from(cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token_in(behind_tls: bool, lines: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, HeaderValue::from_bytes(line.as_bytes()).unwrap());
        }
        match RefreshCookie::new(behind_tls).token_in(&headers) {
            Raw::Text(token) => Some(token),
            _ => None,
        }
    }

    #[test]
    fn the_token_is_found_among_whatever_cookies_others_have() {
        for lines in [
            &["ava_refresh=abc"][..],
            &["a=b; ava_refresh=abc; c=d"],
            &["nameless; =x; ava_refresh=abc; é=\"; ;;"],
            &["a=b", "ava_refresh=abc"],
            &["__Secure-ava_refresh=other;ava_refresh=abc"],
        ] {
            assert_eq!(token_in(false, lines).as_deref(), Some("abc"), "{lines:?}");
        }
    }

    #[test]
    fn behind_tls_only_a_cookie_of_tls_is_taken() {
        assert_eq!(token_in(true, &["ava_refresh=abc"]), None);
        assert_eq!(token_in(true, &["__Secure-ava_refresh=abc"]).as_deref(), Some("abc"));
    }

    #[test]
    fn none_and_several_are_none() {
        assert_eq!(token_in(false, &[]), None);
        assert_eq!(token_in(false, &["AVA_REFRESH=abc; xava_refresh=abc"]), None);
        assert_eq!(token_in(false, &["ava_refresh=abc; ava_refresh=abc"]), None);
        assert_eq!(token_in(false, &["ava_refresh=abc", "ava_refresh=planted"]), None);
    }

    #[test]
    fn a_cleared_cookie_is_the_one_that_was_kept_without_its_value_and_its_time() {
        let cleared = |behind_tls| RefreshCookie::new(behind_tls).cleared();
        assert_eq!(
            cleared(false),
            "ava_refresh=; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=0"
        );
        assert_eq!(
            cleared(true),
            "__Secure-ava_refresh=; HttpOnly; SameSite=Strict; Secure; Path=/api/v1/auth; Max-Age=0"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_passed_over(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut headers = HeaderMap::new();
            if let Ok(line) = HeaderValue::from_bytes(&bytes) {
                headers.append(header::COOKIE, line);
            }
            let _ = RefreshCookie::new(true).token_in(&headers);
        }
    }
}
