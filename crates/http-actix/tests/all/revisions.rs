//! Earlier configurations.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{
    Answer, CONFIG, Client, REVISIONS, SMTP_PASSWORD, SYNC, Server, redacted, snapshot,
};

/// A user at revision 3, of changes a minute apart.
async fn at_revision_3(server: &Server, name: &str) -> Client {
    let user = server.sign_up(name).await;
    for patch in [
        json!({ "tone": "warm" }),
        json!({ "tone": "calm", "adminEmail": "desk@example.com", "smtpPassword": SMTP_PASSWORD }),
        json!({ "voiceSpeed": 1.1 }),
    ] {
        server.house.clock.advance(Duration::from_mins(1));
        user.patch(CONFIG, patch).await.ok();
    }
    user
}

async fn view(user: &Client, revision: &str) -> Answer {
    user.get(&format!("{REVISIONS}/{revision}")).await
}

async fn restore(user: &Client, revision: &str) -> Answer {
    user.request("POST", &format!("{REVISIONS}/{revision}/restore")).send().await
}

fn numbers(page: &Value) -> Vec<i64> {
    let revisions = page["revisions"].as_array().unwrap().iter();
    revisions.map(|it| it["revision"].as_i64().unwrap()).collect()
}

#[actix_web::test]
async fn revisions_are_listed_latest_first_with_the_names_of_what_they_changed() {
    let server = Server::start().await;
    let ada = at_revision_3(&server, "ada").await;
    let listed = ada.get(REVISIONS).await;
    snapshot!("revisions", listed);
    let listed = listed.ok();
    assert_eq!((numbers(&listed), &listed["nextBefore"]), (vec![3, 2, 1], &Value::Null));
    let author = ada.user_id().to_string();
    assert!(listed["revisions"].as_array().unwrap().iter().all(|it| it["author"] == author));
}

#[actix_web::test]
async fn who_never_saved_has_no_revisions() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let none = json!({ "revisions": [], "nextBefore": null });
    assert_eq!(ada.get(REVISIONS).await.ok(), none);
    assert_eq!(ada.get(&format!("{REVISIONS}?before=1")).await.ok(), none);
}

#[actix_web::test]
async fn page_by_page_the_revisions_are_the_same_and_end() {
    let server = Server::start().await;
    let ada = at_revision_3(&server, "ada").await;
    let whole = ada.get(REVISIONS).await.ok();
    for limit in 1..=3 {
        let (mut path, mut revisions) = (format!("{REVISIONS}?limit={limit}"), Vec::new());
        loop {
            let page = ada.get(&path).await.ok();
            let shown = page["revisions"].as_array().unwrap();
            assert!((1..=limit).contains(&shown.len()), "no page is empty");
            revisions.extend(shown.clone());
            let Some(before) = page["nextBefore"].as_i64() else { break };
            path = format!("{REVISIONS}?limit={limit}&before={before}");
        }
        assert_eq!(json!(revisions), whole["revisions"], "{limit} at a time");
    }
}

#[actix_web::test]
async fn fifty_revisions_are_shown_unless_asked_otherwise() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for n in 0..101 {
        ada.patch(CONFIG, json!({ "tone": format!("tone {n}") })).await.ok();
    }
    for (query, shown) in [("", 50), ("?limit=100", 100), ("?limit=100&before=4294967295", 100)] {
        let page = ada.get(&format!("{REVISIONS}{query}")).await.ok();
        assert_eq!((numbers(&page).len(), numbers(&page)[0]), (shown, 101), "{query}");
    }
}

#[actix_web::test]
async fn a_page_that_cannot_be_is_refused_by_its_parameter() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for (query, faults) in [
        ("limit=0", vec![("/limit", "out_of_range")]),
        ("limit=101", vec![("/limit", "out_of_range")]),
        ("limit=many", vec![("/limit", "wrong_type")]),
        ("before=0", vec![("/before", "out_of_range")]),
        ("before=4294967296", vec![("/before", "out_of_range")]),
        ("before=7&before=7", vec![("/before", "wrong_type")]),
        ("limit=0&before=x", vec![("/limit", "out_of_range"), ("/before", "wrong_type")]),
    ] {
        ada.get(&format!("{REVISIONS}?{query}")).await.is_invalid(&faults);
    }
}

