//! What handlers take from a request.

mod body;
mod caller;
mod field;
mod request_context;

pub(crate) use body::{JsonBody, OptionalJsonBody};
pub(crate) use caller::{Authenticated, MaybeAuthenticated};
pub(crate) use field::{ConfigFields, Field};
pub(crate) use request_context::{Origin, RequestId, UserOfRequest};
