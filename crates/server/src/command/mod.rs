//! What the program does when asked, one file a command.

pub(crate) mod completions;
pub(crate) mod doctor;
pub(crate) mod import;
pub(crate) mod keys;
pub(crate) mod man;
pub(crate) mod migrate;
pub(crate) mod prune;
pub(crate) mod serve;
pub(crate) mod user;
