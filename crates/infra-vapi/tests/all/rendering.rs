//! Every configuration that can be saved can be pushed, and pushed once.

use application::port::AssistantGateway;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::configs::any_assistant;
use crate::schema;
use crate::support::{LIMIT, MARKER, key, sandbox};

const CONFIGS: u32 = 1000;

#[test]
fn a_thousand_configurations_are_taken_by_the_sandbox_and_by_vapis_schema() {
    let runtime = Runtime::new().unwrap();
    let (_sandbox, vapi) = runtime.block_on(sandbox());
    let (create, update) = (schema::of("CreateAssistantDTO"), schema::of("UpdateAssistantDTO"));
    let mut runner =
        TestRunner::new(Config { cases: CONFIGS, failure_persistence: None, ..Config::default() });
    let ended = runner.run(&(any_assistant(), any_assistant()), |(first, second)| {
        runtime.block_on(async {
            let fail = |error: String| TestCaseError::fail(error);
            let push = vapi.plan(None, &first, MARKER);
            fits(create.as_ref(), push.payload.expose())?;
            let live =
                vapi.create(&key(), &push, LIMIT).await.map_err(|e| fail(format!("{e:?}")))?;
            let again = vapi.plan(Some(&live), &first, MARKER);
            if !again.is_empty() {
                return Err(fail(format!("created, and still {:?}", again.changes)));
            }
            let push = vapi.plan(Some(&live), &second, MARKER);
            fits(update.as_ref(), push.payload.expose())?;
            let live = vapi
                .update(&key(), live.id, &push, LIMIT)
                .await
                .map_err(|e| fail(format!("{e:?}")))?;
            let again = vapi.plan(Some(&live), &second, MARKER);
            if !again.is_empty() {
                return Err(fail(format!("updated, and still {:?}", again.changes)));
            }
            vapi.delete(&key(), live.id, LIMIT).await.map_err(|e| fail(format!("{e:?}")))
        })
    });
    ended.unwrap();
}

fn fits(schema: Option<&jsonschema::Validator>, payload: &str) -> Result<(), TestCaseError> {
    let payload: Value = serde_json::from_str(payload).unwrap();
    let complaints = schema.map(|schema| schema::complaints(schema, &payload)).unwrap_or_default();
    if complaints.is_empty() { Ok(()) } else { Err(TestCaseError::fail(complaints.join("\n"))) }
}
