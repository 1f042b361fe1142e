//! Who goes leaves nothing behind.

use serde_json::{Value, json};
use vapi_sandbox::{Action, CannedAnswer, Fault};

use crate::harness::{Client, PASSWORD, Place, Store, on_both, sandbox};

on_both! {
    nothing_of_a_deleted_user_is_left
    an_assistant_under_our_key_is_deleted_even_if_the_server_is_killed_first
    an_assistant_under_the_user_s_own_key_stays_and_is_named
    only_the_right_password_deletes
    everything_stored_is_exported_but_secrets
    a_user_sees_what_happened_to_their_account_alone
}

const ME: &str = "/api/v1/auth/me";
const ACTIVITY: &str = "/api/v1/auth/me/activity";

async fn delete_me(client: &Client, password: &str) -> crate::harness::Answer {
    client.send(client.request("DELETE", ME).json(&json!({"password": password}))).await
}

/// Twenty values that a user leaves in every place that takes one.
const PLANTED: [&str; 20] = [
    "planted-01-name",
    "planted-02@example.com",
    "https://planted-03.example.com/image.png",
    "planted-04-organization",
    "planted-05-industry",
    "planted-06-size",
    "planted-07-config-organization",
    "planted-08@example.com",
    "planted-09-hours",
    "planted-10-smtp-server",
    "planted-11-smtp-username",
    "planted-12-smtp-password",
    "planted-13-first-message",
    "planted-14-system-prompt",
    "planted-15-guidelines",
    "planted-16-user-agent",
    "planted-17-request-id",
    "planted-18-vapi-key-abcdefghijklmnop",
    "planted-19-twilio-token-abcdefghijklm",
    "+33619191920",
];

/// Leaves all of them.
async fn plant(client: &Client) {
    let [name, _, image, organization, industry, size, ..] = PLANTED;
    let [.., vapi_key, twilio_token, phone] = PLANTED;
    let p = PLANTED;
    let profile = json!({
        "name": name, "organization_name": organization, "industry": industry,
        "company_size": size,
    });
    let config = json!({
        "organizationName": p[6], "adminEmail": p[7], "businessHours": p[8], "smtpServer": p[9],
        "smtpUsername": p[10], "smtpPassword": p[11], "firstMessage": p[12],
        "systemPrompt": p[13], "guidelines": p[14],
    });
    let twilio = json!({
        "account_sid": format!("AC{}", "0123456789abcdef".repeat(2)),
        "auth_token": twilio_token, "phone_number": phone,
    });
    let calls = [
        ("PATCH", ME, json!({"image": image, "phone": phone})),
        ("PATCH", "/api/v1/user/profile", profile),
        ("PATCH", "/api/v1/studio/config", config),
        ("PATCH", "/api/v1/studio/config", json!({"tone": "calm"})),
        ("POST", "/api/v1/twilio-settings", twilio),
        ("POST", "/api/v1/vapi-settings", json!({"vapi_api_key": vapi_key})),
        ("POST", "/api/v1/studio/sync-vapi", json!({})),
        ("POST", "/api/v1/auth/password", json!({"current_password": "x", "new_password": "x"})),
    ];
    for (method, path, body) in calls {
        let request = client.request(method, path).json(&body);
        let request = request.header("User-Agent", p[15]).header("X-Request-ID", p[16]);
        let answer = client.send(request).await;
        assert!(matches!(answer.status, 200 | 422), "{method} {path}: {answer:?}");
    }
}

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

async fn nothing_of_a_deleted_user_is_left(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi).with("AVA_API_LOG_LEVEL", "trace");
    let server = place.start().await;
    let bob = server.sign_up("bob").await;
    bob.save(json!({"tone": "bob's own tone"})).await;
    let mut ada = server.anonymous();
    let user = ada.sign_up(PLANTED[1]).await["user"]["id"].as_str().expect("an id").to_owned();
    let credentials = json!({"identifier": PLANTED[1], "password": PASSWORD});
    let other_session = ada.post("/api/v1/auth/login", &credentials).await.ok();
    plant(&ada).await;
    // One process has written by now, another deletes: what is left in a cache is not asked.
    let second = if store == Store::Postgres { Some(place.start().await) } else { None };
    let deleting = second.as_ref().map_or(ada.clone(), |second| ada.at(second.address()));
    let deleted = delete_me(&deleting, PASSWORD).await.ok();
    assert_eq!(deleted["success"], true);

    // Every token is worth nothing at the next request, at every server.
    for token in [ada.token.as_deref(), other_session["access_token"].as_str()] {
        for path in [ME, "/api/v1/studio/config", ACTIVITY, "/api/v1/auth/sessions"] {
            assert_eq!(ada.with_token(token).get(path).await.status, 401);
        }
    }
    let refresh = json!({"refresh_token": ada.refresh_token});
    assert_eq!(ada.post("/api/v1/auth/refresh", &refresh).await.status, 401);
    assert_eq!(ada.post("/api/v1/auth/login", &credentials).await.status, 401);

    drop((server, second));
    compact(&place, store).await;
    let (stored, log) = (place.stored(), place.log());
    for planted in PLANTED {
        assert!(!contains(&stored, planted), "{planted} is still stored");
    }
    for planted in PLANTED.into_iter().filter(|planted| *planted != PLANTED[16]) {
        assert!(!log.contains(planted), "{planted} was logged");
    }
    assert!(contains(&stored, "bob's own tone"), "what is Bob's stays, and the search finds it");
    assert_user_is_in_audit_alone(&place, store, &user).await;
    // The address is free again.
    let server = place.start().await;
    server.anonymous().sign_up(PLANTED[1]).await;
}

