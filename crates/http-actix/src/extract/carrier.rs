//! What a refresh token travels in: bodies, or a cookie for a browser.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::{FromRequest, HttpRequest};
use domain::{Fault, FaultCode, Faults, Raw};

use super::caller::api_of;
use super::query::{FromQuery, Query, QueryFields};
use crate::problem::Problem;
use crate::refresh_cookie::RefreshCookie;

/// The parameter that asks for the cookie.
pub(crate) const COOKIE: &str = "cookie";
/// What goes with it. No form can send it, and no page of another origin may: CORS does not
/// allow it.
pub(crate) const CONSOLE_HEADER: &str = "X-Ava-Console";
pub(crate) const CONSOLE_VALUE: &str = "1";

const X_AVA_CONSOLE: HeaderName = HeaderName::from_static("x-ava-console");
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What the refresh token travels in.
pub(crate) enum Carrier {
    /// The bodies. No cookie is read, and none is set.
    Body,
    /// The cookie, and no body.
    Cookie {
        cookie: RefreshCookie,
        /// The token that the request brought.
        brought: Raw,
    },
}

impl FromRequest for Carrier {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let asked = Query::<CookieQuery>::from_request(request, payload).into_inner();
        ready(match asked {
            Ok(Query(CookieQuery { cookie: true })) => Self::cookie_of(request),
            Ok(Query(CookieQuery { cookie: false })) => Ok(Self::Body),
            Err(refusal) => Err(refusal),
        })
    }
}

impl Carrier {
    fn cookie_of(request: &HttpRequest) -> Result<Self, Problem> {
        let headers = request.headers();
        sent_by_our_own_page(headers).map_err(|faults| Problem::invalid(&faults))?;
        let cookie = RefreshCookie::new(api_of(request)?.settings.behind_tls);
        let brought = cookie.token_in(headers);
        Ok(Self::Cookie { cookie, brought })
    }
}

struct CookieQuery {
    cookie: bool,
}

impl FromQuery for CookieQuery {
    fn from_query(query: &QueryFields) -> Result<Self, Faults> {
        let cookie = query.flag(COOKIE).map_err(|fault| Faults::of(COOKIE, fault))?;
        Ok(Self { cookie: cookie.unwrap_or(false) })
    }
}

/// Browsers send cookies along with whatever page asks. `SameSite=Strict` keeps those of
/// other sites from it, but not those of other origins of the site, nor every old browser.
fn sent_by_our_own_page(headers: &HeaderMap) -> Result<(), Faults> {
    let mut faults = Faults::none();
    if headers.get(X_AVA_CONSOLE).is_none_or(|value| value != CONSOLE_VALUE) {
        let fault = Fault::new(FaultCode::Required, "must be 1 where cookie is true");
        faults.add(CONSOLE_HEADER, fault);
    }
    let sites = headers.get_all(SEC_FETCH_SITE);
    if !sites.into_iter().all(|site| site == "same-origin" || site == "none") {
        let fault = Fault::new(FaultCode::Rejected, "can be true for the server's own pages alone");
        faults.add(COOKIE, fault);
    }
    faults.into_result(())
}
