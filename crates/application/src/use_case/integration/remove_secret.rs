//! A user takes a credential back.

use std::sync::Arc;

use domain::integration::SecretKind;

use crate::port::{Clock, SecretStore};
use crate::{CallError, Caller, Ports};

/// Forgets a secret; forgetting none is fine.
#[derive(Clone)]
pub struct RemoveSecret {
    secrets: Arc<dyn SecretStore>,
    clock: Arc<dyn Clock>,
}

impl RemoveSecret {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { secrets: Arc::clone(&ports.secrets), clock: Arc::clone(&ports.clock) }
    }

    /// Forgets the caller's secret of this kind.
    pub async fn run(&self, caller: Caller, kind: SecretKind) -> Result<(), CallError> {
        self.secrets.load(caller, self.clock.now()).await?.ok_or(CallError::Unauthenticated)?;
        Ok(self.secrets.remove(caller.user_id(), kind).await?)
    }
}
