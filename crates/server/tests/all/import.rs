//! People of the former service move in.

mod fixture;
mod former;
mod interrupted;
mod refused;
mod sources;

use std::process::{Command, Output};

use serde_json::{Value, json};

use self::fixture::{ADAS_KEY, ADAS_PROMPT, ADAS_TOKEN, LEGACY_ID, id, people};
use self::former::{FERNET_KEY, Former, HASH};
use crate::harness::{Answer, Ava, Client, PASSWORD, Place, Store, on_both, run, sandbox, text};

on_both! {
    who_logged_in_there_logs_in_here_and_finds_everything
    everybody_is_taken_over_or_named_and_never_a_value
    the_second_time_nothing_changes
    a_dry_run_says_the_same_and_changes_nothing
    who_has_changed_something_or_is_gone_is_left_alone
}

/// `ava import` from there, with the Fernet key.
fn importing(place: &Place, former: &Former, arguments: &[&str]) -> Command {
    let key = place.file("fernet.key");
    std::fs::write(&key, FERNET_KEY).expect("a file");
    let mut command = place.command();
    command.arg("import").args(arguments).arg("--fernet-key-file").arg(key);
    command.env("AVA_IMPORT_FROM", former.url());
    command
}

/// Runs it; the report, and whether everybody was taken over.
fn import(place: &Place, former: &Former, arguments: &[&str]) -> (Value, bool) {
    let output = run(importing(place, former, &["--json"]).args(arguments));
    (report(&output), output.status.success())
}

#[track_caller]
fn report(output: &Output) -> Value {
    let parsed = serde_json::from_slice(&output.stdout);
    parsed.unwrap_or_else(|_| panic!("no report: {}{}", text(&output.stdout), text(&output.stderr)))
}

async fn try_to_log_in(server: &Ava, email: &str) -> Answer {
    let login = json!({"identifier": email, "password": PASSWORD});
    server.anonymous().post("/api/v1/auth/login", &login).await
}

async fn log_in(server: &Ava, email: &str) -> Client {
    let mut client = server.anonymous();
    client.take_tokens(try_to_log_in(server, email).await.ok());
    client
}

/// An assistant that the former service made under this key.
async fn made_by_the_former(vapi: &vapi_sandbox::Sandbox, key: &str) -> String {
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let body = json!({"name": "Bakery", "endCallMessage": "Bye.", "model": {
        "provider": "openai", "model": "gpt-4o", "toolIds": ["a-tool"],
        "messages": [{"role": "system", "content": "Of the former service."}]}});
    let made = http.post(format!("{}/assistant", vapi.url())).bearer_auth(key).json(&body);
    let made: Value = made.send().await.expect("an answer").json().await.expect("an assistant");
    made["id"].as_str().expect("an id").to_owned()
}

async fn who_logged_in_there_logs_in_here_and_finds_everything(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let former = Former::new(&place, store).await;
    let assistant = made_by_the_former(&vapi, ADAS_KEY).await;
    people(&former, &assistant).await;
    import(&place, &former, &[]);
    let server = place.start().await;

    let ada = log_in(&server, "ada@example.com").await;
    let me = ada.get("/api/v1/auth/me").await.ok();
    let expected = json!({
        "id": id(1), "email": "ada@example.com", "name": "Ada Lovelace", "phone": "+33612345678",
        "locale": "fr", "image": "https://example.com/ada.png", "onboarding_completed": true,
        "onboarding_step": 9, "phone_verified": true,
    });
    assert_eq!(me, expected);
    let profile = ada.get("/api/v1/user/profile").await.ok();
    assert_eq!(
        (&profile["industry"], &profile["company_size"]),
        (&json!("Bakery"), &json!("1-10"))
    );
    let onboarding = ada.get("/api/v1/user/onboarding").await.ok();
    assert_eq!(onboarding["onboarding_completed_at"], "2024-02-01T10:00:00.000000Z");
    let config = ada.config().await;
    for (field, expected) in [
        ("organizationName", json!("Ada's Bakery")),
        ("adminEmail", json!("admin@example.com")),
        ("summaryEmail", json!("ada@example.com")),
        ("timezone", json!("Asia/Tokyo")),
        ("smtpPort", json!("2525")),
        ("smtpPassword", json!("")),
        ("smtpPasswordSet", json!(true)),
        ("voiceSpeed", json!(1.1)),
        ("aiTemperature", json!(0.25)),
        ("aiMaxTokens", json!(750)),
        ("systemPrompt", json!(ADAS_PROMPT)),
        ("askForName", json!(false)),
        ("askForEmail", json!(true)),
        ("revision", json!(1)),
        ("updatedAt", json!("2024-04-01T10:00:00.000000Z")),
        ("vapiAssistantId", json!(assistant)),
    ] {
        assert_eq!(config[field], expected, "{field}");
    }
    let events = ada.get("/api/v1/auth/me/activity").await.ok();
    assert_eq!(events["events"][1]["kind"], "imported_by_operator");
    let key = ada.get("/api/v1/vapi-settings").await.ok();
    let expected = json!({
        "has_vapi_key": true, "vapi_api_key_preview": "a-…wn", "vapi_api_key_verified": false,
    });
    assert_eq!(key, expected);
    let twilio = ada.get("/api/v1/twilio-settings").await.ok();
    assert_eq!(twilio["phone_number"], "+33123456789");
    goes_on_with(&ada, &vapi, &assistant).await;
    the_others(&server).await;
}

