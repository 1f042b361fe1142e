//! The API document: of a field it tells what the server takes, and nothing else.

use serde_json::{Value, json};

use crate::harness::{CONFIG, Client, DOCUMENT, ME, PROFILE, Server, TWILIO, VAPI, is_told};

const BLANK: [&str; 4] = ["", " ", "\t\r\n", "\u{a0}"];
const PICTURE: &str = "https://example.com/a.png";

fn told(schema: &str, field: &str) -> &'static Value {
    let field = &DOCUMENT["components"]["schemas"][schema]["properties"][field];
    assert!(field.is_object(), "{field}");
    field
}

/// Asserts that each text is taken, or else refused, by the document and by the server.
async fn agree(
    user: &Client,
    (method, path, schema): (&str, &str, &str),
    body: &Value,
    field: &str,
    taken: bool,
    texts: impl IntoIterator<Item = &str>,
) {
    for text in texts {
        assert_eq!(is_told(told(schema, field), &json!(text)), taken, "{schema}.{field}: {text:?}");
        let mut body = body.clone();
        body[field] = json!(text);
        let answer = user.request(method, path).json(body).send().await;
        assert_eq!(answer.status, if taken { 200 } else { 422 }, "{field}: {text:?}: {answer}");
    }
}

#[actix_web::test]
async fn what_must_not_be_empty_must_not_be_blank_either() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let none = json!({});
    let mut fields = 0;
    for (path, schema) in
        [(ME, "AccountPatch"), (PROFILE, "ProfilePatch"), (CONFIG, "StudioConfigPatch")]
    {
        let call = ("PATCH", path, schema);
        let properties = DOCUMENT["components"]["schemas"][schema]["properties"].as_object();
        for (field, told) in properties.unwrap() {
            if told["minLength"].is_u64() {
                agree(&ada, call, &none, field, false, BLANK).await;
                fields += 1;
            }
        }
    }
    agree(&ada, ("PATCH", ME, "AccountPatch"), &none, "name", true, [" Ada ", "é"]).await;
    let call = ("PATCH", CONFIG, "StudioConfigPatch");
    agree(&ada, call, &none, "firstMessage", true, [" a", "\nשלום\n"]).await;
    assert!(fields >= 19, "{fields}");
}

#[actix_web::test]
async fn a_port_is_a_number_without_leading_zeros_up_to_65535() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let call = ("PATCH", CONFIG, "StudioConfigPatch");
    let ports = ["1", "25", "9999", "10000", "59999", "60000", "64999", "65000", "65499", "65535"];
    agree(&ada, call, &json!({}), "smtpPort", true, ports).await;
    let none = ["", "0", "025", "+25", "-1", "25 ", "2.5", "65536", "65540", "65600", "66000"];
    agree(&ada, call, &json!({}), "smtpPort", false, none).await;
    agree(&ada, call, &json!({}), "smtpPort", false, ["70000", "100000", "٢٥", "587\n"]).await;
}

#[actix_web::test]
async fn a_picture_is_an_http_address() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let call = ("PATCH", ME, "AccountPatch");
    let longest = format!("{PICTURE}?{}", "a".repeat(2048 - PICTURE.len() - 1));
    let longer = format!("{longest}a");
    let taken = [PICTURE, "http://é/", " https://example.com\r\n", &longest];
    agree(&ada, call, &json!({}), "image", true, taken).await;
    let refused = ["https://", "https://a b", "ftp://example.com", "javascript:alert(1)", &longer];
    agree(&ada, call, &json!({}), "image", false, refused).await;
}

#[actix_web::test]
async fn a_key_is_visible_ascii_within_white_space() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let sid = "AC0123456789abcdef0123456789ABCDEF";
    let twilio = json!({ "account_sid": sid, "auth_token": "x".repeat(32) });
    for (path, schema, body, field, shortest) in [
        (VAPI, "VapiSettingsBody", json!({}), "vapi_api_key", 10),
        (TWILIO, "TwilioSettingsBody", twilio.clone(), "auth_token", 32),
    ] {
        let call = ("POST", path, schema);
        let [short, shortest, longest, long] =
            [shortest - 1, shortest, 255, 256].map(|length| "~".repeat(length));
        let spaced = format!("\t {longest}\r\n");
        agree(&ada, call, &body, field, true, [&*shortest, &longest, &spaced]).await;
        let (broken, foreign) = (format!("{shortest} {shortest}"), format!("{shortest}é"));
        agree(&ada, call, &body, field, false, [&*short, &long, &broken, &foreign]).await;
    }
    let call = ("POST", TWILIO, "TwilioSettingsBody");
    let spaced = format!(" {sid}\r\n");
    agree(&ada, call, &twilio, "account_sid", true, [sid, &spaced]).await;
    let (short, long) = (&sid[1..], format!("{sid}0"));
    agree(&ada, call, &twilio, "account_sid", false, [short, &long, "AC"]).await;
}

#[test]
fn the_linked_assistant_can_only_be_read() {
    assert_eq!(told("StudioConfigPatch", "vapiAssistantId")["readOnly"], true);
}
