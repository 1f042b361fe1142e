//! What a fault does to a request.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What happens to a request that a fault strikes.
///
/// What comes before the request is looked at leaves nothing behind; what is said to come after has
/// had its effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// It waits, then all goes its way.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// It is answered so instead.
    Status(CannedAnswer),
    /// The connection closes without an answer.
    DropBefore,
    /// No answer ever comes.
    Hang,
    /// It is sent elsewhere with a 307.
    Redirect {
        /// The `Location`.
        location: String,
    },
    /// After it was done, the answer waits.
    DelayAfterCommit {
        /// Milliseconds.
        ms: u64,
    },
    /// After it was done, it is answered so instead.
    StatusAfterCommit(CannedAnswer),
    /// After it was done, the connection closes without an answer.
    DropAfterCommit,
    /// After it was done, no answer ever comes.
    HangAfterCommit,
    /// After it was done, the first half of the answer's body comes, as if it were all of it.
    Truncate,
    /// After it was done, a 200 comes with a body that is not JSON.
    Garbage,
    /// After it was done, the answer's body comes a byte at a time.
    Drip {
        /// Milliseconds between two bytes; 1000 when absent.
        #[serde(default = "one_second")]
        ms: u64,
    },
    /// After it was done, a 200 comes with a body of this size, one long JSON string of unannounced
    /// length.
    Huge {
        /// Size in MiB.
        megabytes: u32,
    },
}

impl Action {
    /// Whether the client gets no answer at all.
    pub(crate) fn drops(&self) -> bool {
        matches!(self, Self::DropBefore | Self::DropAfterCommit)
    }

    /// Its name on the wire.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Delay { .. } => "delay",
            Self::Status(_) => "status",
            Self::DropBefore => "drop_before",
            Self::Hang => "hang",
            Self::Redirect { .. } => "redirect",
            Self::DelayAfterCommit { .. } => "delay_after_commit",
            Self::StatusAfterCommit(_) => "status_after_commit",
            Self::DropAfterCommit => "drop_after_commit",
            Self::HangAfterCommit => "hang_after_commit",
            Self::Truncate => "truncate",
            Self::Garbage => "garbage",
            Self::Drip { .. } => "drip",
            Self::Huge { .. } => "huge",
        }
    }
}

fn one_second() -> u64 {
    1000
}

/// An answer made up beforehand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CannedAnswer {
    /// The HTTP status; 500 stands in for a number that is none.
    pub status: u16,
    /// The body: a string is sent as it is, anything else as JSON. When absent, Vapi's shape for
    /// the status.
    #[serde(default)]
    pub body: Option<Value>,
    /// Headers on top of the usual ones.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

impl CannedAnswer {
    /// A bare status with Vapi's shape of body.
    pub fn new(status: u16) -> Self {
        Self { status, body: None, headers: BTreeMap::new() }
    }

    /// With this body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Value>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }
}
