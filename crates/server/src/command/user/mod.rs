//! What an operator does about users, also while servers run. What is said on the standard error,
//! which goes where logs go, names users by their ids alone.

mod admission;
mod create;
mod delete;
mod desk;
mod export;
mod list;
mod password;

pub(crate) use admission::{disable, enable};
pub(crate) use create::{NewUser, create};
pub(crate) use delete::delete;
pub(crate) use export::export;
pub(crate) use list::{Page, list};
pub(crate) use password::{PasswordSource, set_password};
