//! The matrix.

use super::fault::Fault;

/// What is being asked of Vapi when the fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// `GET /assistant/{id}`, in a sync of a linked user.
    Read,
    /// `POST /assistant`.
    Create,
    /// `PATCH /assistant/{id}`.
    Update,
    /// `GET /assistant`, for what a lost answer to a create left.
    Adopt,
    /// `DELETE /assistant/{id}`, when the user has it deleted.
    Delete,
}

impl Phase {
    pub(super) const ALL: [Self; 5] =
        [Self::Read, Self::Create, Self::Update, Self::Adopt, Self::Delete];
}

/// A fault, and what is answered in each phase.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) fault: Fault,
    answers: [&'static str; 5],
}

impl Row {
    /// Status, and the problem's code or what was done.
    pub(super) fn answer(&self, phase: Phase) -> &'static str {
        self.answers[phase as usize]
    }
}

const MADE: &str = "200 created";
const REMADE: &str = "200 recreated";
const FORGOTTEN: &str = "200 forgotten";
const CONFLICT: &str = "409 assistant_conflict";
const REFUSED: &str = "502 vapi_rejected";
const NO_KEY: &str = "502 vapi_key_refused";
const DOWN: &str = "503 vapi_unavailable";
const LIMITED: &str = "503 vapi_rate_limited";
const LATE: &str = "504 vapi_timeout";

/// What happened at Vapi although the answer was lost is found again at once where something was
/// made (`MADE`); a change or a deletion is tried again by whoever asked for it.
#[rustfmt::skip]
pub(super) const TABLE: &[Row] = &[
    //                               read      create    update    adopt     delete
    row(Fault::ConnectionRefused,   [DOWN,     DOWN,     DOWN,     DOWN,     DOWN]),
    row(Fault::ConnectionTimesOut,  [LATE,     LATE,     LATE,     LATE,     LATE]),
    row(Fault::Hang,                [LATE,     LATE,     LATE,     LATE,     LATE]),
    row(Fault::HangAfterCommit,     [LATE,     MADE,     LATE,     LATE,     LATE]),
    row(Fault::Drop,                [DOWN,     DOWN,     DOWN,     DOWN,     DOWN]),
    row(Fault::DropAfterCommit,     [DOWN,     MADE,     DOWN,     DOWN,     DOWN]),
    row(Fault::Message,             [REFUSED,  REFUSED,  REFUSED,  REFUSED,  REFUSED]),
    row(Fault::MessageList,         [REFUSED,  REFUSED,  REFUSED,  REFUSED,  REFUSED]),
    row(Fault::Status(401),         [NO_KEY,   NO_KEY,   NO_KEY,   NO_KEY,   NO_KEY]),
    row(Fault::Status(402),         [REFUSED,  REFUSED,  REFUSED,  REFUSED,  REFUSED]),
    row(Fault::Status(403),         [NO_KEY,   NO_KEY,   NO_KEY,   NO_KEY,   NO_KEY]),
    row(Fault::Gone,                [REMADE,   DOWN,     REMADE,   DOWN,     FORGOTTEN]),
    row(Fault::NoSuchPage,          [DOWN,     DOWN,     DOWN,     DOWN,     DOWN]),
    row(Fault::Status(409),         [CONFLICT, CONFLICT, CONFLICT, CONFLICT, CONFLICT]),
    row(Fault::Status(422),         [REFUSED,  REFUSED,  REFUSED,  REFUSED,  REFUSED]),
    row(Fault::Busy,                [LIMITED,  LIMITED,  LIMITED,  LIMITED,  LIMITED]),
    row(Fault::BusyForSeconds,      [LIMITED,  LIMITED,  LIMITED,  LIMITED,  LIMITED]),
    row(Fault::BusyUntil,           [LIMITED,  LIMITED,  LIMITED,  LIMITED,  LIMITED]),
    row(Fault::Status(500),         [DOWN,     DOWN,     DOWN,     DOWN,     DOWN]),
    row(Fault::StatusAfterCommit,   [DOWN,     MADE,     DOWN,     DOWN,     DOWN]),
    row(Fault::BadGatewayPage,      [DOWN,     DOWN,     DOWN,     DOWN,     DOWN]),
    row(Fault::Status(503),         [DOWN,     DOWN,     DOWN,     DOWN,     DOWN]),
    row(Fault::Truncated,           [DOWN,     MADE,     DOWN,     DOWN,     DOWN]),
    row(Fault::Garbage,             [DOWN,     MADE,     DOWN,     DOWN,     DOWN]),
    row(Fault::Huge,                [DOWN,     MADE,     DOWN,     DOWN,     DOWN]),
    row(Fault::Drip,                [LATE,     MADE,     LATE,     LATE,     LATE]),
    row(Fault::Redirect,            [DOWN,     DOWN,     DOWN,     DOWN,     DOWN]),
];

const fn row(fault: Fault, answers: [&'static str; 5]) -> Row {
    Row { fault, answers }
}
