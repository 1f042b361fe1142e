//! One type an id, so that none is taken for another.

use std::fmt;
use std::net::IpAddr;

use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an id that came from our own store or our own id source.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The id itself.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id!(
    /// A user, and with it a tenant: everything stored hangs on one.
    UserId
);
uuid_id!(
    /// A login and all refresh tokens that descend from it.
    SessionId
);
uuid_id!(
    /// One attempt to create an assistant; written before the attempt and carried in
    /// the assistant's metadata, so that an attempt with an unclear end can be found.
    IntentId
);

uuid_id!(
    /// Something that happened, in the order of time.
    AuditEventId
);
uuid_id!(
    /// What is left to be deleted at Vapi after its owner is gone.
    AssistantRemovalId
);

/// An assistant at Vapi. Always a UUID, so that it is safe in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AssistantId(Uuid);

impl AssistantId {
    /// Parses what Vapi or the store says. `None` for anything but a UUID.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }

    /// The id itself.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for AssistantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a request came from: for limits, and for a person to recognise what they did
/// themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestOrigin {
    /// The client's address; `None` when only that of a proxy is known.
    pub ip: Option<IpAddr>,
    /// The client's `User-Agent`, cut to 255 characters.
    pub user_agent: Option<String>,
    /// The id that the request bears in every log.
    pub request_id: Option<String>,
}
