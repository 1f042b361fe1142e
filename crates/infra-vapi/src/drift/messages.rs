//! The messages of a model: the first system message is our prompt, the others are not ours.

use serde_json::Value;

use super::{Difference, differ};

const ROLE: &str = "role";
const CONTENT: &str = "content";

/// What differs among the messages.
pub(super) struct Parts {
    pub(super) prompt: Option<Difference>,
    pub(super) others: Option<Difference>,
}

/// Whether both are lists of messages, or none at all.
pub(super) fn are_lists(before: Option<&Value>, after: Option<&Value>) -> bool {
    [before, after].into_iter().flatten().all(Value::is_array)
}

pub(super) fn compare(before: Option<&Value>, after: Option<&Value>) -> Parts {
    let (before, after) = (Messages::of(before), Messages::of(after));
    let prompts = (before.prompt(), after.prompt());
    // Where only one side has a prompt, the rest of that message tells nothing more.
    let both = before.system.is_some() && after.system.is_some();
    let others = (before.others(both), after.others(both));
    Parts {
        prompt: differ(prompts.0.as_ref(), prompts.1.as_ref()).then_some(prompts),
        others: differ(others.0.as_ref(), others.1.as_ref()).then_some(others),
    }
}

struct Messages<'a> {
    all: &'a [Value],
    /// Where the first system message is.
    system: Option<usize>,
}

impl<'a> Messages<'a> {
    fn of(value: Option<&'a Value>) -> Self {
        let all = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let is_system =
            |message: &Value| message.get(ROLE).and_then(Value::as_str) == Some("system");
        Self { all, system: all.iter().position(is_system) }
    }

    fn prompt(&self) -> Option<Value> {
        let content = self.all.get(self.system?)?.get(CONTENT)?;
        (!content.is_null()).then(|| content.clone())
    }

    /// The messages without the prompt; with what is left of its message, in its place, if
    /// wanted. An empty list is the same as none.
    fn others(&self, with_rest: bool) -> Option<Value> {
        let others: Vec<_> = self
            .all
            .iter()
            .enumerate()
            .filter(|(index, _)| with_rest || Some(*index) != self.system)
            .map(|(index, message)| match message.as_object() {
                Some(fields) if Some(index) == self.system => {
                    let mut rest = fields.clone();
                    rest.remove(CONTENT);
                    Value::Object(rest)
                }
                _ => message.clone(),
            })
            .collect();
        (!others.is_empty()).then_some(Value::Array(others))
    }
}
