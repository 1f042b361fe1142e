//! What happens to every request, from outside in: [`observe()`] (request id, span, log line),
//! CORS, [`seal()`] (every refusal is a problem document), and around each handler
//! [`guard()`] (panics, time, bodies nobody read).

mod guard;
mod observe;
mod seal;

pub(crate) use guard::guard;
pub(crate) use observe::observe;
pub(crate) use seal::seal;
