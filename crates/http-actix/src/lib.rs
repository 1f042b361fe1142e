//! The HTTP adapter: turns requests into calls of the use cases and their outcomes into
//! answers. It knows the domain and the application, and no other adapter.
//!
//! A request passes, from outside in: `middleware` (request id, log line, headers, CORS,
//! problem documents), the table of all endpoints in `endpoint`, the extractors in `extract`
//! (`Authenticated` holds all others, so that the caller is judged before them), and a
//! handler in `route` of about ten lines: extract, run, view.
//!
//! To add an endpoint: a handler with its `#[utoipa::path]` in `route`, a line in the
//! table in `endpoint`, a line in `openapi`, and a row in the server's route × actor
//! test; each of these is checked by a test. To add a problem: a line in `problem`. To add a
//! number for operators: a function in `measure`, and a row in `docs/observability.md`.

mod answer;
mod endpoint;
mod etag;
mod export;
mod extract;
mod hand_over;
mod measure;
mod middleware;
mod openapi;
mod problem;
mod problem_of;
mod rate_limit;
mod refresh_cookie;
mod route;
mod service;
mod view;

pub use endpoint::endpoints;
pub use export::{ExportText, ExportedHistory};
pub use measure::describe_metrics;
pub use openapi::document as openapi_document;
pub use service::{Api, HttpSettings, configure_app};
