//! Everything that is stored about a user.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::audit::{AuditEvent, AuditKind};
use domain::studio::SETTINGS;
use domain::value::AuditEventId;
use serde_json::{Value, json};
use testkit::sample;
use uuid::Uuid;

use crate::harness::{
    CONFIG, Client, EXPORT, LOG_IN, Log, ME, PASSWORD, PROFILE, SESSIONS, SMTP_PASSWORD, SYNC,
    Server, TWILIO, TWILIO_TOKEN, VAPI, VAPI_KEY, snapshot,
};

/// A user of whom there is something in every place that takes something.
async fn known(server: &Server) -> Client {
    let ada = server.sign_up("ada").await;
    let login = json!({ "identifier": "ada@example.com", "password": PASSWORD, "remember": true });
    server.house.clock.advance(Duration::from_mins(5));
    let call = server.request("POST", LOG_IN).header("user-agent", "Phone/1.0").json(login);
    let phone = server.with_tokens(call.send().await.ok());
    phone.delete(&format!("{SESSIONS}/{}", ada.session_id().await)).await.ok();
    let account = json!({ "phone": "+33612345678", "image": "https://example.com/a.png" });
    phone.patch(ME, account).await.ok();
    phone.patch(PROFILE, json!({ "name": "Ada", "organization_name": "Bakery" })).await.ok();
    phone.post(VAPI, json!({ "vapi_api_key": VAPI_KEY })).await.ok();
    let twilio = json!({
        "account_sid": format!("AC{}", "0".repeat(32)), "auth_token": TWILIO_TOKEN,
        "phone_number": "+33612345678",
    });
    phone.post(TWILIO, twilio).await.ok();
    phone.patch(CONFIG, json!({ "tone": "warm", "voiceSpeed": 1.5 })).await.ok();
    phone.patch(CONFIG, json!({ "smtpPassword": SMTP_PASSWORD, "adminEmail": "" })).await.ok();
    phone.request("POST", SYNC).send().await.ok();
    phone
}

#[actix_web::test]
async fn everything_but_secrets_is_exported_as_a_file() {
    let server = Server::start().await;
    let ada = known(&server).await;
    server.sign_up("eve").await.patch(CONFIG, json!({ "tone": "eve's tone" })).await.ok();
    // The harness looks for secrets.
    let export = ada.get(EXPORT).await;
    snapshot!("export", export);
    assert_eq!(
        export.header("content-disposition"),
        Some("attachment; filename=\"ava-export.json\"")
    );
    let stored = export.ok();
    assert_eq!(stored["studio_config"], ada.get(CONFIG).await.ok());
    assert_eq!(stored["sync"], ada.get(SYNC).await.ok());
    assert_eq!(stored["profile"], ada.get(PROFILE).await.ok());
    assert_eq!(stored["vapi_settings"], ada.get(VAPI).await.ok());
    assert_eq!(stored["twilio_settings"], ada.get(TWILIO).await.ok());
    for token in [ada.access_token(), ada.refresh_token()] {
        assert!(!export.body.contains(token));
    }
    assert!(!export.body.contains("eve's") && !export.body.contains("eve@"));
}

#[actix_web::test]
async fn who_never_did_anything_has_an_export_too() {
    let server = Server::start().await;
    let export = server.sign_up("ada").await.get(EXPORT).await.ok();
    assert_eq!(export["revisions"], json!([]));
    assert_eq!(export["events"].as_array().unwrap().len(), 1);
    assert_eq!(export["studio_config"]["revision"], 0);
}

#[actix_web::test]
async fn of_a_long_history_every_page_is_read_once_and_by_itself() {
    let server = Server::start().await;
    for (revisions, pages) in [(0, 1), (1, 1), (19, 1), (20, 2), (21, 2), (40, 3), (45, 3)] {
        let ada = server.sign_up(&format!("ada-{revisions}")).await;
        for n in 1..=revisions {
            ada.patch(CONFIG, json!({ "tone": format!("tone {n}") })).await.ok();
        }
        let (pieces, is_whole) = ada.request("GET", EXPORT).send_piecewise(|| {}).await;
        assert!(is_whole);
        // The beginning, the pages of revisions, one page of events.
        assert_eq!(pieces.len(), 1 + pages + 1, "{revisions} revisions");
        let export: Value = serde_json::from_str(&pieces.concat()).unwrap();
        let told: Vec<_> = export["revisions"].as_array().unwrap().iter().collect();
        let numbers: Vec<_> = told.iter().map(|it| it["revision"].as_i64().unwrap()).collect();
        assert_eq!(numbers, (1..=revisions).rev().collect::<Vec<_>>());
        for revision in told {
            let n = &revision["revision"];
            assert_eq!(revision["config"]["tone"], format!("tone {n}"));
            assert_eq!(revision["config"].as_object().unwrap().len(), SETTINGS.len());
            assert_eq!(revision["changedFields"], json!(["tone"]));
        }
        let events = export["events"].as_array().unwrap();
        assert_eq!(events.iter().filter(|it| it["kind"] == "config_saved").count(), numbers.len());
    }
}

#[actix_web::test]
async fn of_many_events_none_is_left_out() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let log = server.house.stores.stores().audit;
    for n in 1..=1000 {
        let id = AuditEventId::new(Uuid::from_u128(n));
        let event = AuditEvent { id, ..sample::event(ada.user_id(), AuditKind::LoggedIn) };
        log.record(&event).await.unwrap();
    }
    let (pieces, is_whole) = ada.request("GET", EXPORT).send_piecewise(|| {}).await;
    // The beginning, one page of revisions, three of events.
    assert_eq!((pieces.len(), is_whole), (1 + 1 + 3, true));
    let export: Value = serde_json::from_str(&pieces.concat()).unwrap();
    let events = export["events"].as_array().unwrap();
    let ids: BTreeSet<_> = events.iter().map(|event| event["id"].as_str().unwrap()).collect();
    assert_eq!((events.len(), ids.len()), (1001, 1001));
}

#[actix_web::test]
async fn an_export_that_cannot_be_finished_breaks_off_and_is_no_json() {
    let server = Server::start().await;
    let ada = known(&server).await;
    let log = Log::default();
    let _listening = log.listen();
    let stores = &server.house.stores;
    let call = ada.request("GET", EXPORT).header("x-request-id", "find-me");
    let (pieces, is_whole) = call.send_piecewise(|| stores.set_available(false)).await;
    assert!(!is_whole);
    assert_eq!(pieces.len(), 1);
    assert!(serde_json::from_str::<Value>(&pieces.concat()).is_err());
    let told: Vec<_> =
        log.text().lines().filter(|line| line.contains("refused")).map(str::to_owned).collect();
    assert!(told.len() == 1 && told[0].contains("find-me"), "{told:?}");
}

#[actix_web::test]
async fn a_session_that_ends_meanwhile_gets_no_more() {
    let server = Server::start().await;
    let ada = known(&server).await;
    let stores = &server.house.stores;
    let end = || _ = stores.delete_user(ada.user_id());
    let (pieces, is_whole) = ada.request("GET", EXPORT).send_piecewise(end).await;
    assert_eq!((pieces.len(), is_whole), (1, false));
}

#[actix_web::test]
async fn what_fails_before_the_first_byte_is_a_problem_as_anywhere() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.get(EXPORT).await.is_problem(401, "unauthenticated");
    server.house.stores.set_available(false);
    let answer = ada.get(EXPORT).await;
    answer.is_problem(503, "unavailable");
    assert_eq!(answer.header("content-disposition"), None);
}
