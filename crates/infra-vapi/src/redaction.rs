//! Taking secrets out of what Vapi says, before it is stored, logged or shown.
//!
//! Answers are secret-bearing: the headers of a tool's server, its secret, inline
//! credentials. Rather one value too many is taken out than one too few; nothing that was
//! taken out is ever sent back, because pushes are built over the answer itself.

use reqwest::Url;
use serde_json::Value;

const REDACTED: &str = "[redacted]";

/// Names, folded, of what is secret as a whole.
const SECRET_NAMES: &[&str] = &[
    "authentication",
    "authenticationplan",
    "credentials",
    "headers",
    "outboundauthenticationplan",
    "pem",
    "sipheaders",
];
/// Parts of folded names that tell a secret.
const SECRET_PARTS: &[&str] = &[
    "apikey",
    "accesskey",
    "authorization",
    "cookie",
    "passphrase",
    "password",
    "passwd",
    "privatekey",
    "secret",
];

/// The value without its secrets.
pub(crate) fn redacted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), redacted_as(name, value))).collect()
        }
        Value::Array(items) => items.iter().map(redacted).collect(),
        plain => plain.clone(),
    }
}

/// The value of a field of this name without its secrets, or without itself.
pub(crate) fn redacted_as(name: &str, value: &Value) -> Value {
    redacted_field(&fold(name), value)
}

fn redacted_field(name: &str, value: &Value) -> Value {
    if is_secret(name, value) {
        return Value::from(REDACTED);
    }
    match value {
        Value::String(text) if name.ends_with("url") || name.ends_with("uri") => {
            Value::from(without_credentials(text))
        }
        other => redacted(other),
    }
}

/// Whether a field is a secret. A boolean (`secretIsBase64`) never is, and a number is none
/// of the kind that `maxTokens` is.
fn is_secret(name: &str, value: &Value) -> bool {
    if matches!(value, Value::Null | Value::Bool(_)) {
        return false;
    }
    SECRET_NAMES.contains(&name)
        || SECRET_PARTS.iter().any(|part| name.contains(part))
        || name.starts_with("twilio")
        || (!value.is_number() && (name.contains("token") || name.ends_with("key")))
}

fn fold(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// An address without user, password and query.
fn without_credentials(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else {
        return text.to_owned();
    };
    let has_user = !url.username().is_empty() || url.password().is_some();
    if !has_user && url.query().is_none() {
        return text.to_owned();
    }
    if has_user && (url.set_username("").is_err() || url.set_password(None).is_err()) {
        return REDACTED.to_owned();
    }
    if url.query().is_some() {
        url.set_query(Some(REDACTED));
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_taken_out_wherever_they_are() {
        let answer = json!({
            "model": {"maxTokens": 500, "tools": [{
                "type": "apiRequest",
                "headers": {"properties": {"Authorization": {"value": "Bearer s3cret"}}},
                "server": {
                    "url": "https://ada:s3cret@example.com/hook?sig=s3cret",
                    "secret": "s3cret", "headers": {"x": "s3cret"}, "timeoutSeconds": 20,
                },
            }]},
            "credentials": [{"provider": "openai", "apiKey": "s3cret"}],
            "credentialIds": ["id"],
            "twilioAuthToken": "s3cret", "twilio_account_sid": "s3cret",
            "isServerUrlSecretSet": true,
            "hooks": [{"do": [{"authenticationPlan": {"type": "bearer", "token": "s3cret"}}]}],
            "serverUrlSecret": "s3cret", "password": 1234, "x-api-key": "s3cret",
        });
        let shown = redacted(&answer);
        assert!(!shown.to_string().contains("s3cret"), "{shown}");
        assert!(!shown.to_string().contains("1234"), "{shown}");
        assert_eq!(shown["model"]["maxTokens"], 500);
        assert_eq!(shown["model"]["tools"][0]["server"]["timeoutSeconds"], 20);
        assert_eq!(shown["credentialIds"], json!(["id"]));
        assert_eq!(shown["isServerUrlSecretSet"], true);
    }

    #[test]
    fn what_is_no_secret_stays_as_it_is() {
        let answer = json!({
            "firstMessage": "https://cdn.example.com/hello.mp3?v=2",
            "name": "Secret Garden", "server": {"url": "https://example.com/hook"},
            "metadata": {"avaOwner": "id"}, "model": {"messages": [{"content": "password"}]},
        });
        assert_eq!(redacted(&answer), answer);
    }

    proptest! {
        #[test]
        fn taking_out_twice_is_taking_out_once(
            name in "[a-zA-Z_-]{0,12}(Key|Token|Url|secret|)",
            text in "\\PC{0,20}|https://[a-z]{1,5}:[a-z]{1,5}@[a-z]{1,5}/\\?[a-z=]{1,5}",
        ) {
            let once = redacted(&json!({ name: text }));
            prop_assert_eq!(redacted(&once), once);
        }
    }
}
