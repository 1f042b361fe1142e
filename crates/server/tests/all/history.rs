//! Earlier configurations: looking at them, and going back.

mod catalog;

use serde_json::{Value, json};
use vapi_sandbox::Sandbox;

use crate::harness::{Client, Place, Store, on_both, sandbox};

const REVISIONS: &str = "/api/v1/studio/config/revisions";

on_both! {
    revisions_are_listed_latest_first_page_by_page
    a_revision_tells_what_it_changed
    a_save_that_changes_nothing_makes_no_revision
    the_mail_password_is_named_and_never_told
    restoring_makes_a_new_revision_that_equals_the_old_one
    restoring_what_is_not_there_is_not_found
    restoring_asks_for_the_revision_that_was_seen
    restoring_keeps_the_assistant_and_the_mail_password
    a_restored_revision_is_what_a_sync_pushes
    another_user_s_revisions_are_nobody_s_business
    of_a_kept_history_the_newest_stay_and_what_was_synced_last
}

async fn revisions(user: &Client) -> Value {
    user.get(REVISIONS).await.ok()
}

async fn revision(user: &Client, number: i64) -> Value {
    user.get(&format!("{REVISIONS}/{number}")).await.ok()
}

async fn restore(user: &Client, number: impl std::fmt::Display) -> crate::harness::Answer {
    user.send(user.request("POST", &format!("{REVISIONS}/{number}/restore"))).await
}

fn numbers(page: &Value) -> Vec<i64> {
    let revisions = page["revisions"].as_array().expect("revisions");
    revisions.iter().map(|it| it["revision"].as_i64().expect("a number")).collect()
}

/// A configuration's settings, without what changes by itself.
fn settings(config: &Value) -> Value {
    let mut config = config.clone();
    let fields = config.as_object_mut().expect("an object");
    for name in ["revision", "updatedAt", "sync"] {
        assert!(fields.remove(name).is_some(), "{name}");
    }
    config
}

async fn revisions_are_listed_latest_first_page_by_page(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    assert_eq!(revisions(&ada).await, json!({"revisions": [], "nextBefore": null}));
    let me = ada.get("/api/v1/auth/me").await.ok()["id"].clone();
    for number in 1..=7 {
        ada.save(json!({"tone": format!("tone {number}"), "voiceId": format!("v{number}")})).await;
    }
    let all = revisions(&ada).await;
    assert_eq!(numbers(&all), [7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(all["nextBefore"], Value::Null);
    let last = &all["revisions"][0];
    assert_eq!((&last["author"], &last["changedFields"]), (&me, &json!(["voiceId", "tone"])));
    assert!(last["createdAt"].as_str().is_some_and(|at| at.ends_with('Z')), "{last}");
    assert_eq!(last["createdAt"], ada.config().await["updatedAt"]);

    let mut seen = Vec::new();
    let mut path = format!("{REVISIONS}?limit=3");
    loop {
        let page = ada.get(&path).await.ok();
        seen.push(numbers(&page));
        match &page["nextBefore"] {
            Value::Null => break,
            next => path = format!("{REVISIONS}?limit=3&before={next}"),
        }
    }
    assert_eq!(seen, [vec![7, 6, 5], vec![4, 3, 2], vec![1]]);
    let page = ada.get(&format!("{REVISIONS}?limit=7")).await.ok();
    assert_eq!(page["nextBefore"], Value::Null, "there is nothing before the first");
    for odd in ["limit=0", "limit=101", "limit=x", "before=0", "before=-1"] {
        let answer = ada.get(&format!("{REVISIONS}?{odd}")).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "validation_failed"), "{odd}");
    }
}

async fn a_revision_tells_what_it_changed(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.save(json!({"voiceSpeed": 1.1, "adminEmail": "boss@example.com"})).await;
    ada.save(json!({"voiceSpeed": 2, "adminEmail": "", "askForEmail": true})).await;
    let first = revision(&ada, 1).await;
    assert_eq!(
        first["changes"],
        json!([
            {"field": "adminEmail", "from": null, "to": "boss@example.com"},
            {"field": "voiceSpeed", "from": 1.0, "to": 1.1},
        ])
    );
    let second = revision(&ada, 2).await;
    assert_eq!(
        second["changes"],
        json!([
            {"field": "adminEmail", "from": "boss@example.com", "to": null},
            {"field": "voiceSpeed", "from": 1.1, "to": 2.0},
            {"field": "askForEmail", "from": false, "to": true},
        ])
    );
    assert_eq!(first["config"]["voiceSpeed"], 1.1);
    assert_eq!(second["config"]["adminEmail"], Value::Null, "it follows the account");
    assert_eq!(first["author"], ada.get("/api/v1/auth/me").await.ok()["id"]);
    assert_eq!(second["createdAt"], ada.config().await["updatedAt"]);
    for config in [&first["config"], &second["config"]] {
        for absent in ["smtpPassword", "smtpPasswordSet", "vapiAssistantId", "sync"] {
            assert_eq!(config.get(absent), None, "{absent} is no part of a revision");
        }
    }
}

