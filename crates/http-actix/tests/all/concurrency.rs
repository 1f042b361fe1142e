//! Many requests at the same time. Every read of a configuration lets all others go first,
//! so that they really interleave; time is virtual.

use std::time::Duration;

use domain::studio::{Kind, SETTINGS, Setting};
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::doubles::{CallKind, GatewayFault, TokioClock};
use testkit::house::House;

use crate::harness::{CONFIG, SYNC, Server, Setup, Trouble, Troubled};

async fn interleaving() -> Server<TokioClock> {
    tokio::time::pause();
    let mut setup = Setup::of(House::new(TokioClock::new()));
    setup.ports.configs = Troubled::configs(&setup.ports.configs, Trouble::LetsOthersFirst);
    setup.serve().await
}

/// A text setting, by number, round and round.
fn nth_setting(n: usize) -> Setting {
    let free: Vec<_> =
        SETTINGS.iter().filter(|spec| matches!(spec.kind, Kind::Text { max: 50.., .. })).collect();
    free[n % free.len()].setting
}

#[actix_web::test]
async fn sixteen_first_saves_at_the_same_time_leave_one_configuration_with_every_field() {
    let server = interleaving().await;
    let ada = server.sign_up("ada").await;
    let saves = [
        ("organizationName", json!("Bakery")),
        ("adminEmail", json!("a@example.org")),
        ("fallbackEmail", json!("b@example.org")),
        ("summaryEmail", json!("c@example.org")),
        ("timezone", json!("Asia/Tokyo")),
        ("phoneNumber", json!("+1")),
        ("smtpPort", json!("25")),
        ("voiceSpeed", json!(1.25)),
        ("aiTemperature", json!(0.5)),
        ("aiMaxTokens", json!(100)),
        ("persona", json!("warm")),
        ("tone", json!("calm")),
        ("guidelines", json!("none")),
        ("askForName", json!(false)),
        ("askForEmail", json!(true)),
        ("askForPhone", json!(true)),
    ];
    let answers =
        join_all(saves.iter().map(|(field, value)| ada.patch(CONFIG, json!({ *field: value }))));
    for ((field, value), answer) in saves.iter().zip(answers.await) {
        assert_eq!(answer.ok()[field], *value, "each answer holds its own save");
    }
    let config = ada.get(CONFIG).await.ok();
    for (field, value) in &saves {
        assert_eq!(config[field], *value, "{field}");
    }
    assert_eq!(config["revision"], saves.len());
    assert_eq!(server.house.stores.revisions(ada.user_id()).len(), saves.len());
}

#[actix_web::test]
async fn sixty_four_patches_of_different_fields_at_the_same_time_lose_none() {
    let server = interleaving().await;
    let ada = server.sign_up("ada").await;
    let patches: Vec<_> = (0..64).map(|n| (nth_setting(n), format!("value number {n}"))).collect();
    let answers = join_all(
        patches.iter().map(|(setting, text)| ada.patch(CONFIG, json!({ setting.wire(): text }))),
    );
    for ((setting, text), answer) in patches.iter().zip(answers.await) {
        assert_eq!(answer.ok()[setting.wire()], *text);
    }
    let history = server.house.stores.revisions(ada.user_id());
    assert_eq!(history.len(), 64);
    for (setting, text) in &patches {
        let made = history.iter().filter(|saved| {
            saved.changed == [setting.wire()]
                && saved.config.stored(*setting).is_some_and(|value| value.to_string() == *text)
        });
        assert_eq!(made.count(), 1, "{text}");
    }
    assert_eq!(ada.get(CONFIG).await.ok()["revision"], 64);
}

#[actix_web::test]
async fn of_sixty_four_patches_with_one_tag_one_is_taken() {
    let server = interleaving().await;
    let ada = server.sign_up("ada").await;
    let tag = ada.patch(CONFIG, json!({ "tone": "warm" })).await.tag();
    let answers = join_all((0..64).map(|n| {
        let body = json!({ "tone": format!("tone number {n}") });
        ada.request("PATCH", CONFIG).header("if-match", &tag).json(body).send()
    }));
    let (taken, stale): (Vec<_>, Vec<_>) =
        answers.await.into_iter().partition(|answer| answer.status == 200);
    assert_eq!((taken.len(), stale.len()), (1, 63));
    for answer in stale {
        answer.is_problem(412, "stale_revision");
        assert_eq!(answer.tag(), taken[0].tag());
    }
    assert_eq!(ada.get(CONFIG).await.body, taken[0].body);
}

#[actix_web::test]
async fn sixty_four_syncs_at_the_same_time_end_with_one_assistant() {
    let server = interleaving().await;
    let ada = server.sign_up("ada").await;
    server
        .house
        .gateway
        .fail_next(CallKind::Create, GatewayFault::slow(Duration::from_millis(150)));
    let answers = join_all((0..64).map(|_| ada.request("POST", SYNC).send())).await;
    let ids: Vec<Value> = answers.iter().map(|answer| answer.ok()["assistantId"].take()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(server.house.gateway.count(CallKind::Create), 1);
}
