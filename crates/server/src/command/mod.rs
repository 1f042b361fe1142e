//! What the program does when asked, one file a command.

pub(crate) mod doctor;
pub(crate) mod keys;
pub(crate) mod migrate;
pub(crate) mod serve;