async fn a_save_that_changes_nothing_makes_no_revision(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.save(json!({"voiceSpeed": 1})).await;
    assert_eq!(ada.config().await["revision"], 0, "it is the default");
    let email = "ada@example.com";
    // All that would follow the account: sent back, it would be set from then on.
    let own = json!({"organizationName": "Ada's", "adminEmail": email, "fallbackEmail": email,
        "summaryEmail": email, "voiceSpeed": 1.5});
    let saved = ada.save(own).await;
    for nothing in [json!({}), json!({"voiceSpeed": 1.5}), json!({"nobody": 1}), saved] {
        ada.save(nothing).await;
    }
    assert_eq!(restore(&ada, 1).await.ok()["revision"], 1, "that is what is saved");
    ada.sync().await.ok();
    assert_eq!(numbers(&revisions(&ada).await), [1]);
    assert_eq!(place.count("studio_config_revisions").await, "1");
}

async fn the_mail_password_is_named_and_never_told(store: Store) {
    const PASSWORD: &str = "the-mail-password";
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.save(json!({"smtpPassword": PASSWORD})).await;
    let listed = ada.get(REVISIONS).await;
    assert_eq!(listed.ok()["revisions"][0]["changedFields"], json!(["smtpPassword"]));
    let shown = ada.get(&format!("{REVISIONS}/1")).await;
    assert_eq!(shown.ok()["changes"], json!([{"field": "smtpPassword", "from": null, "to": null}]));
    assert!(!listed.text.contains(PASSWORD) && !shown.text.contains(PASSWORD));
    ada.save(json!({"smtpPassword": null})).await;
    assert_eq!(revision(&ada, 2).await["changes"][0]["field"], "smtpPassword");
}

async fn restoring_makes_a_new_revision_that_equals_the_old_one(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let defaults = ada.config().await;
    let one = ada.save(json!({"voiceSpeed": 1.1, "organizationName": "Ada's"})).await;
    ada.save(json!({"voiceSpeed": 2, "guidelines": "Be brief."})).await;

    let restored = restore(&ada, 1).await;
    let etag = restored.headers["etag"].to_str().expect("a tag").to_owned();
    let restored = restored.ok();
    assert_eq!(restored["revision"], 3);
    assert!(etag.starts_with("\"3-"), "{etag}");
    assert_eq!(settings(&restored), settings(&one));
    assert_eq!(ada.config().await, restored);
    let third = revision(&ada, 3).await;
    assert_eq!(third["config"], revision(&ada, 1).await["config"]);
    assert_eq!(
        third["changes"],
        json!([
            {"field": "voiceSpeed", "from": 2.0, "to": 1.1},
            {"field": "guidelines", "from": "Be brief.", "to": ""},
        ])
    );
    let restored = restore(&ada, 0).await.ok();
    assert_eq!(restored["revision"], 4);
    assert_eq!(settings(&restored), settings(&defaults));
    assert_eq!(numbers(&revisions(&ada).await), [4, 3, 2, 1]);
    let events = ada.get("/api/v1/auth/me/activity").await.ok();
    assert_eq!(events["events"][0]["kind"], "config_restored");
}

async fn restoring_what_is_not_there_is_not_found(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    assert_eq!(restore(&ada, 0).await.ok()["revision"], 0, "the defaults are there already");
    ada.save(json!({"tone": "calm"})).await;
    for number in ["2", "4294967295", "4294967296", "-1", "1.0", "x", "%20", "9999999999999999999"]
    {
        let path = format!("{REVISIONS}/{number}");
        let viewed = ada.get(&path).await;
        assert_eq!((viewed.status, viewed.code().as_str()), (404, "not_found"), "{number}");
        let restored = restore(&ada, number).await;
        assert_eq!((restored.status, restored.code().as_str()), (404, "not_found"), "{number}");
    }
    assert_eq!(ada.get(&format!("{REVISIONS}/0")).await.code(), "not_found");
    assert_eq!(ada.config().await["revision"], 1);
}

