//! Rounds of everything at once: pushes, faults of Vapi, kills. However a round goes, its user has
//! exactly one assistant at its end, and it is what the settings say.
//!
//! `AVA_TORTURE_ROUNDS` says how many rounds (of each kind of database), `AVA_TORTURE_SEED` with
//! which seed to begin; a round that fails names its own, which plays the same round again.

use std::time::Duration;

use futures_util::future::join_all;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use vapi_sandbox::{Action, CannedAnswer, Fault, Sandbox};

use crate::harness::{Ava, Client, Place, Store, sandbox};
use crate::syncs::sync_until_ok;

/// Rounds that are played at the same time, each in a place of its own.
const AT_ONCE: usize = 6;
const ROUNDS: usize = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_server_on_sqlite_ends_every_round_with_one_assistant() {
    play_all(Store::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_on_postgres_end_every_round_with_one_assistant() {
    play_all(Store::Postgres, 2).await;
}

fn number(variable: &str, default: usize) -> usize {
    std::env::var(variable).map_or(default, |text| text.parse().expect("a number"))
}

async fn play_all(store: Store, servers: usize) {
    let rounds = number("AVA_TORTURE_ROUNDS", ROUNDS);
    let first = number("AVA_TORTURE_SEED", 1);
    eprintln!("seeds {first} to {}", first + rounds - 1);
    let players = (0..AT_ONCE.min(rounds)).map(|player| async move {
        let mut table = Table::lay(store, servers).await;
        for round in (player..rounds).step_by(AT_ONCE) {
            let seed = first + round;
            table.play(seed).await;
        }
    });
    join_all(players).await;
}

/// Servers on one database, and the sandbox they push to.
struct Table {
    vapi: Sandbox,
    place: Place,
    servers: Vec<Option<Ava>>,
}

impl Table {
    async fn lay(store: Store, servers: usize) -> Self {
        let vapi = sandbox(0).await;
        let place = Place::pushing_to(store, &vapi);
        let mut table = Self { vapi, place, servers: Vec::new() };
        table.servers.resize_with(servers, || None);
        table.raise().await;
        table
    }

    /// Starts every server that is down.
    async fn raise(&mut self) {
        for server in &mut self.servers {
            if server.is_none() {
                *server = Some(self.place.start().await);
            }
        }
    }

    fn server(&self, index: usize) -> &Ava {
        self.servers[index % self.servers.len()].as_ref().expect("a server that is up")
    }

    async fn play(&mut self, seed: usize) {
        let mut random = SmallRng::seed_from_u64(seed as u64);
        let user = self.server(0).sign_up(&format!("user{seed}")).await;
        let who = user.get("/api/v1/auth/me").await.ok()["id"].clone();
        user.save(settings(seed, &mut random)).await;
        for _ in 0..random.random_range(0..5) {
            self.vapi.faults().push(fault(&mut random));
        }
        let pushes: Vec<_> = (0..random.random_range(1..=64))
            .map(|n| {
                let user = user.at(self.server(n).address());
                let begin = Duration::from_millis(random.random_range(0..300));
                tokio::spawn(async move {
                    tokio::time::sleep(begin).await;
                    let _ = user.try_post("/api/v1/studio/sync-vapi").await;
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(random.random_range(0..2500))).await;
        for server in &mut self.servers {
            if random.random_bool(0.8)
                && let Some(server) = server.take()
            {
                server.kill();
            }
        }
        if random.random_bool(0.5) {
            join_all(pushes).await;
        }
        self.raise().await;
        self.vapi.faults().clear();
        let user = user.at(self.server(random.random_range(0..2)).address());
        if random.random_bool(0.3) {
            user.save(json!({"guidelines": format!("Saved after the kill of round {seed}.")}))
                .await;
        }
        self.judge(seed, &user, &who).await;
    }

    async fn judge(&self, seed: usize, user: &Client, who: &Value) {
        let pushed = sync_until_ok(user).await;
        let again = sync_until_ok(user).await;
        let context = format!("AVA_TORTURE_SEED={seed} AVA_TORTURE_ROUNDS=1");
        assert_eq!(again["action"], "unchanged", "{context}");
        let all = self.vapi.assistants();
        let own: Vec<_> = all.iter().filter(|live| live["metadata"]["avaOwner"] == *who).collect();
        assert_eq!(own.len(), 1, "{context}: {own:?}");
        let (live, config) = (own[0], user.config().await);
        assert_eq!(live["id"], pushed["assistantId"], "{context}");
        assert_eq!(live["id"], config["vapiAssistantId"], "{context}");
        assert_eq!(live["firstMessage"], config["firstMessage"], "{context}");
        assert_eq!(live["model"]["temperature"], config["aiTemperature"], "{context}");
        assert_eq!(live["model"]["maxTokens"], config["aiMaxTokens"], "{context}");
        let prompt = live["model"]["messages"][0]["content"].as_str().expect("a prompt");
        let guidelines = config["guidelines"].as_str().expect("text");
        assert!(prompt.contains(guidelines), "{context}");
        assert_eq!(config["sync"]["state"], "in_sync", "{context}");
    }
}

fn settings(seed: usize, random: &mut SmallRng) -> Value {
    json!({
        "firstMessage": format!("Hello from round {seed}."),
        "aiTemperature": f64::from(random.random_range(0..=20)) / 10.0,
        "aiMaxTokens": random.random_range(50..=10_000),
        "guidelines": format!("Guidelines of round {seed}."),
    })
}

/// Something that goes wrong at Vapi, for one to three requests of some kind.
fn fault(random: &mut SmallRng) -> Fault {
    let ms = random.random_range(0..2500);
    let answer = CannedAnswer::new([500, 502, 503][random.random_range(0..3)]);
    let action = match random.random_range(0..11) {
        0 => Action::Delay { ms },
        1 => Action::DelayAfterCommit { ms },
        2 => Action::Status(answer),
        3 | 4 => Action::StatusAfterCommit(answer),
        5 => Action::DropBefore,
        6 | 7 => Action::DropAfterCommit,
        8 => Action::Truncate,
        9 => Action::Status(CannedAnswer::new(429).header("retry-after", "1")),
        _ => Action::Garbage,
    };
    let fault = Fault::times(random.random_range(1..=3), action);
    match random.random_range(0..4) {
        0 => fault,
        1 => fault.method("GET"),
        2 => fault.method("PATCH"),
        _ => fault.method("POST").exact_path("/assistant"),
    }
}
