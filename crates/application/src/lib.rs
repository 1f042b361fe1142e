//! What the product does: ports and use cases.
//!
//! A [`port`] is a small trait by role, whose promises are in its docs and in the contract
//! suites of `testkit`; an adapter crate implements it. A [`use_case`] is one struct with
//! one `run`, which reads like the sentence it stands for: load, decide (in the domain),
//! store. Nothing here knows a database, a wire format or a framework.
//!
//! To add a use case: a file in [`use_case`], a field in [`UseCases`], and its unit test
//! against mocks of the ports. What only an operator does is in [`use_case::operator`] and
//! is no field of [`UseCases`]: its stores know no owner, so no request may reach it.

mod caller;
mod error;
pub mod port;
mod ports;
mod rate_limit;
mod trace;
pub mod use_case;

pub use caller::Caller;
pub use error::{
    BoxError, CallError, ChangeError, EntryError, Failure, GatewayError, HashError, OperatorError,
    Reach, SealError, StoreError, TokenError, Unique,
};
pub use ports::{OperatorPorts, Ports, Settings, VapiMode};
pub use rate_limit::{Allowance, Quota, Rate, RateLimits};
pub use trace::{TraceContext, TraceId, UnexportedSpans, in_current_trace};
pub use use_case::UseCases;
