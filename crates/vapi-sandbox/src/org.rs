//! Whom a bearer key belongs to.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::{FromRequest, HttpRequest};
use uuid::Uuid;

use crate::refusal::Refusal;

/// Keys that begin so are refused, as a revoked key would be.
const REFUSED: &str = "invalid";

/// The UUID namespace of the orgs; made up once.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f0a_94b2_7c1e_4f4b_9a53_1d8e_52c7_60f3);

/// An org: every key that is not refused has one of its own. It tells nothing of the key, and
/// outlives a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Org(pub(crate) Uuid);

impl Org {
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        let well_formed = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
        (well_formed && !key.starts_with(REFUSED))
            .then(|| Self(Uuid::new_v5(&NAMESPACE, key.as_bytes())))
    }

    pub(crate) fn of_headers(headers: &HeaderMap) -> Option<Self> {
        let (scheme, key) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| Self::of_key(key.trim())).flatten()
    }
}

impl FromRequest for Org {
    type Error = Refusal;
    type Future = Ready<Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of_headers(request.headers()).ok_or_else(Refusal::invalid_key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_org_is_the_same_tomorrow_and_is_not_the_key() {
        let org = Org::of_key("a-key").expect("a good key");
        assert_eq!(org.0.to_string(), "ff1a8dc3-05e8-55ab-990b-7ca844b0624f");
    }

    #[test]
    fn a_key_that_vapi_would_not_know_has_no_org() {
        for key in ["", "invalid", "invalid-key", "two words", "clé"] {
            assert_eq!(Org::of_key(key), None, "{key}");
        }
    }
}