/// A push changes the assistant of the former service, and makes none.
async fn goes_on_with(ada: &Client, vapi: &vapi_sandbox::Sandbox, assistant: &str) {
    let synced = ada.sync().await.ok();
    assert_eq!((&synced["action"], &synced["assistantId"]), (&json!("updated"), &json!(assistant)));
    let live = vapi.assistants();
    assert_eq!(live.len(), 1, "{live:?}");
    assert_eq!(live[0]["name"], "Ada's Bakery");
    assert_eq!(live[0]["model"]["toolIds"], json!(["a-tool"]), "what others put there stays");
    assert_eq!(ada.sync().await.ok()["action"], "unchanged");
}

async fn the_others(server: &Ava) {
    for email in ["bob@example.com", "CAROL@example.com", "grace@example.com", "+33699999999"] {
        log_in(server, email).await;
    }
    let mia = log_in(server, "mia@example.com").await;
    assert_eq!(mia.config().await["tone"], "newest");
    let heidi = log_in(server, "heidi@example.com").await.config().await;
    assert_eq!((&heidi["aiTemperature"], &heidi["voiceSpeed"]), (&json!(2.0), &json!(4.0)));
    assert_eq!((&heidi["tone"], &heidi["timezone"]), (&json!("warm"), &json!("Europe/Paris")));
    let nina = log_in(server, "nina@example.com").await.get("/api/v1/user/onboarding").await.ok();
    assert_eq!(
        (&nina["onboarding_step"], &nina["onboarding_completed"]),
        (&json!(9), &json!(true))
    );
    let judy = log_in(server, "judy@example.com").await.config().await;
    assert_eq!(judy["vapiAssistantId"], Value::Null);
    // Who has no password, and who was kept out there.
    for email in ["eve@example.com", "ivan@example.com"] {
        assert_eq!(try_to_log_in(server, email).await.code(), "invalid_credentials", "{email}");
    }
}

/// Everything that is stored, if anything is.
async fn rows(place: &Place) -> String {
    let is_sqlite = place.variable("AVA_API_DATABASE_URL").is_none();
    if is_sqlite && !place.data_dir().exists() { String::new() } else { place.rows().await }
}

/// What became of somebody whose former id is this.
fn notes<'a>(report: &'a Value, former_id: &str) -> Vec<(&'a str, &'a str)> {
    let adjusted = report["adjusted"].as_array().expect("a list");
    let of_them = adjusted.iter().find(|it| it["former_id"] == former_id);
    let fields = of_them.and_then(|it| it["fields"].as_array()).into_iter().flatten();
    let word = |note: &'a Value, name: &str| note[name].as_str().expect("a word");
    fields.map(|note| (word(note, "field"), word(note, "reason"))).collect()
}

