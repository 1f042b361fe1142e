//! The id that a former user has here.

use domain::value::UserId;
use uuid::Uuid;

/// What ids that are derived are derived in. It never changes: a second import finds by it whom
/// the first has added.
const NAMESPACE: Uuid = Uuid::from_u128(0x3f6c_0a1e_8d25_4b7a_9c41_5e0d_27b8_f163);
/// As many characters as the former service's ids have.
const SHOWN_CHARS: usize = 36;

/// The former id, where it is a UUID, so that nothing that remembers it has to learn another;
/// else always the same one for the same text.
pub(in super::super) fn id_of(former: &str) -> UserId {
    let id = Uuid::try_parse(former.trim());
    UserId::new(id.unwrap_or_else(|_| Uuid::new_v5(&NAMESPACE, former.as_bytes())))
}

/// The former id on one line, and no longer than ids are.
pub(in super::super) fn former_id_as_shown(former: &str) -> String {
    former.chars().filter(|c| !c.is_control()).take(SHOWN_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_stays_and_anything_else_is_always_given_the_same_one() {
        let id = "98D71A30-c55c-43dd-8d64-1af9cf8b57cb";
        assert_eq!(id_of(id).to_string(), id.to_lowercase());
        assert_eq!(id_of(" 98d71a30c55c43dd8d641af9cf8b57cb "), id_of(id));
        assert_eq!(id_of("user-1").to_string(), "c72c9623-3853-5848-9606-23993105d860");
        assert_ne!(id_of("user-1"), id_of("user-2"));
        assert_ne!(id_of(""), id_of(" "));
    }

    #[test]
    fn a_former_id_is_shown_on_one_line_and_cut() {
        assert_eq!(former_id_as_shown("a\nb\u{1b}[31m"), "ab[31m");
        assert_eq!(former_id_as_shown(&"é".repeat(99)).chars().count(), 36);
    }
}
