//! What the logs never tell.

use std::io;
use std::sync::{Arc, Mutex};

use application::port::AssistantGateway;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use vapi_sandbox::{Action, CannedAnswer, Fault};

use crate::support::{KEY, LIMIT, MARKER, Op, created, gateway, key, sandbox, wanted};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_log_at_any_level_holds_a_key_a_prompt_or_an_answer() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let (sandbox, vapi) = sandbox().await;
    let live = created(&vapi, MARKER).await;
    let tools = json!({"model": {"tools": [{"type": "function", "server": {"secret": "s3cret"}}]}});
    sandbox.edit_assistant(live.id.as_uuid(), tools.as_object().unwrap().clone()).await.unwrap();
    for action in [
        Action::Status(CannedAnswer::new(400).body(json!({"message": format!("{KEY} s3cret")}))),
        Action::Status(CannedAnswer::new(500).body("s3cret")),
        Action::DropAfterCommit,
        Action::Truncate,
        Action::Garbage,
    ] {
        for op in Op::ALL {
            let fault = sandbox.faults().push(Fault::always(action.clone()));
            op.run(&gateway(sandbox.url()), LIMIT).await.unwrap_err();
            sandbox.faults().remove(fault);
        }
    }
    let live = vapi.find(&key(), live.id, LIMIT).await.unwrap();
    let mut desired = wanted();
    desired.model.temperature = 0.1;
    let push = vapi.plan(Some(&live), &desired, MARKER);
    assert!(push.payload.expose().contains("s3cret"));
    let after = vapi.update(&key(), live.id, &push, LIMIT).await.unwrap();
    tracing::trace!(
        ?push,
        ?live,
        ?after,
        snapshot = vapi.snapshot(&after).as_str().len(),
        shown = vapi.shown(&push).as_str().len(),
        "all of it"
    );
    drop(guard);

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("Vapi answered") && text.contains("/assistant/{id}"), "{text}");
    for secret in [KEY, "s3cret", "You are a helpful AI assistant."] {
        let told = text.lines().find(|line| line.contains(secret));
        assert_eq!(told, None, "{secret}");
    }
}
