//! What handlers take from a request.

mod body;
mod caller;
mod carrier;
mod client_address;
mod field;
mod path;
mod query;
mod request_context;

pub(crate) use body::{JsonBody, OptionalJsonBody};
pub(crate) use caller::{Authenticated, MaybeAuthenticated, bearer_token};
pub(crate) use carrier::{CONSOLE_HEADER, CONSOLE_VALUE, COOKIE, Carrier};
pub(crate) use field::{ConfigFields, Field};
pub(crate) use path::{PathId, PathRevision};
pub(crate) use query::{FromQuery, Query, QueryFields};
pub(crate) use request_context::{AllowanceOfRequest, Origin, RequestId, UserOfRequest};
