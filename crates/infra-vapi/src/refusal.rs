//! What an answer that is no success means.

use application::{GatewayError, Reach};
use domain::integration::VapiKey;
use domain::studio::Setting;
use domain::value::AssistantId;
use reqwest::StatusCode;
use serde_json::Value;

use crate::complaint;
use crate::http::{Answer, Route, retry_after};

/// The error that the port tells.
pub(crate) async fn of(answer: Answer, route: Route, key: &VapiKey) -> GatewayError {
    const UNAVAILABLE: GatewayError = GatewayError::Unavailable { reach: Reach::Answered };
    match answer.status() {
        // A firewall before Vapi refuses with a page; that is not about the key.
        StatusCode::FORBIDDEN if answer.is_page() => UNAVAILABLE,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => GatewayError::KeyRefused,
        StatusCode::NOT_FOUND => match route {
            Route::Assistant(id) if says_gone(answer.error_json().await.as_ref(), id) => {
                GatewayError::NotFound
            }
            Route::Assistant(_) | Route::Assistants => UNAVAILABLE,
        },
        StatusCode::REQUEST_TIMEOUT => GatewayError::TimedOut { reach: Reach::Answered },
        StatusCode::CONFLICT => GatewayError::Conflict,
        StatusCode::TOO_MANY_REQUESTS => {
            GatewayError::RateLimited { retry_after: retry_after(answer.headers()) }
        }
        status if status.is_client_error() => GatewayError::Rejected {
            fields: rejected(status, answer.error_json().await.as_ref(), key),
        },
        _ => UNAVAILABLE,
    }
}

/// Whether Vapi itself says that it has no such assistant. Whoever believes a 404 makes
/// another assistant, so one of a proxy or of a wrong base path ("Cannot GET …") is none, and
/// neither is one about something else.
fn says_gone(answer: Option<&Value>, id: AssistantId) -> bool {
    let Some(answer) = answer.filter(|answer| answer.is_object()) else {
        return false;
    };
    let message = complaint::messages(answer).collect::<Vec<_>>().join(" ").to_lowercase();
    let is_generic = matches!(message.as_str(), "" | "not found")
        && answer.get("statusCode").and_then(Value::as_u64) == Some(404);
    let names_it = message.contains("assistant") || message.contains(&id.to_string());
    !message.starts_with("cannot ") && (is_generic || names_it)
}

/// What Vapi complains of; never nothing.
fn rejected(
    status: StatusCode,
    answer: Option<&Value>,
    key: &VapiKey,
) -> Vec<(Option<Setting>, String)> {
    let fields = answer.map(|answer| complaint::of(answer, key)).unwrap_or_default();
    if !fields.is_empty() {
        return fields;
    }
    let message = if status == StatusCode::PAYMENT_REQUIRED {
        "Vapi asks for payment: the organisation's credit or plan does not allow this.".to_owned()
    } else {
        format!("Vapi refused the request ({}) without saying why.", status.as_u16())
    };
    vec![(None, message)]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10";

    #[test]
    fn only_vapis_own_404_says_that_an_assistant_is_gone() {
        let id = AssistantId::parse(ID).unwrap();
        let nest =
            |message: &str| json!({"message": message, "error": "Not Found", "statusCode": 404});
        for (answer, gone) in [
            (nest(&format!("Couldn't Get Assistant. `assistantId` {ID} Does Not Exist.")), true),
            (json!({"message": "Assistant not found"}), true),
            (json!({"message": ["Assistant not found"], "statusCode": 404}), true),
            (nest("Not Found"), true),
            (json!({"statusCode": 404}), true),
            (nest(&format!("Cannot GET /v1/assistant/{ID}")), false),
            (nest("Couldn't Get Tool. `toolId` x Does Not Exist."), false),
            (json!({"message": "Not Found"}), false),
            (json!({"message": "no Route matched with those values"}), false),
            (json!({"error": "not found"}), false),
            (json!("assistant"), false),
            (json!([]), false),
        ] {
            assert_eq!(says_gone(Some(&answer), id), gone, "{answer}");
        }
        assert!(!says_gone(None, id));
    }

    #[test]
    fn a_rejection_always_says_something() {
        let key = VapiKey::parse("a-key-for-tests").unwrap();
        let said =
            |status, answer: Option<Value>| rejected(status, answer.as_ref(), &key)[0].1.clone();
        assert!(said(StatusCode::PAYMENT_REQUIRED, None).starts_with("Vapi asks for payment"));
        assert_eq!(
            said(StatusCode::PAYMENT_REQUIRED, Some(json!({"message": "Top up"}))),
            "Top up"
        );
        assert!(said(StatusCode::UNPROCESSABLE_ENTITY, Some(json!({}))).contains("422"));
    }
}
