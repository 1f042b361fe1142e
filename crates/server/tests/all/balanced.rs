//! What only tests through a balancer show. `make balanced-test` runs them, and most others too.

use std::net::Ipv4Addr;

use serde_json::json;

use crate::harness::{Client, PASSWORD, Place, Store};

const SIGN_UP: &str = "/api/v1/auth/signup";
const ADA: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const BOB: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);

/// Two clients of the balancer, told apart by their own addresses alone.
#[tokio::test]
#[ignore = "needs HAProxy: make balanced-test"]
async fn a_client_s_own_address_is_what_is_counted_and_written_down() {
    let place = Place::new(Store::Postgres).with("AVA_API_RATE_LIMITS", "signup=2/h");
    let server = place.start_behind_balancer().await;
    let [ada, mut bob] = [ADA, BOB].map(|address| server.anonymous().calling_from(address));
    for n in 0..3 {
        // What a client writes into the header itself is not believed.
        let spoofed = format!("192.0.2.{n}");
        let body = json!({"email": format!("user{n}@example.com"), "password": PASSWORD});
        let request = ada.request("POST", SIGN_UP).header("X-Forwarded-For", spoofed).json(&body);
        let answer = ada.send(request).await;
        assert_eq!(answer.status, if n < 2 { 201 } else { 429 }, "{answer:?}");
    }
    bob.sign_up("bob@example.com").await;
    assert_eq!(first_address(&bob).await, BOB.to_string());
}

/// From where the account was made.
async fn first_address(client: &Client) -> String {
    let activity = client.get("/api/v1/auth/me/activity").await.ok();
    let events = activity["events"].as_array().expect("events").clone();
    let first = events.last().expect("a sign-up");
    first["ip"].as_str().expect("an address").to_owned()
}
