//! Whose an assistant is, as its `metadata` says.

use application::port::OwnerMarker;
use domain::value::{IntentId, UserId};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Where the metadata names the user.
pub(crate) const OWNER: &str = "avaOwner";
/// Where the metadata names the attempt that made it.
pub(crate) const INTENT: &str = "avaIntent";

/// The marker of an assistant; `None` for one that we did not make.
pub(crate) fn of(assistant: &Map<String, Value>) -> Option<OwnerMarker> {
    let metadata = assistant.get("metadata")?.as_object()?;
    let id = |name| Uuid::try_parse(metadata.get(name)?.as_str()?).ok();
    Some(OwnerMarker { owner: UserId::new(id(OWNER)?), intent: id(INTENT).map(IntentId::new) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10";

    fn marker(metadata: &Value) -> Option<OwnerMarker> {
        of(json!({ "metadata": metadata }).as_object().unwrap())
    }

    #[test]
    fn an_owner_is_enough_and_an_intent_is_not() {
        let id = Uuid::try_parse(ID).unwrap();
        let owner = UserId::new(id);
        assert_eq!(marker(&json!({"avaOwner": ID})), Some(OwnerMarker { owner, intent: None }));
        assert_eq!(
            marker(&json!({"avaOwner": ID, "avaIntent": ID})),
            Some(OwnerMarker { owner, intent: Some(IntentId::new(id)) })
        );
        assert_eq!(marker(&json!({"avaIntent": ID})), None);
    }

    #[test]
    fn what_others_wrote_is_no_marker() {
        for metadata in [json!(null), json!("x"), json!({"avaOwner": 7}), json!({"avaOwner": "me"})]
        {
            assert_eq!(marker(&metadata), None);
        }
        assert_eq!(of(&Map::new()), None);
    }
}
