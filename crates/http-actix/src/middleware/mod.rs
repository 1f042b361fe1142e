//! What happens to every request, from outside in: [`observe()`] (request id, span, log line,
//! headers that every answer has), CORS, and around each handler [`guard()`] (panics, time,
//! bodies nobody read). Both make a problem document of every refusal that reaches them:
//! [`guard()`] of a handler's, [`observe()`] of what CORS refuses.

mod guard;
mod headers;
mod observe;
mod seal;

pub(crate) use guard::guard;
pub(crate) use observe::observe;
pub(crate) use seal::log_cause;
