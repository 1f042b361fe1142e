//! Who asks too often is asked to wait; nobody else is.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, PASSWORD, Place, Store, on_both, sandbox};

on_both! {
    of_a_hundred_tries_ten_are_judged
    a_stranger_s_tries_lock_nobody_out
    users_behind_one_address_are_not_locked_out_by_each_other
    sign_ups_are_counted_by_the_client_s_address
    many_uses_of_one_refresh_token_and_many_clicks_pass
    a_user_who_asks_too_often_waits_and_is_told_how_long
    without_limits_nobody_is_counted
}

/// The limits that a server has when nobody says otherwise.
const DEFAULTS: &str = "login_account=10/15m";

fn limited(store: Store, limits: &str) -> Place {
    Place::new(store).with("AVA_API_RATE_LIMITS", limits)
}

/// A request from this client, by a proxy.
async fn from(client: &Client, address: &str, path: &str, body: &Value) -> Answer {
    let request = client.request("POST", path).header("X-Forwarded-For", address).json(body);
    client.send(request).await
}

fn login(password: &str) -> Value {
    json!({"identifier": "ada@example.com", "password": password})
}

const LOGIN: &str = "/api/v1/auth/login";

async fn of_a_hundred_tries_ten_are_judged(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi).with("AVA_API_RATE_LIMITS", DEFAULTS);
    let one = place.start().await;
    one.sign_up("ada").await;
    // A second server where there can be one.
    let two = if store == Store::Postgres { Some(place.start().await) } else { None };
    let addresses = [one.address(), two.as_ref().unwrap_or(&one).address()];
    let tries = (0..100).map(|n| {
        let client = one.anonymous().at(addresses[n % 2]);
        async move { client.post(LOGIN, &login("a wrong password")).await }
    });
    let answers = join_all(tries).await;
    let judged = answers.iter().filter(|answer| matches!(answer.status, 401 | 503)).count();
    assert_eq!(judged, 10, "{:?}", answers.iter().map(|it| it.status).collect::<Vec<_>>());
    for refused in answers.iter().filter(|answer| !matches!(answer.status, 401 | 503)) {
        assert_eq!((refused.status, &*refused.code()), (429, "rate_limited"));
        assert_eq!(refused.headers["ratelimit-policy"], r#""login_account";q=10;w=900"#);
        let left = refused.headers["ratelimit"].to_str().expect("text");
        assert!(left.starts_with(r#""login_account";r=0;t="#), "{left}");
        let wait: u64 =
            refused.headers["retry-after"].to_str().expect("text").parse().expect("a number");
        assert!((1..=90).contains(&wait), "one more is let through every 90 s, not in {wait}");
    }
    // The right password is not looked at either.
    assert_eq!(one.anonymous().post(LOGIN, &login(PASSWORD)).await.status, 429);
    // It is not the account that is closed: who is logged in goes on, from elsewhere anybody may try.
    let others = json!({"identifier": "bob@example.com", "password": "a wrong password"});
    assert_eq!(one.anonymous().post(LOGIN, &others).await.status, 401);
}

async fn a_stranger_s_tries_lock_nobody_out(store: Store) {
    let limits = "login_account=3/15m,login_address=1000/15m";
    let place = limited(store, limits).with("AVA_API_TRUSTED_PROXIES", "127.0.0.1");
    let server = place.start().await;
    server.sign_up("ada").await;
    let nobody = server.anonymous();
    let home = "198.51.100.7";
    assert_eq!(from(&nobody, home, LOGIN, &login(PASSWORD)).await.status, 200);
    // An attacker of many addresses spends what the account takes from all of them.
    let mut refused = 0;
    for n in 0..40 {
        let address = format!("203.0.113.{n}");
        refused += u32::from(from(&nobody, &address, LOGIN, &login("wrong")).await.status == 429);
    }
    assert_eq!(refused, 10, "30 are judged: ten times as many as from one address");
    assert_eq!(from(&nobody, "203.0.113.99", LOGIN, &login(PASSWORD)).await.status, 429);
    assert_eq!(
        from(&nobody, home, LOGIN, &login(PASSWORD)).await.status,
        200,
        "where Ada has logged in before, she is let in"
    );
}

async fn users_behind_one_address_are_not_locked_out_by_each_other(store: Store) {
    let place = limited(store, "login_address=4/15m");
    let server = place.start().await;
    let names: Vec<_> = (0..8).map(|n| format!("user{n}")).collect();
    for name in &names {
        server.sign_up(name).await;
    }
    let nobody = server.anonymous();
    for name in &names {
        let right = json!({"identifier": format!("{name}@example.com"), "password": PASSWORD});
        assert_eq!(nobody.post(LOGIN, &right).await.status, 200, "who gets in counts for nothing");
    }
    for n in 0..6 {
        let wrong = json!({"identifier": format!("nobody{n}@example.com"), "password": "wrong"});
        let status = nobody.post(LOGIN, &wrong).await.status;
        assert_eq!(status, if n < 4 { 401 } else { 429 });
    }
    let right = json!({"identifier": "user0@example.com", "password": PASSWORD});
    assert_eq!(nobody.post(LOGIN, &right).await.status, 200, "known here");
}

async fn sign_ups_are_counted_by_the_client_s_address(store: Store) {
    let place = limited(store, "signup=2/h").with("AVA_API_TRUSTED_PROXIES", "127.0.0.0/8");
    let server = place.start().await;
    let nobody = server.anonymous();
    let sign_up = |n: u32| json!({"email": format!("user{n}@example.com"), "password": PASSWORD});
    let path = "/api/v1/auth/signup";
    for n in 0..3 {
        // What a client writes into the header itself stands to the left of what its proxy adds.
        let spoofed = format!("192.0.2.{n}, 198.51.100.7");
        let answer = from(&nobody, &spoofed, path, &sign_up(n)).await;
        assert_eq!(answer.status, if n < 2 { 201 } else { 429 });
    }
    assert_eq!(from(&nobody, "198.51.100.8", path, &sign_up(4)).await.status, 201);
    // A proxy that does not tell its clients apart locks nobody out.
    for n in 10..14 {
        assert_eq!(nobody.post(path, &sign_up(n)).await.status, 201);
    }
}

async fn many_uses_of_one_refresh_token_and_many_clicks_pass(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi).with("AVA_API_RATE_LIMITS", DEFAULTS);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let body = json!({"refresh_token": ada.refresh_token});
    let uses = (0..256).map(|_| ada.post("/api/v1/auth/refresh", &body));
    let answers = join_all(uses).await;
    let children: std::collections::BTreeSet<_> =
        answers.iter().map(|answer| answer.ok()["refresh_token"].to_string()).collect();
    assert_eq!(children.len(), 1);
    let pushes = join_all((0..64).map(|_| ada.sync())).await;
    assert!(pushes.iter().all(|answer| answer.status == 200));
    assert_eq!(vapi.assistants().len(), 1);
}

async fn a_user_who_asks_too_often_waits_and_is_told_how_long(store: Store) {
    let place = limited(store, "user=5/h,sync=1/h,refresh=1/h");
    let server = place.start().await;
    let mut ada = server.sign_up("ada").await;
    for left in (0..5).rev() {
        let answer = ada.get("/api/v1/auth/me").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers["ratelimit-policy"], r#""user";q=5;w=3600"#);
        let told = answer.headers["ratelimit"].to_str().expect("text");
        assert!(told.starts_with(&format!(r#""user";r={left};t="#)), "{told}");
    }
    let refused = ada.get("/api/v1/auth/me").await;
    assert_eq!((refused.status, &*refused.code()), (429, "rate_limited"));
    assert!(refused.headers.contains_key("retry-after"));
    let bob = server.sign_up("bob").await;
    assert_eq!(bob.get("/api/v1/auth/me").await.status, 200, "it is Ada's limit, not Bob's");
    bob.sync().await.ok();
    let second = bob.sync().await;
    assert_eq!((second.status, &*second.code()), (429, "rate_limited"));
    assert_eq!(second.headers["ratelimit-policy"], r#""sync";q=1;w=3600"#);
    // A refresh needs no access token, so it has a limit of its own.
    let first =
        ada.post("/api/v1/auth/refresh", &json!({"refresh_token": ada.refresh_token})).await;
    ada.take_tokens(first.ok());
    let again =
        ada.post("/api/v1/auth/refresh", &json!({"refresh_token": ada.refresh_token})).await;
    assert_eq!((again.status, &*again.code()), (429, "rate_limited"));
    // Nobody is kept in by a limit.
    assert_eq!(ada.post("/api/v1/auth/logout", &json!({})).await.status, 200);
}

async fn without_limits_nobody_is_counted(store: Store) {
    let place = limited(store, "off");
    let server = place.start().await;
    server.sign_up("ada").await;
    for _ in 0..12 {
        let answer = server.anonymous().post(LOGIN, &login("wrong")).await;
        assert_eq!(answer.status, 401);
        assert!(!answer.headers.contains_key("ratelimit"));
    }
    assert!(place.log_of(&server).await.contains("AVA_API_RATE_LIMITS"), "the log warns of it");
}
