//! Pushing: one user, one assistant, whatever happens.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use vapi_sandbox::{Action, CannedAnswer, Fault, Sandbox};

use crate::harness::{Answer, Ava, Client, Place, Store, on_both, sandbox};

on_both! {
    sixty_four_syncs_of_a_new_user_make_one_assistant
    a_push_creates_then_finds_nothing_to_do_then_updates
    an_assistant_that_is_gone_is_made_again_and_said_so
    what_others_put_on_the_assistant_survives
    an_error_of_vapi_never_makes_a_second_assistant
    a_lost_answer_to_a_create_is_healed_by_the_next_push
    a_kill_between_create_and_save_is_healed_by_the_next_push
    a_user_s_own_key_is_used_before_the_server_s
    a_user_who_brings_a_key_of_their_own_has_one_assistant_still
}

/// Syncs until it works; for as long as an unclear end may take to become clear. It waits for as
/// long as each answer asks for, as a client does: that the wait suffices is a part of the promise.
pub(crate) async fn sync_until_ok(user: &Client) -> Value {
    let begun = Instant::now();
    loop {
        let answer = user.sync().await;
        if answer.status == 200 {
            return answer.json();
        }
        assert!([502, 503, 504].contains(&answer.status), "{answer:?}");
        assert!(begun.elapsed() < Duration::from_mins(1), "{answer:?}");
        let wait = answer
            .headers
            .get("retry-after")
            .and_then(|value| value.to_str().ok()?.parse().ok())
            .unwrap_or(1);
        tokio::time::sleep(Duration::from_secs(wait)).await;
    }
}

fn id_of(answer: &Value) -> &str {
    answer["assistantId"].as_str().expect("an id")
}

async fn sixty_four_syncs_of_a_new_user_make_one_assistant(store: Store) {
    let sandbox = sandbox(150).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let answers: Vec<Answer> = join_all((0..64).map(|_| ada.sync())).await;
    let ids: Vec<Value> = answers.iter().map(|answer| answer.ok()["assistantId"].clone()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(sandbox.assistants().len(), 1);
    assert_eq!(sandbox.requests().count("POST", "/assistant"), 1);
    assert_eq!(
        place.count("studio_configs").await,
        "0",
        "a sync at revision 0 makes no configuration"
    );
}

async fn a_push_creates_then_finds_nothing_to_do_then_updates(store: Store) {
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let created = ada.sync().await.ok();
    assert_eq!(created["action"], "created");
    assert_eq!(ada.sync().await.ok()["action"], "unchanged");
    assert_eq!(
        sandbox.requests().count("PATCH", "/assistant"),
        0,
        "nothing is pushed when nothing differs"
    );
    ada.save(json!({"voiceSpeed": 4.0, "organizationName": "x".repeat(60)})).await;
    assert_eq!(ada.config().await["sync"]["state"], "pending");
    let updated = ada.sync().await.ok();
    assert_eq!(updated["action"], "updated");
    assert_eq!(updated["revision"], 1);
    assert_eq!(id_of(&updated), id_of(&created));
    let adapted: Vec<_> = updated["warnings"]
        .as_array()
        .expect("warnings")
        .iter()
        .map(|warning| warning["field"].clone())
        .collect();
    assert_eq!(adapted, [json!("organizationName"), json!("voiceSpeed")]);
    let live = &sandbox.assistants()[0];
    assert_eq!(live["voice"]["speed"], 1.2);
    assert_eq!(live["name"], "x".repeat(40));
    let state = ada.get("/api/v1/studio/sync-vapi").await.ok();
    assert_eq!(state["state"], "in_sync");
    assert_eq!(state["syncedRevision"], 1);
    assert_eq!(state["assistantId"], created["assistantId"]);
    assert_eq!(state["mode"], "sandbox");
}

async fn an_assistant_that_is_gone_is_made_again_and_said_so(store: Store) {
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let first = ada.sync().await.ok();
    sandbox.delete_assistant(id_of(&first).parse().expect("a UUID")).await.expect("a deletion");
    let second = ada.sync().await.ok();
    assert_eq!(second["action"], "recreated");
    assert_ne!(id_of(&second), id_of(&first));
    assert_eq!(sandbox.assistants().len(), 1);
}

async fn what_others_put_on_the_assistant_survives(store: Store) {
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let id = id_of(&ada.sync().await.ok()).parse().expect("a UUID");
    let edit = json!({"model": {"toolIds": ["a-tool"]}, "endCallMessage": "Bye", "metadata": {"theirs": 1}});
    sandbox
        .edit_assistant(id, edit.as_object().expect("an object").clone())
        .await
        .expect("an edit");
    ada.save(json!({"systemPrompt": "New.", "aiModel": "claude-sonnet-4-6", "voiceProvider": "openai", "voiceId": "nova"})).await;
    assert_eq!(ada.sync().await.ok()["action"], "updated");
    let live = &sandbox.assistants()[0];
    assert_eq!(live["model"]["toolIds"], json!(["a-tool"]));
    assert_eq!(live["model"]["provider"], "anthropic");
    assert_eq!(live["endCallMessage"], "Bye");
    assert_eq!(live["metadata"]["theirs"], 1);
    assert_eq!(ada.sync().await.ok()["action"], "unchanged");
}

async fn an_error_of_vapi_never_makes_a_second_assistant(store: Store) {
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let id = ada.sync().await.ok()["assistantId"].clone();
    let refused = json!({"message": ["voice.voiceId must be a string"], "error": "Bad Request", "statusCode": 400});
    for (status, body, expected, code) in [
        (400, refused, 502, "vapi_rejected"),
        (401, json!({"message": "Invalid Key."}), 502, "vapi_key_refused"),
        (402, json!({"message": "Pay first."}), 502, "vapi_rejected"),
        (403, json!({"message": "Forbidden"}), 502, "vapi_key_refused"),
        (409, json!({"error": "assistant_pinned", "message": "pinned"}), 409, "assistant_conflict"),
        (429, json!({"message": "Rate limit exceeded"}), 503, "vapi_rate_limited"),
        (500, json!({"message": "Internal server error"}), 503, "vapi_unavailable"),
        (502, json!("<html>"), 503, "vapi_unavailable"),
        (503, json!({}), 503, "vapi_unavailable"),
    ] {
        ada.save(json!({"voiceId": format!("voice-{status}")})).await;
        for method in ["GET", "PATCH"] {
            let answer = CannedAnswer::new(status).body(body.clone());
            let rule = sandbox
                .faults()
                .push(Fault::always(Action::Status(answer)).method(method).path("/assistant/"));
            let answer = ada.sync().await;
            sandbox.faults().remove(rule);
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (expected, code),
                "{status} at {method}: {answer:?}"
            );
            assert_eq!(answer.headers.contains_key("retry-after"), expected == 503, "{answer:?}");
            let state = ada.get("/api/v1/studio/sync-vapi").await.ok();
            assert_eq!(state["state"], "failed");
            assert!(state["lastError"].is_string());
        }
    }
    assert_eq!(sandbox.requests().count("POST", "/assistant"), 1);
    let healed = ada.sync().await.ok();
    assert_eq!(healed["assistantId"], id);
    assert_eq!(sandbox.assistants().len(), 1);
    assert_eq!(ada.config().await["sync"]["state"], "in_sync");
}

