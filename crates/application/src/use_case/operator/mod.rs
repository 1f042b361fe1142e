//! What an operator does, and no request.

mod reseal_secrets;

pub use reseal_secrets::{ResealSecrets, Resealed};
