//! What an operator does about users, while servers run.

mod disabled;
mod removed;
mod terminal;

use std::process::Output;

use serde_json::{Value, json};

use crate::harness::{Ava, Client, Place, Store, on_both, run, run_with, sandbox, text};

const LOGIN: &str = "/api/v1/auth/login";
const ME: &str = "/api/v1/auth/me";
const ACTIVITY: &str = "/api/v1/auth/me/activity";
const PASSWORD: &str = "staple battery horse";

on_both! {
    whom_an_operator_makes_an_account_for_logs_in
    users_are_listed_page_by_page_and_searched
    a_password_that_is_set_ends_every_session
    what_is_exported_is_what_the_user_would_get
    what_cannot_be_done_is_told_in_one_line_and_changes_nothing
    nothing_is_known_before_there_is_a_schema
}

/// `ava user …` to a good end; what it printed.
#[track_caller]
fn user(place: &Place, arguments: &[&str]) -> String {
    user_with(place, arguments, "")
}

/// The same, with this on its standard input.
#[track_caller]
fn user_with(place: &Place, arguments: &[&str], input: &str) -> String {
    let output = run_with(place.command().arg("user").args(arguments), input);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    assert!(!text(&output.stderr).contains('@'), "an address on the standard error");
    text(&output.stdout)
}

/// Why it was not done, in one line.
#[track_caller]
fn refused(place: &Place, arguments: &[&str], input: &str) -> String {
    let output = run_with(place.command().arg("user").args(arguments), input);
    one_line(arguments, &output)
}

#[track_caller]
fn one_line(arguments: &[&str], output: &Output) -> String {
    let said = text(&output.stderr);
    assert!(!output.status.success(), "{arguments:?} was done: {}", text(&output.stdout));
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    said
}

async fn log_in(server: &Ava, email: &str, password: &str) -> Client {
    let mut client = server.anonymous();
    let login = json!({"identifier": email, "password": password});
    let tokens = client.post(LOGIN, &login).await.ok();
    client.take_tokens(tokens);
    client
}

/// The kinds of what happened to a user, latest first.
async fn happened(client: &Client) -> Vec<Value> {
    let events = client.get(ACTIVITY).await.ok()["events"].as_array().expect("events").clone();
    events.into_iter().map(|event| event["kind"].clone()).collect()
}

async fn whom_an_operator_makes_an_account_for_logs_in(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let create = ["create", "Ada@Example.com", "--name", "Ada", "--phone", "+33612345678"];
    let create = [&create[..], &["--locale", "fr", "--password-stdin"]].concat();
    let id = user_with(&place, &create, &format!("{PASSWORD}\n")).trim().to_owned();
    let ada = log_in(&server, "ada@example.com", PASSWORD).await;
    let me = ada.get(ME).await.ok();
    assert_eq!((&me["id"], &me["name"], &me["locale"]), (&json!(id), &json!("Ada"), &json!("fr")));
    log_in(&server, "+33612345678", PASSWORD).await;
    let events = ada.get(ACTIVITY).await.ok()["events"].as_array().expect("events").clone();
    let made = events.last().expect("an event");
    assert_eq!(made["kind"], "created_by_operator");
    assert_eq!((&made["ip"], &made["user_agent"]), (&Value::Null, &Value::Null));

    let bob = user(&place, &["create", "bob@example.com", "--generate", "--json"]);
    let bob: Value = serde_json::from_str(&bob).expect("JSON");
    log_in(&server, "bob@example.com", bob["password"].as_str().expect("a password")).await;
    let printed = user(&place, &["create", "cyd@example.com", "--generate"]);
    let [id, password] = &printed.lines().collect::<Vec<_>>()[..] else { panic!("{printed}") };
    let cyd = log_in(&server, "cyd@example.com", password).await;
    assert_eq!(cyd.get(ME).await.ok()["id"], **id);
    assert!(!place.log_of(&server).await.contains("@example.com"), "an address was logged");
    assert!(!place.rows().await.contains(password), "a password was stored");
}