async fn a_lost_answer_to_a_create_is_healed_by_the_next_push(store: Store) {
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    for (name, action) in [
        ("dropped", Action::DropAfterCommit),
        ("failed", Action::StatusAfterCommit(CannedAnswer::new(500))),
        ("cut", Action::Truncate),
        ("garbled", Action::Garbage),
        ("never-made", Action::DropBefore),
    ] {
        let user = server.sign_up(name).await;
        sandbox.faults().push(Fault::once(action).method("POST"));
        let answer = sync_until_ok(&user).await;
        let me = user.get("/api/v1/auth/me").await.ok();
        let theirs = assistants_of(&sandbox, &me);
        assert_eq!(theirs.len(), 1, "{name}: {theirs:?}");
        assert_eq!(theirs[0]["id"], answer["assistantId"], "{name}");
    }
}

/// All assistants that bear this user's marker.
fn assistants_of(sandbox: &Sandbox, user: &Value) -> Vec<Value> {
    let id = user["id"].as_str().expect("an id");
    sandbox
        .assistants()
        .into_iter()
        .filter(|live| live["metadata"].to_string().contains(id))
        .collect()
}

async fn a_kill_between_create_and_save_is_healed_by_the_next_push(store: Store) {
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    sandbox.faults().push(Fault::once(Action::HangAfterCommit).method("POST"));
    let pushing = tokio::spawn({
        let ada = ada.clone();
        async move { ada.request("POST", "/api/v1/studio/sync-vapi").send().await.map(|_| ()) }
    });
    wait_for(&sandbox, 1).await;
    server.kill();
    assert!(pushing.await.expect("a task").is_err(), "nobody answered");

    let server: Ava = place.start().await;
    let ada = ada.at(server.address());
    let begun = Instant::now();
    let answer = sync_until_ok(&ada).await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(sandbox.assistants().len(), 1);
    assert_eq!(sandbox.assistants()[0]["id"], answer["assistantId"]);
}