async fn restoring_asks_for_the_revision_that_was_seen(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.save(json!({"tone": "calm"})).await;
    let seen = ada.get("/api/v1/studio/config").await.headers["etag"].clone();
    ada.save(json!({"tone": "loud"})).await;
    let request = || ada.request("POST", &format!("{REVISIONS}/1/restore"));
    let stale = ada.send(request().header("if-match", &seen)).await;
    assert_eq!((stale.status, stale.code().as_str()), (412, "stale_revision"), "{stale:?}");
    let current = stale.headers["etag"].clone();
    assert!(current.to_str().is_ok_and(|tag| tag.starts_with("\"2-")), "{current:?}");
    assert_eq!(ada.config().await["tone"], "loud");
    assert_eq!(ada.send(request().header("if-match", current)).await.ok()["tone"], "calm");
}

async fn restoring_keeps_the_assistant_and_the_mail_password(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.save(json!({"tone": "calm"})).await;
    ada.save(json!({"tone": "loud", "smtpPassword": "the-mail-password"})).await;
    let assistant = ada.sync().await.ok()["assistantId"].clone();
    let restored = restore(&ada, 1).await.ok();
    assert_eq!(restored["vapiAssistantId"], assistant);
    assert_eq!(restored["smtpPasswordSet"], true);
    assert_eq!(restored["sync"]["state"], "pending");
}

/// What our settings became at Vapi.
fn pushed(vapi: &Sandbox) -> Value {
    let live = &vapi.assistants()[0];
    let parts = ["name", "firstMessage", "model", "voice", "transcriber"];
    parts.iter().map(|part| ((*part).to_owned(), live[*part].clone())).collect()
}

async fn a_restored_revision_is_what_a_sync_pushes(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.sync().await.ok();
    let mut after = vec![pushed(&vapi)];
    for save in [
        json!({"voiceSpeed": 1.1, "systemPrompt": "One.", "organizationName": "Ada's"}),
        json!({"voiceProvider": "openai", "voiceId": "nova", "aiModel": "claude-sonnet-4-6"}),
        json!({"firstMessage": "Shalom.", "transcriberLanguage": "fr", "askForEmail": true}),
    ] {
        ada.save(save).await;
        assert_eq!(ada.sync().await.ok()["action"], "updated");
        after.push(pushed(&vapi));
    }
    for number in [1, 3, 0, 2] {
        restore(&ada, number).await.ok();
        let synced = ada.sync().await.ok();
        assert_eq!(synced["action"], "updated", "{number}");
        assert_eq!(pushed(&vapi), after[number], "{number}");
        assert_eq!(ada.config().await["sync"]["state"], "in_sync");
    }
    assert_eq!(vapi.requests().count("POST", "/assistant"), 1);
}

async fn another_user_s_revisions_are_nobody_s_business(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    for number in 1..=3 {
        ada.save(json!({"systemPrompt": format!("Ada's recipe {number}")})).await;
    }
    bob.save(json!({"systemPrompt": "Bob's"})).await;
    let listed = bob.get(REVISIONS).await;
    assert_eq!(numbers(&listed.ok()), [1]);
    assert_eq!(revision(&bob, 1).await["config"]["systemPrompt"], "Bob's");
    for number in 2..=3 {
        assert_eq!(bob.get(&format!("{REVISIONS}/{number}")).await.code(), "not_found");
        assert_eq!(restore(&bob, number).await.code(), "not_found");
    }
    assert_eq!(restore(&bob, 0).await.ok()["revision"], 2);
    assert_eq!(numbers(&revisions(&ada).await), [3, 2, 1]);
    assert_eq!(ada.config().await["systemPrompt"], "Ada's recipe 3");
}

async fn of_a_kept_history_the_newest_stay_and_what_was_synced_last(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi).with("AVA_API_REVISIONS_KEPT", "3");
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    for number in 1..=9 {
        ada.save(json!({"tone": format!("tone {number}")})).await;
        if number == 2 {
            ada.sync().await.ok();
        }
    }
    assert_eq!(numbers(&revisions(&ada).await), [9, 8, 7, 2]);
    assert_eq!(ada.get(&format!("{REVISIONS}/6")).await.code(), "not_found");
    assert_eq!(restore(&ada, 6).await.code(), "not_found");
    let oldest = revision(&ada, 7).await;
    assert_eq!(
        oldest["changes"],
        json!([{"field": "tone", "from": null, "to": "tone 7"}]),
        "what came before is not known any more"
    );
    assert_eq!(restore(&ada, 2).await.ok()["tone"], "tone 2");
    assert_eq!(numbers(&revisions(&ada).await), [10, 9, 8, 2]);
}
