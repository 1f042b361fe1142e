//! How long requests take.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use metrics::{Histogram, histogram};

pub(super) const REQUEST_SECONDS: &str = "ava_http_request_duration_seconds";

/// A histogram for each method, route template and status that was answered, asked of the
/// recorder once: after that, recording looks up a template and a few statuses.
#[derive(Default)]
pub(crate) struct RequestTimes(RwLock<HashMap<String, Vec<Series>>>);

/// One of a route's.
struct Series {
    method: &'static str,
    status: u16,
    histogram: Histogram,
}

impl RequestTimes {
    /// A request was answered. `route` is its template, never its path.
    pub(crate) fn record(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let (method, status) = (label(method), status.as_u16());
        if !self.record_known(route, method, status, took) {
            self.begin(route, method, status).record(took);
        }
    }

    /// False where there is no such series yet.
    fn record_known(&self, route: &str, method: &str, status: u16, took: Duration) -> bool {
        let routes = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let known = routes.get(route).and_then(|series| {
            series.iter().find(|series| series.status == status && series.method == method)
        });
        known.inspect(|series| series.histogram.record(took)).is_some()
    }

    fn begin(&self, route: &str, method: &'static str, status: u16) -> Histogram {
        let histogram = histogram!(
            REQUEST_SECONDS,
            "method" => method,
            "route" => route.to_owned(),
            "status" => status.to_string(),
        );
        // Two workers may begin the same one: the recorder gives both the same histogram.
        let mut routes = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let series = Series { method, status, histogram: histogram.clone() };
        routes.entry(route.to_owned()).or_default().push(series);
        histogram
    }
}

/// A method may be any word that a client thinks of.
fn label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