async fn wait_for(sandbox: &Sandbox, assistants: usize) {
    let begun = Instant::now();
    while sandbox.assistants().len() < assistants {
        assert!(begun.elapsed() < Duration::from_secs(20), "no assistant was made");
        tokio::task::yield_now().await;
    }
}

async fn a_user_s_own_key_is_used_before_the_server_s(store: Store) {
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    ada.post("/api/v1/vapi-settings", &json!({"vapi_api_key": "a-key-of-adas-own"})).await.ok();
    ada.sync().await.ok();
    bob.sync().await.ok();
    let organisations: Vec<_> =
        sandbox.assistants().iter().map(|live| live["orgId"].clone()).collect();
    assert_eq!(organisations.len(), 2);
    assert_ne!(organisations[0], organisations[1]);
    let refused =
        bob.post("/api/v1/vapi-settings", &json!({"vapi_api_key": "invalid-key-of-bobs"})).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert_eq!(refused.json()["errors"][0]["code"], "key_refused");
    assert_eq!(bob.get("/api/v1/vapi-settings").await.ok()["has_vapi_key"], false);
}

async fn a_user_who_brings_a_key_of_their_own_has_one_assistant_still(store: Store) {
    let sandbox = sandbox(0).await;
    let place =
        Place::pushing_to(store, &sandbox).with("AVA_API_VAPI_API_KEY", "the-key-of-all-users");
    let server = place.start().await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    let me = ada.get("/api/v1/auth/me").await.ok();
    bob.sync().await.ok();
    let former = ada.sync().await.ok();
    let former_organisation = assistants_of(&sandbox, &me)[0]["orgId"].clone();
    ada.post("/api/v1/vapi-settings", &json!({"vapi_api_key": "a-key-of-adas-own"})).await.ok();

    // The key leads to another organisation: nothing was ever pushed there.
    let state = ada.get("/api/v1/studio/sync-vapi").await.ok();
    assert_eq!((&state["state"], &state["assistantId"]), (&json!("never"), &Value::Null));
    let activity = ada.get("/api/v1/auth/me/activity").await.ok();
    assert_eq!(activity["events"][0]["kind"], "assistant_forgotten");
    assert_eq!(activity["events"][0]["fields"], json!([id_of(&former)]));

    let synced = sync_until_ok(&ada).await;
    assert_ne!(id_of(&synced), id_of(&former));
    // The former one, under our key, is deleted by a job.
    let begun = Instant::now();
    while assistants_of(&sandbox, &me).len() > 1 {
        assert!(begun.elapsed() < Duration::from_mins(1), "the former one is still there");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let hers = assistants_of(&sandbox, &me);
    assert_eq!(hers[0]["id"], synced["assistantId"]);
    assert_ne!(hers[0]["orgId"], former_organisation);
    assert_eq!(ada.sync().await.ok()["action"], "unchanged");
    assert_eq!(sandbox.assistants().len(), 2, "hers and Bob's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_on_one_postgres_make_one_assistant_and_end_sessions_for_each_other() {
    let sandbox = sandbox(50).await;
    let place = Place::pushing_to(Store::Postgres, &sandbox);
    let (one, two) = (place.start().await, place.start().await);
    let ada = one.sign_up("ada").await;
    let there = ada.at(two.address());
    let answers =
        join_all((0..32).map(|index| if index % 2 == 0 { ada.sync() } else { there.sync() })).await;
    let ids: Vec<Value> = answers.iter().map(|answer| answer.ok()["assistantId"].clone()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(sandbox.assistants().len(), 1);
    ada.post("/api/v1/auth/logout", &json!({})).await.ok();
    assert_eq!(there.get("/api/v1/studio/config").await.status, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_comes_within_twenty_seconds_whatever_vapi_does() {
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(Store::Sqlite, &sandbox);
    let server = place.start().await;
    let faults = [
        Action::Hang,
        Action::HangAfterCommit,
        Action::Drip { ms: 1000 },
        Action::Huge { megabytes: 50 },
    ];
    let calls = faults.into_iter().enumerate().map(|(index, action)| {
        let (server, sandbox) = (&server, &sandbox);
        async move {
            let user = server.sign_up(&format!("user{index}")).await;
            sandbox.faults().push(Fault::once(action).method("POST"));
            let begun = Instant::now();
            let answer = user.sync().await;
            (answer, begun.elapsed())
        }
    });
    // One after the other, so that each meets its own fault.
    for call in calls {
        let (answer, span) = call.await;
        assert!(span < Duration::from_secs(20), "{span:?}");
        assert!([200, 503, 504].contains(&answer.status), "{answer:?}");
    }
}
