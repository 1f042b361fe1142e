//! A user, a server and a sandbox, up to the moment that a fault strikes.

use std::time::{Duration, Instant};

use chrono::DateTime;
use serde_json::json;
use tokio::net::TcpListener;
use uuid::Uuid;
use vapi_sandbox::{Action, CannedAnswer, Sandbox};

use super::dead_end::DeadEnd;
use super::fault::{Fault, Surroundings};
use super::table::Phase;
use crate::harness::{Answer, Ava, Client, Place, Store, sandbox};

/// What is saved and not pushed yet when the fault strikes.
pub(super) const SAVED: &str = "Good day, how may I help?";

const BASE_URL: &str = "AVA_API_VAPI_BASE_URL";
/// Long enough for an assistant to be deleted meanwhile.
const WHILE: Action = Action::Delay { ms: 1000 };

pub(super) struct World {
    pub(super) vapi: Sandbox,
    place: Place,
    server: Option<Ava>,
    pub(super) user: Client,
    phase: Phase,
    /// Where nobody may be sent.
    inside: TcpListener,
}

impl World {
    /// Everything before the call that the fault is to strike.
    pub(super) async fn before(store: Store, phase: Phase) -> Self {
        let vapi = sandbox(0).await;
        let place = Place::pushing_to(store, &vapi);
        let server = place.start().await;
        let user = server.sign_up("ada").await;
        let inside = TcpListener::bind("127.0.0.1:0").await.expect("an address");
        if matches!(phase, Phase::Read | Phase::Update | Phase::Delete) {
            user.sync().await.ok();
        }
        if phase != Phase::Delete {
            user.save(json!({"firstMessage": SAVED})).await;
        }
        let world = Self { vapi, place, server: Some(server), user, phase, inside };
        if phase == Phase::Adopt {
            world.lose_an_assistant().await;
        }
        world
    }

    /// The answer to the create is lost, and what it made is not found at once.
    async fn lose_an_assistant(&self) {
        let faults = self.vapi.faults();
        faults.push(vapi_sandbox::Fault::once(Action::DropAfterCommit).method("POST"));
        let lost = Action::Status(CannedAnswer::new(400));
        faults.push(vapi_sandbox::Fault::once(lost).exact_path("/assistant").method("GET"));
        let answer = self.user.sync().await;
        assert_eq!((answer.status, answer.code().as_str()), (503, "vapi_unavailable"));
        assert_eq!(faults.pending(), []);
    }

    /// Asks for what the phase is about.
    pub(super) async fn ask(&self) -> Answer {
        match self.phase {
            Phase::Delete => self.user.delete("/api/v1/studio/assistant?remote=true").await,
            _ => self.user.sync().await,
        }
    }

    /// How often the sandbox was asked for it.
    pub(super) fn calls(&self) -> usize {
        let requests = self.vapi.requests().all();
        let (method, one) = self.call();
        let asked = requests
            .iter()
            .filter(|it| it.method == method && it.path.starts_with("/assistant/") == one);
        asked.count()
    }

    /// The method of the call, and whether it is about one assistant rather than all.
    fn call(&self) -> (&'static str, bool) {
        match self.phase {
            Phase::Read => ("GET", true),
            Phase::Create => ("POST", false),
            Phase::Update => ("PATCH", true),
            Phase::Adopt => ("GET", false),
            Phase::Delete => ("DELETE", true),
        }
    }

    fn rule(&self, action: Action) -> vapi_sandbox::Fault {
        let (method, one) = self.call();
        let rule = vapi_sandbox::Fault::always(action).method(method);
        if one { rule.path("/assistant/") } else { rule.exact_path("/assistant") }
    }

    /// The answer while the fault is there; it is gone after.
    pub(super) async fn strike(&mut self, fault: Fault) -> Answer {
        match fault {
            Fault::ConnectionRefused => self.ask_at(&DeadEnd::closed()).await,
            Fault::ConnectionTimesOut => self.ask_at(&DeadEnd::full().await).await,
            Fault::Gone if self.phase != Phase::Create => self.ask_while_it_goes().await,
            _ => {
                let action = fault.action(self.surroundings().await).expect("an action");
                self.ask_under(action).await
            }
        }
    }

    async fn ask_under(&self, action: Action) -> Answer {
        let rule = self.vapi.faults().push(self.rule(action));
        let answer = self.ask().await;
        assert!(self.vapi.faults().remove(rule));
        answer
    }

    /// Asks a server that takes a dead end for Vapi.
    async fn ask_at(&mut self, dead_end: &DeadEnd) -> Answer {
        self.restart(&dead_end.url()).await;
        let answer = self.ask().await;
        let vapi = self.vapi.url();
        self.restart(&vapi).await;
        answer
    }

    async fn restart(&mut self, vapi: &str) {
        self.place.set(BASE_URL, vapi);
        // One server at a time: an embedded database is one server's.
        self.server = None;
        let server = self.place.start().await;
        self.user = self.user.at(server.address());
        self.server = Some(server);
    }

    /// Asks, and the assistant is deleted before the call is looked at.
    async fn ask_while_it_goes(&self) -> Answer {
        let before = self.calls();
        let rule = self.vapi.faults().push(self.rule(WHILE));
        let gone = async {
            let begun = Instant::now();
            while self.calls() == before {
                assert!(begun.elapsed() < Duration::from_secs(20), "it was not asked for");
                tokio::task::yield_now().await;
            }
            let id: Uuid = serde_json::from_value(self.vapi.assistants()[0]["id"].clone())
                .expect("an assistant's id");
            self.vapi.delete_assistant(id).await.expect("a deletion");
        };
        let (answer, ()) = tokio::join!(self.ask(), gone);
        assert!(self.vapi.faults().remove(rule));
        answer
    }

    async fn surroundings(&self) -> Surroundings {
        let date = self.user.get("/healthz").await.headers["date"].clone();
        let date = date.to_str().expect("a date");
        Surroundings {
            now: DateTime::parse_from_rfc2822(date).expect("a date").to_utc(),
            inside: format!("http://{}/assistant", self.inside.local_addr().expect("an address")),
        }
    }

    /// Whether somebody came to where nobody may be sent.
    pub(super) async fn was_led_inside(&self) -> bool {
        tokio::select! {
            biased;
            came = self.inside.accept() => came.is_ok(),
            () = std::future::ready(()) => false,
        }
    }
}
