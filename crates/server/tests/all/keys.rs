//! Keys are rotated while servers run, and nobody notices.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream;
use serde_json::{Value, json};

use crate::harness::{
    Ava, Client, PASSWORD, Place, Store, on_both, problems, run, sandbox, text, wait_until,
};

on_both! {
    sealing_keys_are_rotated_under_load_and_through_kills
    signing_keys_are_rotated_and_nobody_is_logged_out
    a_key_that_is_needed_is_not_dropped
    secrets_moved_to_another_row_do_not_open
}

/// A place whose sealing keys are in a file, as they are by default where the database is
/// embedded.
fn place_with_key_files(mut place: Place) -> Place {
    for (variable, file) in
        [("AVA_API_ENCRYPTION_KEYS", "sealing.keys"), ("AVA_API_JWT_SECRET_KEY", "signing.keys")]
    {
        place.unset(variable);
        let path = place.file(file);
        place.set(&format!("{variable}_FILE"), path.to_str().expect("UTF-8"));
    }
    succeed(&place, &["keys", "generate"]);
    succeed(&place, &["keys", "generate", "--signing"]);
    place
}

/// Runs the program to a good end; what it printed.
#[track_caller]
fn succeed(place: &Place, arguments: &[&str]) -> String {
    let output = run(place.command().args(arguments));
    let said = text(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    text(&output.stdout)
}

#[track_caller]
fn refused(place: &Place, arguments: &[&str]) -> String {
    let output = run(place.command().args(arguments));
    assert!(!output.status.success(), "{arguments:?} was done: {}", text(&output.stdout));
    text(&output.stderr)
}

/// The ids of the keys in a file, the one in use first.
fn ids(place: &Place, arguments: &[&str]) -> Vec<String> {
    let listed = succeed(place, &[&["keys", "list", "--json"], arguments].concat());
    let listed: Value = serde_json::from_str(&listed).expect("JSON");
    let keys = listed["keys"].as_array().expect("keys");
    keys.iter().map(|key| key["id"].as_str().expect("an id").to_owned()).collect()
}

/// A user with a secret of each kind.
async fn entrust(server: &Ava, name: &str) -> Client {
    let user = server.sign_up(name).await;
    let key = json!({"vapi_api_key": format!("a-vapi-key-of-{name}")});
    user.post("/api/v1/vapi-settings", &key).await.ok();
    let sid = format!("AC{}", "0123456789abcdef".repeat(2));
    let twilio = json!({"account_sid": sid, "auth_token": format!("{name:-<40}")});
    user.post("/api/v1/twilio-settings", &twilio).await.ok();
    user.save(json!({"smtpPassword": format!("a mail password of {name}")})).await;
    user
}

async fn sealed_under(place: &Place, key: &str) -> u64 {
    let count =
        format!("SELECT CAST(count(*) AS TEXT) FROM integration_secrets WHERE key_id = '{key}'");
    place.sql(&count).await.join("").parse().expect("a number")
}

/// Reads, saves and pushes without a pause until told to stop; what did not work.
async fn load(user: Client, name: String, stop: Arc<AtomicBool>) -> Vec<String> {
    let mut failures = Vec::new();
    let mut n = 0;
    while !stop.load(Ordering::Relaxed) {
        n += 1;
        let patch = json!({"tone": format!("tone {n}"), "smtpPassword": format!("password {n}")});
        let key = json!({"vapi_api_key": format!("a-vapi-key-of-{name}")});
        let answers = [
            user.get("/api/v1/studio/config").await,
            user.patch("/api/v1/studio/config", &patch).await,
            user.get("/api/v1/vapi-settings").await,
            user.post("/api/v1/vapi-settings", &key).await,
            user.sync().await,
        ];
        failures.extend(answers.iter().filter(|it| it.status != 200).map(|it| format!("{it:?}")));
    }
    assert!(n > 0);
    failures
}

async fn sealing_keys_are_rotated_under_load_and_through_kills(store: Store) {
    let vapi = sandbox(0).await;
    let place = place_with_key_files(Place::pushing_to(store, &vapi));
    let server = place.start().await;
    let second = if store == Store::Postgres { Some(place.start().await) } else { None };
    let users: Vec<Client> = stream::iter(0..100)
        .map(|n| entrust_owned(&server, format!("user{n}")))
        .buffer_unordered(8)
        .collect()
        .await;
    let [old] = &ids(&place, &[])[..] else { panic!("one key at first") };

    let stop = Arc::new(AtomicBool::new(false));
    let at_work: Vec<_> = (0..4)
        .map(|n| {
            let address = if n % 2 == 0 { &server } else { second.as_ref().unwrap_or(&server) };
            let user = users[n].at(address.address());
            tokio::spawn(load(user, format!("loaded{n}"), Arc::clone(&stop)))
        })
        .collect();
    succeed(&place, &["keys", "generate"]);
    let before = ids(&place, &[]);
    assert_eq!((before.len(), &before[0]), (2, old), "a new key only opens");
    succeed(&place, &["keys", "activate", "--wait", "30s"]);
    let new = ids(&place, &[])[0].clone();
    assert_eq!(new, before[1]);
    // A quick machine re-seals a hundred before it is seen to have begun.
    let (all, mut kills) = (sealed_under(&place, old).await, 0);
    while kills < 10 && sealed_under(&place, old).await > all / 2 {
        kill_midway(&place, &new).await;
        kills += 1;
    }
    assert_ne!(sealed_under(&place, old).await, 0, "the last kill came after the end");
    succeed(&place, &["keys", "rotate"]);
    assert_eq!(sealed_under(&place, old).await, 0);
    succeed(&place, &["keys", "retire", old]);
    assert_eq!(ids(&place, &[]), [new]);
    // A moment for the servers to drop it as well.
    wait_until(|| place.log().matches("key file").count() >= 3).await;
    stop.store(true, Ordering::Relaxed);
    for task in at_work {
        assert_eq!(task.await.expect("a task"), Vec::<String>::new());
    }
    for user in [&users[0], &users[50], &users[99]] {
        user.sync().await.ok();
    }
    assert_eq!(problems(&place), Vec::<String>::new());
}

async fn entrust_owned(server: &Ava, name: String) -> Client {
    entrust(server, &name).await
}

/// Starts to re-seal, and kills it as soon as it has done some.
async fn kill_midway(place: &Place, new: &str) {
    let before = sealed_under(place, new).await;
    let mut command = place.command();
    command.args(["keys", "rotate"]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut rotating = command.spawn().expect("the program");
    let begun = Instant::now();
    while sealed_under(place, new).await < before + 5 {
        assert!(begun.elapsed() < Duration::from_secs(30), "nothing was re-sealed");
        if rotating.try_wait().expect("a child").is_some() {
            break;
        }
    }
    rotating.kill().expect("a kill");
    rotating.wait().expect("an end");
}

async fn signing_keys_are_rotated_and_nobody_is_logged_out(store: Store) {
    let place =
        place_with_key_files(Place::new(store).with("AVA_API_ACCESS_TOKEN_TTL_SECONDS", "10"));
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let kid = |token: &str| {
        let header = token.split('.').next().expect("a header").to_owned();
        let header = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, header);
        let header: Value = serde_json::from_slice(&header.expect("base64")).expect("JSON");
        header["kid"].as_str().expect("a kid").to_owned()
    };
    let old = kid(ada.token.as_deref().expect("a token"));
    succeed(&place, &["keys", "generate", "--signing"]);
    succeed(&place, &["keys", "activate", "--signing", "--wait", "30s"]);
    let refusal = refused(&place, &["keys", "retire", &old, "--signing"]);
    assert!(refusal.contains(&old), "{refusal}");
    assert_eq!(ada.get("/api/v1/auth/me").await.status, 200, "old tokens are still good");
    let begun = Instant::now();
    let new = loop {
        let login = json!({"identifier": "ada@example.com", "password": PASSWORD});
        let tokens = ada.post("/api/v1/auth/login", &login).await.ok();
        let kid = kid(tokens["access_token"].as_str().expect("a token"));
        if kid != old {
            break kid;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "the new key does not sign");
    };
    assert_eq!(ids(&place, &["--signing"]), [new.clone(), old.clone()]);
    let begun = Instant::now();
    // Once every token that it has signed is over, it can go.
    while !run(place.command().args(["keys", "retire", &old, "--signing"])).status.success() {
        assert!(begun.elapsed() < Duration::from_mins(1), "the old key cannot be dropped");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert_eq!(ids(&place, &["--signing"]), [new]);
}

async fn a_key_that_is_needed_is_not_dropped(store: Store) {
    let place = place_with_key_files(Place::new(store));
    let server = place.start().await;
    entrust(&server, "ada").await;
    let [old] = &ids(&place, &[])[..] else { panic!("one key at first") };
    succeed(&place, &["keys", "generate"]);
    assert!(refused(&place, &["keys", "retire", old]).contains(old.as_str()));
    succeed(&place, &["keys", "activate", "--wait", "30s"]);
    let refusal = refused(&place, &["keys", "retire", old]);
    assert!(refusal.contains("rotate"), "it says what to do first: {refusal}");
    // By hand: the servers keep the keys that they need, and say so.
    let file = place.file("sealing.keys");
    let kept = std::fs::read_to_string(&file).expect("the file");
    let without: Vec<_> = kept.lines().filter(|line| !line.starts_with(old.as_str())).collect();
    std::fs::write(&file, without.join("\n")).expect("an edit");
    wait_until(|| place.log().contains(old.as_str())).await;
    let ada = server.anonymous();
    let login = json!({"identifier": "ada@example.com", "password": PASSWORD});
    let mut ada = ada.clone();
    let tokens = ada.post("/api/v1/auth/login", &login).await.ok();
    ada.take_tokens(tokens);
    assert_ne!(ada.sync().await.status, 500);
    assert_ne!(problems(&place), Vec::<String>::new(), "the doctor sees it");
    std::fs::write(&file, kept).expect("an edit");
    succeed(&place, &["keys", "rotate"]);
    succeed(&place, &["keys", "retire", old]);
    assert_eq!(problems(&place), Vec::<String>::new());
}

async fn secrets_moved_to_another_row_do_not_open(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = entrust(&server, "ada").await;
    let bob = entrust(&server, "bob").await;
    ada.sync().await.ok();
    // The two swap what is sealed for them.
    let sealed = |email: &str| {
        format!(
            "SELECT ciphertext FROM integration_secrets s JOIN users u ON u.id = s.user_id \
             WHERE u.email = '{email}' AND s.kind = 'vapi_key'"
        )
    };
    let adas = place.sql(&sealed("ada@example.com")).await.join("");
    let bobs = place.sql(&sealed("bob@example.com")).await.join("");
    assert_ne!(adas, bobs);
    for (email, ciphertext) in [("ada@example.com", &bobs), ("bob@example.com", &adas)] {
        place
            .sql(&format!(
                "UPDATE integration_secrets SET ciphertext = '{ciphertext}' WHERE kind = 'vapi_key' \
                 AND user_id = (SELECT id FROM users WHERE email = '{email}')"
            ))
            .await;
    }
    let calls = vapi.requests().total();
    for user in [&ada, &bob] {
        let answer = user.sync().await;
        assert!(answer.status >= 500, "another's key was used: {answer:?}");
    }
    assert_eq!(vapi.requests().total(), calls, "nothing was sent to Vapi with another's key");
}