#[actix_web::test]
async fn a_revision_is_shown_as_it_was_with_what_it_changed() {
    let server = Server::start().await;
    let ada = at_revision_3(&server, "ada").await;
    let viewed = view(&ada, "2").await;
    let mut shown = viewed.ok();
    let config = shown.as_object_mut().unwrap().remove("config").unwrap();
    redacted().bind(|| insta::assert_json_snapshot!("revision_without_its_config", shown));
    assert_eq!(config["tone"], "calm");
    assert_eq!(config["adminEmail"], "desk@example.com");
    assert_eq!(view(&ada, "1").await.ok()["config"]["adminEmail"], Value::Null, "it followed");
    assert_ne!(config["voiceSpeed"], 1.1, "that came later");
}

#[actix_web::test]
async fn what_is_no_revision_of_the_user_s_is_not_found() {
    let server = Server::start().await;
    let (ada, eve) = (at_revision_3(&server, "ada").await, server.sign_up("eve").await);
    for none in ["4", "-1", "1.0", "abc", "%00", "4294967295", "99999999999999999999"] {
        view(&ada, none).await.is_problem(404, "not_found");
        restore(&ada, none).await.is_problem(404, "not_found");
    }
    view(&ada, "0").await.is_problem(404, "not_found");
    view(&eve, "1").await.is_problem(404, "not_found");
    restore(&eve, "1").await.is_problem(404, "not_found");
    assert_eq!(numbers(&eve.get(REVISIONS).await.ok()), [0; 0]);
    assert_eq!(ada.get(CONFIG).await.ok()["revision"], 3);
}

#[actix_web::test]
async fn a_restored_revision_is_a_later_one_that_equals_it() {
    let server = Server::start().await;
    let ada = at_revision_3(&server, "ada").await;
    ada.request("POST", SYNC).send().await.ok();
    let linked = ada.get(CONFIG).await.ok()["vapiAssistantId"].take();
    let restored = restore(&ada, "1").await;
    let config = ada.get(CONFIG).await;
    assert_eq!((&restored.body, restored.tag()), (&config.body, config.tag()));
    let config = config.ok();
    assert_eq!((&config["revision"], &config["tone"]), (&json!(4), &json!("warm")));
    assert_eq!(config["adminEmail"], "ada@example.com", "it follows the account again");
    assert_eq!(config["vapiAssistantId"], linked);
    assert_eq!(config["smtpPasswordSet"], true, "it is no part of a revision");
    let config_of = async |revision| view(&ada, revision).await.ok()["config"].take();
    assert_eq!(config_of("4").await, config_of("1").await);
}

#[actix_web::test]
async fn revision_0_restores_the_defaults() {
    let server = Server::start().await;
    let (ada, eve) = (at_revision_3(&server, "ada").await, server.sign_up("eve").await);
    let (restored, defaults) = (restore(&ada, "0").await.ok(), eve.get(CONFIG).await.ok());
    for field in ["tone", "voiceSpeed", "systemPrompt"] {
        assert_eq!(restored[field], defaults[field], "{field}");
    }
    assert_eq!(restored["revision"], 4);
}

#[actix_web::test]
async fn a_restore_of_a_stale_revision_is_refused_with_the_current_tag() {
    let server = Server::start().await;
    let ada = at_revision_3(&server, "ada").await;
    let restore_if = async |tag: &str| {
        let call = ada.request("POST", &format!("{REVISIONS}/1/restore"));
        call.header("if-match", tag).send().await
    };
    let current = ada.get(CONFIG).await.tag();
    for stale in ["\"2\"", "\"1-00000000\"", "\"1\", \"2\"", "nonsense"] {
        let answer = restore_if(stale).await;
        answer.is_problem(412, "stale_revision");
        assert_eq!(answer.tag(), current, "{stale}");
    }
    assert_eq!(ada.get(CONFIG).await.ok()["revision"], 3);
    assert_eq!(restore_if(&format!("\"2\", {current}")).await.ok()["revision"], 4);
}
