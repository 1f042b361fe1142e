//! What was sent and what was answered, line by line, for whoever looks into a violation.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

/// A file outside the server's directory.
pub(crate) struct Journal(Mutex<File>);

impl Journal {
    pub(crate) fn new(path: &Path) -> Self {
        Self(Mutex::new(File::options().create(true).append(true).open(path).expect("a journal")))
    }

    /// Before it is sent.
    pub(crate) fn sent(&self, id: &str, what: &str, body: Option<&Value>) {
        self.write(&json!({"id": id, "sent": what, "body": body}));
    }

    /// After it was answered, or was not.
    pub(crate) fn answered(&self, id: &str, status: Option<u16>) {
        self.write(&json!({"id": id, "answered": status}));
    }

    fn write(&self, line: &Value) {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{line}").expect("a line of the journal");
    }
}
