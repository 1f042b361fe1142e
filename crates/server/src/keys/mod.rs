//! Keys: where they are from, how the first ones are made, and how servers follow a file of
//! them that changes.

mod edit;
mod file;
mod followed;
mod live;
mod made;
mod records;
mod ring;
#[cfg(test)]
pub(crate) mod sample;
mod sealing;
mod signing;
mod source;
mod tending;

pub(crate) use edit::Editing;
pub(crate) use live::Live;
pub(crate) use made::{new_file, new_key};
pub(crate) use records::{Records, count};
pub(crate) use ring::Ring;
pub(crate) use sealing::SealingKeys;
pub(crate) use signing::SigningSecrets;
pub(crate) use source::text_of;
pub(crate) use tending::Tending;
