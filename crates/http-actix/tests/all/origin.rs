//! Where a request came from, as it is written down.

use domain::value::RequestOrigin;
use serde_json::json;

use crate::harness::{CONFIG, Client, LOG_IN, LOG_OUT, REFRESH, SYNC, Server, Setup};

const PROXY: &str = "10.0.0.1";
const CLIENT: &str = "203.0.113.7";

async fn behind_a_proxy() -> Server {
    let mut setup = Setup::default();
    setup.http.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    setup.serve().await
}

fn last_origin(server: &Server) -> RequestOrigin {
    server.house.stores.events().last().unwrap().origin.clone()
}

/// The address that a change is written down with that came from this peer.
async fn address(server: &Server, ada: &Client, peer: &str, forwarded: &[&str]) -> Option<String> {
    let before = ada.get(CONFIG).await.ok()["askForEmail"].as_bool().unwrap();
    let mut call = ada.request("PATCH", CONFIG).peer(peer);
    for line in forwarded {
        call = call.another_header("x-forwarded-for", line);
    }
    call.json(json!({ "askForEmail": !before })).send().await.ok();
    last_origin(server).ip.map(|ip| ip.to_string())
}

#[actix_web::test]
async fn the_client_behind_a_trusted_proxy_is_who_the_proxy_says() {
    let server = behind_a_proxy().await;
    let ada = server.sign_up("ada").await;
    for (peer, forwarded, expected) in [
        (PROXY, &["203.0.113.7"][..], Some(CLIENT)),
        ("::ffff:10.0.0.1", &["203.0.113.7:5000"], Some(CLIENT)),
        (PROXY, &["198.51.100.1, 203.0.113.7"], Some(CLIENT)),
        (PROXY, &["198.51.100.1", "203.0.113.7, 10.0.0.2"], Some(CLIENT)),
        (PROXY, &["nonsense, 203.0.113.7"], Some(CLIENT)),
        (PROXY, &["203.0.113.7, nonsense"], None),
        (PROXY, &[], None),
        (CLIENT, &["198.51.100.1"], Some(CLIENT)),
        (CLIENT, &[], Some(CLIENT)),
    ] {
        let found = address(&server, &ada, peer, forwarded).await;
        assert_eq!(found.as_deref(), expected, "{peer} {forwarded:?}");
    }
}

#[actix_web::test]
async fn without_trusted_proxies_nobody_s_word_is_taken() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let found = address(&server, &ada, PROXY, &["198.51.100.1"]).await;
    assert_eq!(found.as_deref(), Some(PROXY));
}

#[actix_web::test]
async fn client_and_request_are_written_down_with_what_they_did() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let long = "x".repeat(300);
    for (agent, expected) in
        [("Phone/1.0", Some("Phone/1.0")), ("", None), (&long, Some(&long[..255]))]
    {
        let call = server.request("POST", LOG_IN).peer(CLIENT).header("user-agent", agent);
        let call = call.header("x-request-id", "the-login");
        call.json(json!({ "identifier": "ada@example.com", "password": "wrong" })).send().await;
        let expected = RequestOrigin {
            ip: CLIENT.parse().ok(),
            user_agent: expected.map(str::to_owned),
            request_id: Some("the-login".to_owned()),
        };
        assert_eq!(last_origin(&server), expected);
    }
    for (method, path) in [("POST", SYNC), ("POST", LOG_OUT)] {
        let call = ada.request(method, path).peer(CLIENT).header("x-request-id", path_id(path));
        call.send().await.ok();
        assert_eq!(last_origin(&server).request_id.as_deref(), Some(path_id(path)));
    }
}

fn path_id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

#[actix_web::test]
async fn the_use_of_a_replaced_token_is_written_down_with_where_it_came_from() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let refresh = json!({ "refresh_token": ada.refresh_token() });
    server.post(REFRESH, refresh.clone()).await.ok();
    server.house.clock.advance(std::time::Duration::from_mins(1));
    let stolen = server.request("POST", REFRESH).peer(CLIENT).json(refresh);
    stolen.send().await.is_problem(401, "unauthenticated");
    assert_eq!(last_origin(&server).ip, CLIENT.parse().ok());
}
