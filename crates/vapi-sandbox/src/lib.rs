//! A small stand-in for Vapi's REST API: assistants and phone numbers behind bearer keys, strict
//! about Vapi's schema, with faults on demand.
//!
//! It is for two uses: a product that nobody gave a key yet runs it in-process, and tests run it
//! (in-process or as the `vapi-sandbox` program) where the real one would be slow, costly or too
//! well-behaved.
//!
//! It must not know who calls it: nothing here comes from the rest of the workspace, and every name
//! is Vapi's own. What it does is what Vapi's documents and users say that Vapi does, down to the
//! wording of a refusal.
//!
//! - One more property or provider: a line or a table in `schema`, held against Vapi's `OpenAPI`
//!   document by a test.
//! - One more call: a handler in `routes`, with its test in `tests/all`.
//! - One more fault: an [`Action`], its place in `interception`, and its test in
//!   `tests/all/faults.rs`.
//!
//! ```
//! use vapi_sandbox::{Action, Fault, Sandbox, SandboxConfig};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
//! let sandbox = Sandbox::start(([127, 0, 0, 1], 0).into(), SandboxConfig::default()).await?;
//! sandbox.faults().push(Fault::once(Action::DropAfterCommit).method("POST").path("/assistant"));
//! let base_url = sandbox.url();
//! # assert!(base_url.starts_with("http://127.0.0.1:"));
//! sandbox.stop().await;
//! # Ok(()) }
//! ```

mod action;
mod broken_body;
mod clock;
mod config;
mod engine;
mod fault;
mod interception;
mod listing;
mod merge;
mod org;
mod path_id;
mod refusal;
mod request_body;
mod request_log;
mod resource;
mod routes;
mod sandbox;
mod schema;
mod state;
mod state_file;
mod store;

pub use action::{Action, CannedAnswer};
pub use config::SandboxConfig;
pub use fault::{Fault, Faults, PendingFault};
pub use refusal::Refusal;
pub use request_log::{LoggedRequest, RequestLog};
pub use sandbox::Sandbox;