async fn users_are_listed_page_by_page_and_searched(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    for name in ["ada", "bob", "cyd"] {
        server.sign_up(name).await;
    }
    let listed = user(&place, &["list"]);
    assert_eq!(listed.lines().count(), 3, "{listed}");
    assert!(listed.contains("bob@example.com"), "{listed}");
    let read = |arguments: &[&str]| -> Value {
        let listed = user(&place, &[&["list", "--json"], arguments].concat());
        serde_json::from_str(&listed).expect("JSON")
    };
    let first = read(&["--limit", "2"]);
    assert_eq!(first["users"].as_array().map(Vec::len), Some(2));
    assert_eq!(first["users"][0]["email"], "ada@example.com");
    let next = first["next_after"].as_str().expect("there is one more").to_owned();
    let second = read(&["--limit", "2", "--after", &next]);
    assert_eq!(second["users"][0]["email"], "cyd@example.com");
    assert_eq!(
        (second["users"].as_array().map(Vec::len), &second["next_after"]),
        (Some(1), &Value::Null)
    );
    let found = read(&["--search", "BOB@"]);
    assert_eq!(found["users"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["users"][0]["disabled_at"], Value::Null);
    user(&place, &["disable", "bob@example.com"]);
    assert!(read(&["--search", "bob"])["users"][0]["disabled_at"].is_string());
    assert!(user(&place, &["list", "--search", "bob"]).contains("disabled"));
}

async fn a_password_that_is_set_ends_every_session(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let bob = server.sign_up("bob").await;
    let id = ada.get(ME).await.ok()["id"].as_str().expect("an id").to_owned();
    user_with(&place, &["set-password", &id], PASSWORD);
    assert_eq!(ada.get(ME).await.status, 401);
    let refresh = json!({"refresh_token": ada.refresh_token});
    assert_eq!(ada.post("/api/v1/auth/refresh", &refresh).await.status, 401);
    let former = json!({"identifier": "ada@example.com", "password": crate::harness::PASSWORD});
    assert_eq!(ada.post(LOGIN, &former).await.code(), "invalid_credentials");
    let ada = log_in(&server, "ada@example.com", PASSWORD).await;
    let expected = ["logged_in", "login_failed", "password_set_by_operator"];
    assert_eq!(happened(&ada).await[..3], expected);
    assert_eq!(bob.get(ME).await.status, 200);
    let made = user(&place, &["set-password", "ada@example.com", "--generate"]);
    log_in(&server, "ada@example.com", made.trim()).await;
}

async fn what_is_exported_is_what_the_user_would_get(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    for n in 0..45 {
        ada.save(json!({"tone": format!("tone {n}")})).await;
    }
    let key = json!({"vapi_api_key": "a-vapi-key-of-ada-s-own"});
    ada.post("/api/v1/vapi-settings", &key).await.ok();
    ada.sync().await.ok();
    let mut own = ada.get("/api/v1/auth/me/export").await.ok();
    let printed = user(&place, &["export", "ada@example.com"]);
    assert!(!printed.contains("a-vapi-key-of-ada-s-own"), "a secret was exported");
    let mut exported: Value = serde_json::from_str(&printed).expect("JSON");
    let written = exported["events"].as_array_mut().expect("events").remove(0);
    assert_eq!(written["kind"], "exported_by_operator");
    assert_eq!(exported["sessions"][0]["current"], false);
    own["sessions"][0]["current"] = json!(false);
    assert_eq!(exported["revisions"].as_array().map(Vec::len), Some(45));
    assert_eq!(exported, own);
    assert_eq!(happened(&ada).await[0], "exported_by_operator");
    user(&place, &["disable", "ada@example.com"]);
    user(&place, &["export", "ada@example.com"]);
}

async fn what_cannot_be_done_is_told_in_one_line_and_changes_nothing(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let before = place.rows().await;
    let nobody = "00000000-0000-7000-8000-000000000000";
    for (arguments, input, said) in [
        (&["create", "ada@example.com"][..], PASSWORD, "Email is taken"),
        (&["create", "bob@example.com"], "12345678", "password is too easy to guess"),
        (&["create", "bob@example.com"], "short", "password must have at least 8 characters"),
        (&["create", "bob", "--locale", "xx"], PASSWORD, "email must be an email address; locale"),
        (&["set-password", "bob@example.com"], PASSWORD, "there is no such user"),
        (&["set-password", "ada@example.com"], "ada@example.com", "password is too easy to guess"),
        (&["disable", nobody], "", "there is no such user"),
        (&["enable", nobody], "", "there is no such user"),
        (&["delete", nobody, "--yes"], "", "there is no such user"),
        (&["delete", "ada@example.com"], "ada@example.com\n", "say it with --yes"),
        (&["export", nobody], "", "there is no such user"),
    ] {
        let told = refused(&place, arguments, input);
        assert!(told.contains(said), "{arguments:?}: {told}");
        assert!(!told.contains("12345678") && !told.contains(PASSWORD), "{told}");
    }
    assert!(place.rows().await == before, "something was changed");
    assert_eq!(ada.get(ME).await.status, 200);
    for arguments in [
        &["disable", "neither-an-id-nor-an-email"][..],
        &["create", "bob@example.com", "--generate", "--password-stdin"],
        &["list", "--limit", "0"],
    ] {
        let output = run(place.command().arg("user").args(arguments));
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
    }
}

async fn nothing_is_known_before_there_is_a_schema(store: Store) {
    let place = Place::new(store);
    let said = refused(&place, &["list"], "");
    assert!(said.contains("ava migrate up"), "{said}");
    assert!(place.is_untouched(), "asking makes nothing");
    let migrate = |arguments: &[&str]| {
        assert!(run(place.command().arg("migrate").args(arguments)).status.success());
    };
    migrate(&["up"]);
    user_with(&place, &["create", "ada@example.com"], PASSWORD);
    let server = place.start().await;
    log_in(&server, "ada@example.com", PASSWORD).await;
}