/// SQLite keeps deleted bytes in free pages until they are needed again.
async fn compact(place: &Place, store: Store) {
    if store == Store::Sqlite {
        // The only connection there is: closing it empties the log beside the file, too.
        place.sql("VACUUM").await;
    }
}

/// The user's id stands in no table but that of events, which keep nothing else of them.
async fn assert_user_is_in_audit_alone(place: &Place, store: Store, user: &str) {
    let (tables, id) = match store {
        Store::Postgres => {
            ("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", format!("'%{user}%'"))
        }
        Store::Sqlite => (
            "SELECT name FROM sqlite_master WHERE type = 'table'",
            format!("'%{}%'", user.replace('-', "").to_uppercase()),
        ),
    };
    for table in place.sql(tables).await {
        let row = match store {
            Store::Postgres => format!("CAST({table}.* AS TEXT)"),
            Store::Sqlite => {
                let columns =
                    place.sql(&format!("SELECT name FROM pragma_table_info('{table}')")).await;
                columns
                    .iter()
                    .map(|name| format!("hex(\"{name}\")"))
                    .collect::<Vec<_>>()
                    .join("||' '||")
            }
        };
        let rows = format!("SELECT CAST(count(*) AS TEXT) FROM {table} WHERE {row} LIKE {id}");
        let found = place.sql(&rows).await.join("");
        if table == "audit_events" {
            assert_ne!(found, "0", "what happened is kept");
        } else {
            assert_eq!(found, "0", "the user is still in {table}");
        }
    }
    let left = place
        .sql(
            "SELECT CAST(count(*) AS TEXT) FROM audit_events e \
             WHERE (ip IS NOT NULL OR user_agent IS NOT NULL OR request_id IS NOT NULL) \
             AND e.user_id IN (SELECT user_id FROM audit_events WHERE kind = 'account_deleted')",
        )
        .await;
    assert_eq!(left, ["0"], "entries keep an opaque id and nothing else of who is gone");
}

