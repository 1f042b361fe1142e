//! Who has which assistant.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Method;
use tokio::time::{Instant, sleep};
use vapi_sandbox::Sandbox;

use crate::act::without_dashes;
use crate::http::{Answer, Ask, Line, Reply};
use crate::user::User;

/// How long an attempt whose end is unclear may stay so, and an assistant that was left behind.
const LIMIT: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_secs(1);

/// The ids of everybody's assistants.
fn owned(vapi: &Sandbox) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for assistant in vapi.assistants() {
        let owner = assistant["metadata"]["avaOwner"].as_str().unwrap_or_default();
        let id = assistant["id"].as_str().unwrap_or_default();
        all.entry(without_dashes(owner)).or_default().push(id.to_owned());
    }
    all
}

/// What is wrong.
pub(super) fn at_most_one_each(vapi: &Sandbox) -> Vec<String> {
    let several = owned(vapi).into_iter().filter(|(_, assistants)| assistants.len() > 1);
    several.map(|(owner, all)| format!("{owner} has {} assistants", all.len())).collect()
}

/// Everybody pushes until it works: each has the one that they were told of, and who is gone has
/// none after a while.
pub(crate) async fn settle(vapi: &Sandbox, line: &Line, users: &mut [User]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut told = BTreeMap::new();
    for user in users.iter_mut().filter(|user| user.pushes && user.is_sure()) {
        match push(line, user).await {
            Ok(assistant) => drop(told.insert(user.id.clone(), vec![assistant])),
            Err(answer) => wrong.push(format!("user {} cannot push: {answer}", user.number)),
        }
    }
    let begun = Instant::now();
    while wrong.is_empty() && owned(vapi) != told && begun.elapsed() < LIMIT {
        sleep(PAUSE).await;
    }
    if owned(vapi) != told {
        wrong.push(format!("assistants are {:?}, and should be {told:?}", owned(vapi)));
    }
    wrong
}

async fn push(line: &Line, user: &mut User) -> Result<String, String> {
    let begun = Instant::now();
    loop {
        let id = user.next_request();
        let (method, path) = (Method::POST, "/api/v1/studio/sync-vapi");
        let ask = Ask { method, path, token: user.access(), if_match: None, body: None, id };
        match line.ask(ask).await {
            Reply::Answered(Answer { status: 200, body }) => {
                return Ok(body["assistantId"].as_str().unwrap_or_default().to_owned());
            }
            Reply::Answered(Answer { status: 502, body: _ }) | Reply::Unknown => {}
            other => return Err(format!("{other:?}")),
        }
        if begun.elapsed() > LIMIT {
            return Err("not in time".to_owned());
        }
        sleep(PAUSE).await;
    }
}
