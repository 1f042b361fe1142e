//! What a push would do.

use application::{GatewayError, Reach};
use domain::integration::VapiKey;
use domain::value::AssistantId;
use serde_json::{Value, json};
use testkit::doubles::{CallKind, GatewayFault};

use crate::harness::{
    Answer, CONFIG, Client, PLAN, SERVER_KEY, SMTP_PASSWORD, SYNC, Server, Setup, snapshot,
};

fn key() -> VapiKey {
    VapiKey::parse(SERVER_KEY).unwrap()
}

async fn push(user: &Client, query: &str) -> Answer {
    user.request("POST", &format!("{SYNC}{query}")).send().await
}

/// The plan, which both ways of asking for it tell.
async fn plan(user: &Client) -> Answer {
    let plan = user.get(PLAN).await;
    let dry_run = push(user, "?dryRun=true").await;
    assert_eq!((dry_run.status, &dry_run.body), (plan.status, &plan.body));
    plan
}

#[actix_web::test]
async fn a_plan_tells_what_a_push_would_do_and_does_nothing() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let fields = json!({ "voiceSpeed": 4, "smtpPassword": SMTP_PASSWORD });
    ada.patch(CONFIG, fields).await.ok();
    let before = (ada.get(CONFIG).await.tag(), ada.get(SYNC).await.body);
    let planned = plan(&ada).await;
    snapshot!("plan_of_a_create", planned);
    assert_eq!(server.house.gateway.assistants(&key()), []);
    assert_eq!((ada.get(CONFIG).await.tag(), ada.get(SYNC).await.body), before);

    let (planned, pushed) = (planned.ok(), push(&ada, "").await.ok());
    for field in ["action", "warnings", "revision", "mode"] {
        assert_eq!(planned[field], pushed[field], "{field}");
    }
    let after = plan(&ada).await.ok();
    assert_eq!((&after["action"], &after["changes"]), (&json!("unchanged"), &json!([])));
    assert_eq!(after["assistantId"], pushed["assistantId"]);
}

#[actix_web::test]
async fn a_plan_tells_our_changes_and_those_behind_our_back() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let id = push(&ada, "").await.ok()["assistantId"].take();
    let id = AssistantId::parse(id.as_str().unwrap()).unwrap();
    server.house.gateway.set_field(&key(), id, "firstMessage", "\"Hijacked\"");
    server.house.gateway.set_field(&key(), id, "serverSecret", "\"a-secret-of-theirs\"");
    server.house.gateway.set_field(&key(), id, "hooks", r#"[{"on":"call.ending"}]"#);
    ada.patch(CONFIG, json!({ "aiTemperature": 0.8 })).await.ok();
    let updates = server.house.gateway.count(CallKind::Update);
    let planned = plan(&ada).await;
    snapshot!("plan_of_an_update", planned);
    assert!(!planned.body.contains("a-secret-of-theirs"), "{planned}");
    assert_eq!(server.house.gateway.count(CallKind::Update), updates);
    let planned = planned.ok();
    let named = |list: &str, field: &str| {
        planned[list].as_array().unwrap().iter().any(|it| it["field"] == field)
    };
    assert!(named("changes", "aiTemperature") && !named("drift", "aiTemperature"));
    assert!(named("drift", "firstMessage"));
}

#[actix_web::test]
async fn a_plan_that_cannot_be_made_says_why() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    push(&ada, "").await.ok();
    for (error, status, code) in [
        (GatewayError::KeyRefused, 502, "vapi_key_refused"),
        (GatewayError::RateLimited { retry_after: None }, 503, "vapi_rate_limited"),
        (GatewayError::Unavailable { reach: Reach::NotSent }, 503, "vapi_unavailable"),
        (GatewayError::TimedOut { reach: Reach::Unknown }, 504, "vapi_timeout"),
    ] {
        server.house.gateway.fail_next(CallKind::Find, GatewayFault::error(error));
        ada.get(PLAN).await.is_problem(status, code);
    }
    assert_eq!(ada.get(SYNC).await.ok()["lastError"], Value::Null, "nothing was tried");
}

#[actix_web::test]
async fn without_a_key_there_is_no_plan() {
    let mut setup = Setup::default();
    setup.settings.server_vapi_key = None;
    let server = setup.serve().await;
    let ada = server.sign_up("ada").await;
    ada.get(PLAN).await.is_problem(409, "vapi_not_configured");
    push(&ada, "?dryRun=true").await.is_problem(409, "vapi_not_configured");
}

#[actix_web::test]
async fn what_asks_for_a_dry_run_pushes_nothing() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for query in ["dryRun=maybe", "dryRun", "dryRun=1", "dryRun=0", "dryRun=false&dryRun=true"] {
        push(&ada, &format!("?{query}")).await.is_invalid(&[("/dryRun", "wrong_type")]);
    }
    for query in ["dryRun=true", "dryRun=tru%65"] {
        assert_eq!(push(&ada, &format!("?{query}")).await.ok()["assistantId"], Value::Null);
    }
    assert_eq!(server.house.gateway.assistants(&key()), []);
    for query in ["dryRun=false", "dry_run=true"] {
        assert_eq!(push(&ada, &format!("?{query}")).await.ok()["success"], true, "{query}");
    }
    assert_eq!(server.house.gateway.assistants(&key()).len(), 1);
}