async fn an_assistant_under_our_key_is_deleted_even_if_the_server_is_killed_first(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let bob = server.sign_up("bob").await;
    bob.sync().await.ok();
    let bobs = bob.config().await["vapiAssistantId"].clone();
    let ada = server.sign_up("ada").await;
    ada.sync().await.ok();
    assert_eq!(vapi.assistants().len(), 2);
    // Vapi is away while Ada goes, and the server dies before it is back.
    vapi.faults().push(Fault::always(Action::Status(CannedAnswer::new(503))));
    let answer = delete_me(&ada, PASSWORD).await.ok();
    assert_eq!(answer, json!({"success": true, "assistant_left": null}));
    server.kill();
    vapi.faults().clear();
    let _server = place.start().await;
    let begun = std::time::Instant::now();
    while vapi.assistants().len() != 1 {
        assert!(begun.elapsed().as_secs() < 120, "the assistant was not deleted");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let left = &vapi.assistants()[0];
    assert_eq!(left["id"], bobs, "Bob's is left alone");
}

async fn an_assistant_under_the_user_s_own_key_stays_and_is_named(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let key = json!({"vapi_api_key": "a-key-of-ada-s-own-organisation"});
    ada.post("/api/v1/vapi-settings", &key).await.ok();
    let id = ada.sync().await.ok()["assistantId"].clone();
    assert_eq!(
        delete_me(&ada, PASSWORD).await.ok(),
        json!({"success": true, "assistant_left": id})
    );
    assert_eq!(vapi.assistants().len(), 1);
}

async fn only_the_right_password_deletes(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let wrong = delete_me(&ada, "a wrong password").await;
    assert_eq!((wrong.status, &*wrong.code()), (422, "validation_failed"));
    assert_eq!(wrong.json()["errors"][0]["pointer"], "/password");
    assert_eq!(wrong.json()["errors"][0]["code"], "wrong_password");
    let missing = ada.send(ada.request("DELETE", ME).json(&json!({}))).await;
    assert_eq!(missing.json()["errors"][0]["code"], "required");
    assert_eq!(ada.get(ME).await.status, 200);
    let kinds = kinds(&ada.get(ACTIVITY).await.ok());
    assert_eq!(kinds, ["password_refused", "signed_up"]);
}

async fn everything_stored_is_exported_but_secrets(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let mut ada = server.anonymous();
    ada.sign_up(PLANTED[1]).await;
    let bob = server.sign_up("bob").await;
    bob.save(json!({"tone": "bob's own tone"})).await;
    plant(&ada).await;
    // More than a page of revisions.
    for n in 0..45 {
        ada.save(json!({"businessHours": format!("hours {n}")})).await;
    }
    let answer = ada.get("/api/v1/auth/me/export").await;
    let export = answer.ok();
    assert!(
        answer.headers["content-disposition"].to_str().expect("text").starts_with("attachment")
    );
    let secrets = [PLANTED[11], PLANTED[17], PLANTED[18], PASSWORD];
    for planted in PLANTED.into_iter().filter(|planted| !secrets.contains(planted)) {
        assert!(answer.text.contains(planted), "{planted} is not in the export");
    }
    for secret in
        secrets.into_iter().chain(ada.token.as_deref()).chain(ada.refresh_token.as_deref())
    {
        assert!(!answer.text.contains(secret), "a secret was exported");
    }
    assert!(!answer.text.contains("bob"));
    let revisions = export["revisions"].as_array().expect("revisions");
    assert_eq!(revisions.len(), 47);
    assert!(export["events"].as_array().expect("events").len() >= 47);
    assert_eq!(ada.with_token(None).get("/api/v1/auth/me/export").await.status, 401);
}

fn kinds(activity: &Value) -> Vec<String> {
    let events = activity["events"].as_array().expect("events");
    events.iter().map(|event| event["kind"].as_str().expect("a kind").to_owned()).collect()
}

async fn a_user_sees_what_happened_to_their_account_alone(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let mut ada = server.sign_up("ada").await;
    let bob = server.sign_up("bob").await;
    let credentials =
        |password: &str| json!({"identifier": "ada@example.com", "password": password});
    server.anonymous().post("/api/v1/auth/login", &credentials("wrong")).await;
    let request = ada.request("POST", "/api/v1/auth/login").header("User-Agent", "Ada's phone");
    let request = request.header("X-Request-ID", "the-login").json(&credentials(PASSWORD));
    let tokens = ada.send(request).await.ok();
    ada.take_tokens(tokens);
    ada.save(json!({"tone": "calm", "systemPrompt": "a prompt of Ada's"})).await;
    ada.save(json!({"tone": "calm"})).await;
    ada.sync().await.ok();
    let key = json!({"vapi_api_key": "a-key-of-ada-s-own-organisation"});
    ada.post("/api/v1/vapi-settings", &key).await.ok();
    ada.delete("/api/v1/vapi-settings").await.ok();
    ada.delete("/api/v1/auth/sessions").await.ok();
    let change = json!({"current_password": PASSWORD, "new_password": "staple battery horse"});
    ada.post("/api/v1/auth/password", &change).await.ok();
    let expected = [
        "password_changed",
        "other_sessions_ended",
        "vapi_key_removed",
        // The new key leads to another organisation.
        "assistant_forgotten",
        "vapi_key_saved",
        "assistant_synced",
        "config_saved",
        "logged_in",
        "login_failed",
        "signed_up",
    ];
    let activity = ada.get(ACTIVITY).await.ok();
    assert_eq!(kinds(&activity), expected);
    assert_eq!(activity["next_before"], Value::Null);
    assert_eq!(activity["events"][6]["fields"], json!(["systemPrompt", "tone"]));
    let login = &activity["events"][7];
    assert_eq!(login["user_agent"], "Ada's phone");
    assert_eq!((&login["request_id"], &login["ip"]), (&json!("the-login"), &json!("127.0.0.1")));
    assert!(!activity.to_string().contains("a prompt of Ada's"));
    // Page by page it is the same.
    let mut paged = Vec::new();
    let mut address = format!("{ACTIVITY}?limit=2");
    loop {
        let page = ada.get(&address).await.ok();
        paged.extend(kinds(&page));
        match page["next_before"].as_str() {
            Some(before) => address = format!("{ACTIVITY}?limit=2&before={before}"),
            None => break,
        }
    }
    assert_eq!(paged, expected);
    assert_eq!(kinds(&bob.get(ACTIVITY).await.ok()), ["signed_up"]);
    for wrong in ["limit=0", "limit=101", "limit=many", "before=yesterday"] {
        assert_eq!(ada.get(&format!("{ACTIVITY}?{wrong}")).await.status, 422, "{wrong}");
    }
}
