//! Many requests of one user at the same time.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{Client, Place, Store, on_both};

on_both! {
    sixteen_first_saves_leave_one_row_with_every_field
    sixty_four_patches_of_different_fields_all_survive
    of_sixty_four_patches_with_one_tag_one_is_taken
    of_sixteen_sign_ups_with_one_address_one_is_taken
    profile_and_onboarding_changes_at_the_same_time_all_survive
}

/// Sixty-four patches: every field that takes text, in turn, with values of their own.
fn patches(count: usize) -> Vec<(&'static str, Value)> {
    const FIELDS: [&str; 16] = [
        "organizationName",
        "phoneNumber",
        "businessHours",
        "smtpServer",
        "smtpUsername",
        "voiceProvider",
        "voiceId",
        "aiModel",
        "transcriberProvider",
        "transcriberModel",
        "firstMessage",
        "systemPrompt",
        "guidelines",
        "persona",
        "tone",
        "language",
    ];
    (0..count).map(|index| (FIELDS[index % FIELDS.len()], json!(format!("v{index}")))).collect()
}

async fn patch_all(ada: &Client, patches: &[(&str, Value)]) -> Vec<Value> {
    let calls = patches.iter().map(|(field, value)| {
        let body = json!({ *field: value });
        async move { ada.patch("/api/v1/studio/config", &body).await.ok() }
    });
    join_all(calls).await
}

async fn sixteen_first_saves_leave_one_row_with_every_field(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let patches = patches(16);
    patch_all(&ada, &patches).await;
    let config = ada.config().await;
    for (field, value) in &patches {
        assert_eq!(config[field], *value, "{field}");
    }
    assert_eq!(config["revision"], 16);
    assert_eq!(place.count("studio_configs").await, "1");
    assert_eq!(place.count("studio_config_revisions").await, "16");
}

async fn sixty_four_patches_of_different_fields_all_survive(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let patches = patches(64);
    let answers = patch_all(&ada, &patches).await;
    // Each patch was once the latest of its field: its own answer shows it.
    for ((field, value), answer) in patches.iter().zip(&answers) {
        assert_eq!(answer[field], *value, "{field}");
    }
    let mut revisions: Vec<_> = answers.iter().map(|answer| answer["revision"].as_i64()).collect();
    revisions.sort_unstable();
    assert!(revisions.into_iter().eq((1..=64).map(Some)));
    let config = ada.config().await;
    assert_eq!(config["revision"], 64);
    for (field, _) in &patches[..16] {
        let last = answers.iter().filter(|answer| answer[field] == config[field]).count();
        assert!(last > 0, "{field} is a value of one of the patches");
        assert!(config[field].as_str().is_some_and(|value| value.starts_with('v')), "{field}");
    }
}

async fn of_sixty_four_patches_with_one_tag_one_is_taken(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.save(json!({"tone": "calm"})).await;
    let tag = ada.get("/api/v1/studio/config").await.headers["etag"].clone();
    let calls = (0..64).map(|index| {
        let request = ada.request("PATCH", "/api/v1/studio/config").header("If-Match", tag.clone());
        let request = request.json(&json!({"tone": format!("tone {index}")}));
        ada.send(request)
    });
    let answers = join_all(calls).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for stale in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(stale.status, 412, "{stale:?}");
        assert!(
            stale.headers["etag"].to_str().is_ok_and(|tag| tag.starts_with("\"2-")),
            "{stale:?}"
        );
    }
    assert_eq!(ada.config().await["revision"], 2);
}

async fn of_sixteen_sign_ups_with_one_address_one_is_taken(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let nobody = server.anonymous();
    let calls = (0..16).map(|index| {
        let email = if index % 2 == 0 { "ada@example.com" } else { " ADA@Example.com " };
        let body = json!({"email": email, "password": "correct horse battery"});
        let nobody = nobody.clone();
        async move { nobody.post("/api/v1/auth/signup", &body).await }
    });
    let answers = join_all(calls).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1, "{answers:?}");
    assert_eq!(
        answers
            .iter()
            .filter(|answer| answer.status == 409 && answer.code() == "email_taken")
            .count(),
        15
    );
    assert_eq!(place.count("users").await, "1");
}

async fn profile_and_onboarding_changes_at_the_same_time_all_survive(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let bodies = [
        ("/api/v1/user/profile", json!({"industry": "Bakery"})),
        ("/api/v1/user/profile", json!({"company_size": "11-50"})),
        ("/api/v1/user/profile", json!({"organization_name": "Ada's"})),
        ("/api/v1/user/profile", json!({"locale": "he"})),
        ("/api/v1/user/onboarding", json!({"onboarding_step": 6})),
        ("/api/v1/user/onboarding", json!({"onboarding_vapi_skipped": true})),
        ("/api/v1/user/onboarding", json!({"onboarding_assistant_created": true})),
        ("/api/v1/auth/me", json!({"phone": "+33612345678"})),
    ];
    join_all(bodies.iter().map(|(path, body)| async { ada.patch(path, body).await.ok() })).await;
    let profile = ada.get("/api/v1/user/profile").await.ok();
    let onboarding = ada.get("/api/v1/user/onboarding").await.ok();
    assert_eq!(profile["industry"], "Bakery");
    assert_eq!(profile["company_size"], "11-50");
    assert_eq!(profile["organization_name"], "Ada's");
    assert_eq!(profile["locale"], "he");
    assert_eq!(onboarding["onboarding_step"], 6);
    assert_eq!(onboarding["onboarding_vapi_skipped"], true);
    assert_eq!(onboarding["onboarding_assistant_created"], true);
    assert_eq!(ada.get("/api/v1/auth/me").await.ok()["phone"], "+33612345678");
}
