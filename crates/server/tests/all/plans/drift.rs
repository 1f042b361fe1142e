//! What was changed at Vapi behind our back.

use serde_json::{Value, json};

use super::{edit, plan, state};
use crate::harness::{Place, Store, on_both, sandbox};

on_both! {
    an_edit_at_vapi_is_told_by_our_names_and_its_replacement_as_well
    an_edit_of_what_is_not_ours_is_told_and_kept
    an_assistant_that_was_deleted_at_vapi_is_drift
    an_edit_of_what_we_change_too_is_told_with_all_three_values
}

async fn an_edit_at_vapi_is_told_by_our_names_and_its_replacement_as_well(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let made = ada.sync().await.ok();
    edit(
        &vapi,
        &made["assistantId"],
        json!({"voice": {"speed": 1.1}, "firstMessage": "Yes?", "endCallMessage": "Bye."}),
    )
    .await;

    let before = place.rows().await;
    let planned = plan(&ada).await;
    assert_eq!(place.rows().await, before, "a plan remembers nothing");
    assert_eq!(planned["action"], "updated");
    assert_eq!(
        planned["drift"],
        json!([
            {"field": null, "path": "endCallMessage", "from": null, "to": "Bye."},
            {"field": "firstMessage", "path": "firstMessage",
                "from": "Hello! How can I help you today?", "to": "Yes?"},
            {"field": "voiceSpeed", "path": "voice.speed", "from": 1.0, "to": 1.1},
        ])
    );
    assert_eq!(
        planned["changes"],
        json!([
            {"field": "firstMessage", "from": "Yes?", "to": "Hello! How can I help you today?"},
            {"field": "voiceSpeed", "from": 1.1, "to": 1.0},
        ])
    );
    assert_eq!(ada.config().await["sync"]["state"], "in_sync", "nobody has looked yet");
    assert_eq!(state(&ada).await["state"], "drifted");
    assert_eq!(ada.config().await["sync"]["state"], "drifted");

    let synced = ada.sync().await.ok();
    assert_eq!(synced["action"], "updated");
    assert_eq!(synced["warnings"], planned["warnings"]);
    let told = synced["warnings"].as_array().expect("warnings");
    let fields: Vec<_> = told.iter().map(|warning| warning["field"].clone()).collect();
    assert_eq!(fields, ["firstMessage", "voiceSpeed"]);
    for (warning, theirs) in told.iter().zip(["Yes?", "1.1"]) {
        assert!(warning["detail"].as_str().is_some_and(|it| it.contains(theirs)), "{warning}");
    }
    assert_eq!(state(&ada).await["state"], "in_sync");
    let live = &vapi.assistants()[0];
    assert_eq!(live["voice"]["speed"], 1.0);
    assert_eq!(live["endCallMessage"], "Bye.", "what is not ours stays");
    let planned = plan(&ada).await;
    assert_eq!((&planned["action"], &planned["drift"]), (&json!("unchanged"), &json!([])));
}

async fn an_edit_of_what_is_not_ours_is_told_and_kept(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let made = ada.sync().await.ok();
    let theirs = json!({"model": {"toolIds": ["a-tool"]}, "future": {"deep": {"knob": 7}}});
    edit(&vapi, &made["assistantId"], theirs).await;
    assert_eq!(state(&ada).await["state"], "drifted");
    let planned = plan(&ada).await;
    assert_eq!(planned["action"], "unchanged");
    assert_eq!(
        planned["drift"],
        json!([
            {"field": null, "path": "future.deep.knob", "from": null, "to": 7},
            {"field": null, "path": "model.toolIds", "from": null, "to": ["a-tool"]},
        ])
    );
    vapi.requests().clear();
    assert_eq!(ada.sync().await.ok()["action"], "unchanged");
    assert_eq!(vapi.requests().count("PATCH", "/assistant"), 0);
    assert_eq!(state(&ada).await["state"], "in_sync", "it is confirmed by now");
    assert_eq!(vapi.assistants()[0]["future"]["deep"]["knob"], 7);
}

async fn an_assistant_that_was_deleted_at_vapi_is_drift(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let made = ada.sync().await.ok();
    vapi.delete_assistant(super::id(&made["assistantId"])).await.expect("a deletion");
    assert_eq!(state(&ada).await["state"], "drifted");
    let planned = plan(&ada).await;
    assert_eq!((&planned["action"], &planned["assistantId"]), (&json!("recreated"), &Value::Null));
    assert_eq!(ada.sync().await.ok()["action"], "recreated");
    assert_eq!(state(&ada).await["state"], "in_sync");
}

async fn an_edit_of_what_we_change_too_is_told_with_all_three_values(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let made = ada.sync().await.ok();
    edit(&vapi, &made["assistantId"], json!({"model": {"temperature": 1.5}})).await;
    ada.save(json!({"aiTemperature": 0.2})).await;
    let planned = plan(&ada).await;
    assert_eq!(
        planned["drift"],
        json!([{"field": "aiTemperature", "path": "model.temperature", "from": 0.7, "to": 1.5}])
    );
    assert_eq!(planned["changes"], json!([{"field": "aiTemperature", "from": 1.5, "to": 0.2}]));
    let synced = ada.sync().await.ok();
    assert_eq!(synced["warnings"][0]["field"], "aiTemperature");
    assert_eq!(vapi.assistants()[0]["model"]["temperature"], 0.2);
}
