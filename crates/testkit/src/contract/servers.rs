//! What `ServerRegistry` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

use application::port::ServerKeys;

use super::Stores;
use super::race::race;
use crate::sample;

pub async fn nobody_runs_who_has_not_said_so(stores: &Stores) {
    assert_eq!(running(stores).await, []);
}

pub async fn a_server_that_said_so_runs_with_its_keys_in_their_order(stores: &Stores) {
    let one = server("one", &["new", "old", "a key of another é"], &["second", "first"]);
    let none = server("none", &[], &[]);
    for server in [&one, &none] {
        stores.servers.announce(server).await.unwrap();
    }
    assert_eq!(running(stores).await, sorted(vec![one, none]));
}

pub async fn what_a_server_says_last_holds(stores: &Stores) {
    let other = server("other", &["old"], &["old"]);
    stores.servers.announce(&other).await.unwrap();
    for keys in [&["old"][..], &["old", "new"], &["new", "old"], &["new"]] {
        let one = server("one", keys, keys);
        stores.servers.announce(&one).await.unwrap();
        assert_eq!(running(stores).await, sorted(vec![one, other.clone()]));
    }
}

pub async fn a_server_that_left_runs_no_more_until_it_says_so_again(stores: &Stores) {
    let (one, other) = (server("one", &["a"], &["a"]), server("other", &["b"], &["b"]));
    for server in [&one, &other] {
        stores.servers.announce(server).await.unwrap();
    }
    for _ in 0..2 {
        stores.servers.leave(one.server).await.unwrap();
        assert_eq!(running(stores).await, std::slice::from_ref(&other));
    }
    stores.servers.announce(&one).await.unwrap();
    assert_eq!(running(stores).await, sorted(vec![one, other]));
}

pub async fn many_servers_that_say_so_at_once_all_run(stores: &Stores) {
    let servers = race(16, |number| {
        let stores = stores.clone();
        let server = server(&format!("server-{}", number / 2), &["key"], &["key"]);
        async move {
            stores.servers.announce(&server).await.unwrap();
            stores.servers.running().await.unwrap();
            server
        }
    });
    let mut servers = sorted(servers.await);
    servers.dedup();
    assert_eq!(running(stores).await, servers);
}

/// Those that run, in the order of their ids.
pub(super) async fn running(stores: &Stores) -> Vec<ServerKeys> {
    sorted(stores.servers.running().await.unwrap())
}

pub(super) fn server(label: &str, sealing: &[&str], signing: &[&str]) -> ServerKeys {
    let owned = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect();
    ServerKeys {
        server: sample::uuid(&format!("server {label}")),
        sealing: owned(sealing),
        signing: owned(signing),
    }
}

fn sorted(mut servers: Vec<ServerKeys>) -> Vec<ServerKeys> {
    servers.sort_by_key(|server| server.server);
    servers
}