async fn everybody_is_taken_over_or_named_and_never_a_value(store: Store) {
    let place = Place::new(store);
    let former = Former::new(&place, store).await;
    people(&former, "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10").await;
    let before = former.everything();
    let output = run(&mut importing(&place, &former, &["--json"]));
    assert_eq!(former.everything(), before, "the former service's database is never changed");
    assert!(!output.status.success(), "two could not be taken over");
    let report = report(&output);
    assert_eq!((&report["found"], &report["added"]), (&json!(16), &json!(14)));
    let refused = report["not_imported"].as_array().expect("a list").iter();
    let refused: Vec<_> =
        refused.map(|it| (it["former_id"].clone(), it["reason"].clone())).collect();
    let expected = [(json!(id(3)), json!("same_email")), (json!(id(5)), json!("no_email"))];
    assert_eq!(refused, expected);
    let heidis = [
        ("adminEmail", "defaulted"),
        ("timezone", "defaulted"),
        ("voiceSpeed", "clamped"),
        ("aiTemperature", "clamped"),
        ("aiMaxTokens", "clamped"),
        ("firstMessage", "cut"),
        ("tone", "cleaned"),
        ("smtpPassword", "unopened"),
    ];
    let eves = [
        ("phone", "invalid"),
        ("locale", "defaulted"),
        ("image", "invalid"),
        ("password", "invalid"),
    ];
    for (former_id, expected) in [
        (id(1), &[][..]),
        (id(2), &[]),
        (id(6), &eves),
        (id(7), &[("phone", "taken")]),
        (id(8), &[]),
        (id(9), &heidis),
        (id(11), &[("vapiAssistantId", "shared")]),
        (id(12), &[("vapiAssistantId", "shared")]),
        (id(13), &[("vapiAssistantId", "shared")]),
        (id(14), &[("studio_configs", "newest")]),
        (id(16), &[("vapi_api_key", "invalid"), ("twilio_account_sid", "invalid")]),
        (LEGACY_ID.to_owned(), &[]),
    ] {
        assert_eq!(notes(&report, &former_id), expected, "{former_id}");
    }
    assert_eq!(report["left_columns"], json!({"users.stripe_customer_id": 1}));
    let stored = place.stored();
    for secret in [ADAS_KEY, ADAS_TOKEN] {
        let found = stored.windows(secret.len()).any(|bytes| bytes == secret.as_bytes());
        assert!(!found, "{secret} lies in clear");
    }
    let said = text(&output.stdout) + &text(&output.stderr);
    for value in
        [ADAS_KEY, ADAS_PROMPT, ADAS_TOKEN, HASH, "@", "plaintext", "0612345678", FERNET_KEY]
    {
        assert!(!said.contains(value), "{value} is told: {said}");
    }
    let person = run(&mut importing(&place, &former, &["--dry-run"]));
    assert!(text(&person.stdout).contains("14 are here already"), "{}", text(&person.stdout));
    assert!(text(&person.stderr).is_empty(), "no bar where there is no terminal");
}

async fn the_second_time_nothing_changes(store: Store) {
    let place = Place::new(store);
    let former = Former::new(&place, store).await;
    people(&former, "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10").await;
    let (first, _) = import(&place, &former, &[]);
    let rows = place.rows().await;
    let (second, complete) = import(&place, &former, &[]);
    assert_eq!(place.rows().await, rows);
    assert_eq!((&second["added"], &second["already_there"]), (&json!(0), &json!(14)));
    assert_eq!((&second["adjusted"], complete), (&json!([]), false));
    assert_eq!(second["not_imported"], first["not_imported"]);
}

async fn a_dry_run_says_the_same_and_changes_nothing(store: Store) {
    let place = Place::new(store);
    let former = Former::new(&place, store).await;
    people(&former, "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10").await;
    let before = (former.everything(), rows(&place).await);
    let (mut dry, complete) = import(&place, &former, &["--dry-run"]);
    assert!(!complete && !place.data_dir().exists());
    assert_eq!((former.everything(), rows(&place).await), before);
    let (real, _) = import(&place, &former, &[]);
    assert_eq!(dry["dry_run"].take(), json!(true));
    dry["dry_run"] = json!(false);
    assert_eq!(dry, real);
    let rows = place.rows().await;
    let (again, _) = import(&place, &former, &["--dry-run"]);
    assert_eq!((&again["added"], &again["already_there"]), (&json!(0), &json!(14)));
    assert_eq!(place.rows().await, rows);
}

async fn who_has_changed_something_or_is_gone_is_left_alone(store: Store) {
    let place = Place::new(store);
    let former = Former::new(&place, store).await;
    people(&former, "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10").await;
    let server = place.start().await;
    // Somebody signed up before everybody moved in.
    server.sign_up("bob").await;
    let (report, _) = import(&place, &former, &[]);
    let refused = report["not_imported"].as_array().expect("a list");
    assert!(refused.iter().any(|it| it["former_id"] == id(2) && it["reason"] == "email_taken"));

    let grace = log_in(&server, "grace@example.com").await;
    grace.save(json!({"tone": "new here"})).await;
    let mia = log_in(&server, "mia@example.com").await;
    let goodbye = mia.request("DELETE", "/api/v1/auth/me").json(&json!({"password": PASSWORD}));
    mia.send(goodbye).await.ok();
    let (second, _) = import(&place, &former, &[]);
    assert_eq!((&second["added"], &second["deleted_since"]), (&json!(0), &json!(1)));
    assert_eq!(grace.config().await["tone"], "new here");
    assert_eq!(try_to_log_in(&server, "mia@example.com").await.status, 401);
    assert_eq!(
        try_to_log_in(&server, "bob@example.com").await.status,
        200,
        "with the password here"
    );

    // Who was kept out is let in by an operator alone.
    let enabled = run(place.command().args(["user", "enable", "ivan@example.com"]));
    assert!(enabled.status.success(), "{}", text(&enabled.stderr));
    log_in(&server, "ivan@example.com").await;
}
