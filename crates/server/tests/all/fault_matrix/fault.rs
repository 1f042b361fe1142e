//! The faults.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use vapi_sandbox::{Action, CannedAnswer};

/// How long Vapi asks for rest: longer than it is waited for within a request.
const REST: TimeDelta = TimeDelta::seconds(5);

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nobody listens at Vapi's address.
    ConnectionRefused,
    /// Nobody takes the connection.
    ConnectionTimesOut,
    Hang,
    HangAfterCommit,
    Drop,
    DropAfterCommit,
    /// A 400 that says one thing.
    Message,
    /// A 400 that says several.
    MessageList,
    /// This status, in Vapi's shape.
    Status(u16),
    /// Vapi's own 404: somebody deleted the assistant.
    Gone,
    /// A 404 of something before Vapi.
    NoSuchPage,
    /// A 429 that says nothing of when.
    Busy,
    /// A 429 with seconds.
    BusyForSeconds,
    /// A 429 with a date.
    BusyUntil,
    /// A 500, although it was done.
    StatusAfterCommit,
    /// A 502 of something before Vapi, in HTML.
    BadGatewayPage,
    /// The first half of a 200, as if it were all of it.
    Truncated,
    /// A 200 that isn't JSON.
    Garbage,
    /// A 200 of 50 MB.
    Huge,
    /// A 200, a byte a second.
    Drip,
    /// To an address inside.
    Redirect,
}

/// What a fault may need to know.
pub(super) struct Surroundings {
    /// Now, by the clock of who answers.
    pub(super) now: DateTime<Utc>,
    /// Where nobody may be sent.
    pub(super) inside: String,
}

impl Fault {
    /// Whether what was asked for has happened all the same.
    pub(super) fn commits(self) -> bool {
        matches!(
            self,
            Self::HangAfterCommit
                | Self::DropAfterCommit
                | Self::StatusAfterCommit
                | Self::Truncated
                | Self::Garbage
                | Self::Huge
                | Self::Drip
        )
    }

    /// Whether Vapi said for how long it wants rest.
    pub(super) fn asks_for_rest(self) -> bool {
        matches!(self, Self::BusyForSeconds | Self::BusyUntil)
    }

    /// The settings of ours that Vapi complains of.
    pub(super) fn complaints(self) -> &'static [&'static str] {
        match self {
            Self::Message => &["/voiceId"],
            Self::MessageList => &["/voiceId", "/aiTemperature", "/systemPrompt"],
            _ => &[],
        }
    }

    /// What the sandbox does; nothing where there is no connection.
    pub(super) fn action(self, around: Surroundings) -> Option<Action> {
        Some(match self {
            Self::ConnectionRefused | Self::ConnectionTimesOut => return None,
            Self::Hang => Action::Hang,
            Self::HangAfterCommit => Action::HangAfterCommit,
            Self::Drop => Action::DropBefore,
            Self::DropAfterCommit => Action::DropAfterCommit,
            Self::Truncated => Action::Truncate,
            Self::Garbage => Action::Garbage,
            Self::Huge => Action::Huge { megabytes: 50 },
            Self::Drip => Action::Drip { ms: 1000 },
            Self::Redirect => Action::Redirect { location: around.inside },
            Self::StatusAfterCommit => Action::StatusAfterCommit(CannedAnswer::new(500)),
            canned => Action::Status(canned.answer(around.now)),
        })
    }

    fn answer(self, now: DateTime<Utc>) -> CannedAnswer {
        let complaint = |message| {
            let body = json!({"message": message, "error": "Bad Request", "statusCode": 400});
            CannedAnswer::new(400).body(body)
        };
        let busy = CannedAnswer::new(429).body(json!({"message": "Rate limit exceeded"}));
        match self {
            Self::Message => complaint(json!("voice.voiceId must be a string")),
            Self::MessageList => complaint(json!([
                "voice.voiceId must be a string",
                "model.temperature must not be greater than 2",
                "model.property messages should not exist",
            ])),
            Self::NoSuchPage => CannedAnswer::new(404).body("<html>nginx: no such page</html>"),
            Self::BadGatewayPage => CannedAnswer::new(502).body("<html>cloudflare: 502</html>"),
            Self::Busy => busy,
            Self::BusyForSeconds => busy.header("Retry-After", REST.num_seconds().to_string()),
            Self::BusyUntil => {
                let until = (now + REST).format("%a, %d %b %Y %H:%M:%S GMT");
                busy.header("Retry-After", until.to_string())
            }
            Self::Status(status) => CannedAnswer::new(status),
            Self::Gone => CannedAnswer::new(404),
            other => unreachable!("{other:?} is no canned answer"),
        }
    }
}
