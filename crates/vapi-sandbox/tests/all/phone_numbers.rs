//! Phone numbers, and the assistants that they are pointed at.

use serde_json::json;

use crate::harness::{KEY, id_of, map, path_of, start};

#[tokio::test]
async fn a_seeded_number_is_pointed_at_an_assistant_and_taken_off_it() {
    let (sandbox, api) = start().await;
    let seed = map(json!({"provider": "twilio", "number": "+15550100", "twilioAccountSid": "AC1"}));
    let number = sandbox.seed_phone_number(KEY, seed).await.expect("a number");
    let path = path_of("phone-number", &number);
    assert_eq!(number["status"], "active");
    assert_eq!(api.get("/phone-number").await, (200, json!([number])));
    assert_eq!(api.get(&path).await, (200, number));
    assert_eq!(api.with_key("another-key").get(&path).await.0, 404);

    let assistant = api.create(json!({})).await;
    for body in [
        json!({"assistantId": id_of(&assistant)}),
        json!({"provider": "twilio", "assistantId": id_of(&assistant)}),
    ] {
        let (status, patched) = api.patch(&path, body).await;
        assert_eq!(status, 200, "{patched}");
        assert_eq!(patched["assistantId"], assistant["id"]);
        assert_eq!(patched["number"], "+15550100");
    }
    let (_, suspended) = api.patch(&path, json!({"assistantId": null})).await;
    assert_eq!(suspended.get("assistantId"), None);
}

#[tokio::test]
async fn a_number_takes_neither_a_strange_key_nor_another_provider_nor_a_strange_assistant() {
    let (sandbox, api) = start().await;
    let seed = map(json!({"provider": "vapi", "number": "+15550100"}));
    let number = sandbox.seed_phone_number(KEY, seed).await.expect("a number");
    let path = path_of("phone-number", &number);
    let foreign = api.with_key("another-key").create(json!({})).await;
    for (body, message) in [
        (json!({"metadata": {}}), json!(["property metadata should not exist"])),
        (json!({"smsEnabled": true}), json!(["property smsEnabled should not exist"])),
        (
            json!({"provider": "twilio"}),
            json!(["provider must be one of the following values: vapi"]),
        ),
        (
            json!({"name": "x".repeat(41)}),
            json!(["name must be shorter than or equal to 40 characters"]),
        ),
        (
            json!({"assistantId": id_of(&foreign)}),
            json!(format!(
                "Couldn't Get Assistant. `assistantId` {} Does Not Exist.",
                id_of(&foreign)
            )),
        ),
    ] {
        let (status, refusal) = api.patch(&path, body).await;
        assert_eq!((status, &refusal["message"]), (400, &message));
    }
}

#[tokio::test]
async fn a_seed_needs_a_key_and_a_provider() {
    let (sandbox, _) = start().await;
    let seed = |provider: &str| map(json!({"provider": provider}));
    let refusal = sandbox.seed_phone_number("invalid", seed("vapi")).await.expect_err("a refusal");
    assert_eq!(refusal.status(), 401);
    let refusal = sandbox.seed_phone_number(KEY, seed("nobody")).await.expect_err("a refusal");
    assert_eq!(refusal.status(), 400);
}
