//! One cell: a fault in a phase.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::fault::Fault;
use super::table::{Phase, Row};
use super::world::{SAVED, World};
use crate::harness::{Answer, Store};
use crate::syncs::sync_until_ok;

const ANSWER_WITHIN: Duration = Duration::from_secs(20);

pub(super) async fn play(store: Store, phase: Phase, row: &Row) {
    let fault = row.fault;
    let mut world = World::before(store, phase).await;
    let linked = world.user.config().await["vapiAssistantId"].clone();
    let calls = world.calls();

    let begun = Instant::now();
    let answer = world.strike(fault).await;
    let label = format!("{phase:?} × {fault:?}: {answer:?}");
    assert!(begun.elapsed() < ANSWER_WITHIN, "{label} after {:?}", begun.elapsed());
    assert_eq!(said(phase, &answer), row.answer(phase), "{label}");
    check_answer(&world, fault, &answer, &label);
    check_calls(phase, fault, world.calls() - calls, &label);
    assert!(!world.was_led_inside().await, "{label}");
    let left = assistants_left(phase, fault, answer.status == 200);
    assert_eq!(world.vapi.assistants().len(), left, "{label}");
    check_state(&world, phase, fault, &answer, &linked, &label).await;
    check_rest(&world, fault, &label).await;
    heal(&world, phase, &label).await;
}

/// An answer in the words of the table.
fn said(phase: Phase, answer: &Answer) -> String {
    let what = match (answer.status, phase) {
        (200, Phase::Delete) => {
            assert_eq!(answer.json()["vapiAssistantId"], Value::Null);
            "forgotten".to_owned()
        }
        (200, _) => answer.json()["action"].as_str().expect("an action").to_owned(),
        _ => answer.code(),
    };
    format!("{} {what}", answer.status)
}

fn check_answer(world: &World, fault: Fault, answer: &Answer, label: &str) {
    assert_eq!(answer.headers.contains_key("retry-after"), answer.status == 503, "{label}");
    assert!(is_free_of_internals(world, &answer.text), "{label}");
    if answer.status == 200 {
        return;
    }
    let problem = answer.json();
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.ends_with('.')), "{label}");
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let pointers: Vec<_> = errors.iter().map(|error| error["pointer"].clone()).collect();
    if !fault.complaints().is_empty() {
        assert_eq!(pointers, fault.complaints(), "{label}");
    }
    if fault.asks_for_rest() {
        let rest: u64 =
            answer.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
        // Five, and one more where the answer's own date, in whole seconds, lags behind.
        assert!((1..=6).contains(&rest), "{label}");
    }
}

/// Nothing of where and how we call, nor of what others answered in HTML.
fn is_free_of_internals(world: &World, text: &str) -> bool {
    let address = world.vapi.url();
    let inside =
        [&address[7..], "127.0.0.1", "<html", "nginx", "cloudflare", "reqwest", "os error", "::"];
    inside.into_iter().all(|part| !text.contains(part))
}

/// What changes something is never repeated; what changes nothing is, where that is of use.
#[expect(clippy::match_same_arms, reason = "each line is a reason of its own")]
fn check_calls(phase: Phase, fault: Fault, calls: usize, label: &str) {
    let expected = match (phase, fault) {
        (_, Fault::ConnectionRefused | Fault::ConnectionTimesOut) => 0..=0,
        (Phase::Create | Phase::Update | Phase::Delete, _) => 1..=1,
        (_, Fault::Drop | Fault::Status(500 | 503) | Fault::BadGatewayPage) => 3..=3,
        (_, Fault::Hang | Fault::BusyForSeconds | Fault::BusyUntil) => 1..=1,
        (_, Fault::Status(_) | Fault::Message | Fault::MessageList) => 1..=1,
        _ => 1..=3,
    };
    assert!(expected.contains(&calls), "{calls} calls: {label}");
}

fn assistants_left(phase: Phase, fault: Fault, answered: bool) -> usize {
    let is_there = match phase {
        Phase::Read | Phase::Update => true,
        Phase::Create => fault.commits(),
        Phase::Adopt => fault != Fault::Gone,
        Phase::Delete => !answered && !fault.commits(),
    };
    usize::from(is_there)
}

async fn check_state(
    world: &World,
    phase: Phase,
    fault: Fault,
    answer: &Answer,
    linked: &Value,
    label: &str,
) {
    let stored = world.user.get("/api/v1/studio/sync-vapi").await.ok();
    let answered = answer.status == 200;
    let state = match (phase, answered) {
        (Phase::Delete, true) => "never",
        (Phase::Delete, false) if fault.commits() => "drifted",
        (Phase::Delete, false) | (_, true) => "in_sync",
        (_, false) => "failed",
    };
    assert_eq!(stored["state"], state, "{stored}: {label}");
    assert_eq!(world.user.config().await["sync"]["state"], state, "{label}");
    let assistant = match (phase, answered) {
        (Phase::Delete, true) => Value::Null,
        (_, true) => answer.json()["assistantId"].clone(),
        (_, false) => linked.clone(),
    };
    assert_eq!(stored["assistantId"], assistant, "{label}");
    if state == "failed" {
        let words = stored["lastError"].as_str().expect("an error");
        assert!(words.starts_with("Vapi "), "{words}: {label}");
        assert!(is_free_of_internals(world, words), "{words}: {label}");
    } else {
        assert_eq!(stored["lastError"], Value::Null, "{label}");
    }
}

/// While Vapi wants rest, it gets it.
async fn check_rest(world: &World, fault: Fault, label: &str) {
    if fault.asks_for_rest() {
        let before = world.vapi.requests().total();
        assert_eq!(world.user.sync().await.code(), "vapi_rate_limited", "{label}");
        assert_eq!(world.vapi.requests().total(), before, "{label}");
    }
}

/// The fault is gone: the next sync, and a deletion, work.
async fn heal(world: &World, phase: Phase, label: &str) {
    let healed = sync_until_ok(&world.user).await;
    let live = world.vapi.assistants();
    assert_eq!(live.len(), 1, "{live:?}: {label}");
    assert_eq!(live[0]["id"], healed["assistantId"], "{label}");
    if phase != Phase::Delete {
        assert_eq!(live[0]["firstMessage"], json!(SAVED), "{label}");
    }
    let state = world.user.get("/api/v1/studio/sync-vapi").await.ok();
    assert_eq!(state["state"], "in_sync", "{state}: {label}");
    assert_eq!(state["lastError"], Value::Null, "{label}");
    let again = world.user.delete("/api/v1/studio/assistant?remote=true").await;
    assert_eq!(said(Phase::Delete, &again), "200 forgotten", "{label}");
    assert!(world.vapi.assistants().is_empty(), "{label}");
}
