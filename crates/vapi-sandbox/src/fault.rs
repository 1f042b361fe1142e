//! Faults on demand: which requests they strike, and how often.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::action::Action;

/// A rule: what happens to the requests that it fits. Of several rules that fit, the one pushed
/// first acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only requests of this method, in any letter case; all when absent.
    #[serde(default)]
    method: Option<String>,
    /// Only requests whose path begins so; all when absent.
    #[serde(default)]
    path: Option<String>,
    /// Only requests whose path is `path`, and not those that merely begin so.
    #[serde(default)]
    exact: bool,
    /// How many requests it still strikes; for ever when absent.
    #[serde(default)]
    remaining: Option<u32>,
    action: Action,
}

impl Fault {
    /// Strikes one request.
    pub fn once(action: Action) -> Self {
        Self::times(1, action)
    }

    /// Strikes `times` requests.
    pub fn times(times: u32, action: Action) -> Self {
        Self { remaining: Some(times), ..Self::always(action) }
    }

    /// Strikes until it is taken away.
    pub fn always(action: Action) -> Self {
        Self { method: None, path: None, exact: false, remaining: None, action }
    }

    /// Only requests of this method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only requests whose path begins so: `/assistant` fits `/assistant/{id}` too, `/assistant/`
    /// only that.
    #[must_use]
    pub fn path(mut self, prefix: impl Into<String>) -> Self {
        self.path = Some(prefix.into());
        self.exact = false;
        self
    }

    /// Only requests to this very path.
    #[must_use]
    pub fn exact_path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self.exact = true;
        self
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        let method_fits = self.method.as_ref().is_none_or(|m| m.eq_ignore_ascii_case(method));
        let path_fits = self.path.as_ref().is_none_or(|wanted| {
            if self.exact { path == wanted } else { path.starts_with(wanted.as_str()) }
        });
        method_fits && path_fits
    }
}

/// The faults that wait for their requests.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    last_id: u64,
    faults: Vec<PendingFault>,
}

/// A fault that still waits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PendingFault {
    /// By which it can be taken away.
    pub id: u64,
    /// The rule, with what remains of it.
    #[serde(flatten)]
    pub fault: Fault,
}

impl Faults {
    /// Adds a rule behind the others and names it.
    pub fn push(&self, fault: Fault) -> u64 {
        let mut waiting = self.lock();
        waiting.last_id += 1;
        let id = waiting.last_id;
        waiting.faults.push(PendingFault { id, fault });
        id
    }

    /// The rules that still wait, in their order. A rule that struck its last request is gone.
    pub fn pending(&self) -> Vec<PendingFault> {
        self.lock().faults.clone()
    }

    /// Takes a rule away; whether it was there.
    pub fn remove(&self, id: u64) -> bool {
        let mut waiting = self.lock();
        let before = waiting.faults.len();
        waiting.faults.retain(|pending| pending.id != id);
        waiting.faults.len() < before
    }

    /// Takes all rules away.
    pub fn clear(&self) {
        self.lock().faults.clear();
    }

    /// What strikes this request, which uses up one of the rule's times.
    pub(crate) fn strike(&self, method: &str, path: &str) -> Option<Action> {
        let mut waiting = self.lock();
        let struck = |pending: &PendingFault| {
            pending.fault.remaining != Some(0) && pending.fault.fits(method, path)
        };
        let index = waiting.faults.iter().position(struck)?;
        let fault = &mut waiting.faults[index].fault;
        let action = fault.action.clone();
        if let Some(remaining) = &mut fault.remaining {
            *remaining -= 1;
            if *remaining == 0 {
                waiting.faults.remove(index);
            }
        }
        Some(action)
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::action::CannedAnswer;

    #[test]
    fn the_first_rule_that_fits_acts_until_it_is_used_up() {
        let faults = Faults::default();
        faults.push(Fault::times(2, Action::Hang).method("post").path("/assistant"));
        faults.push(Fault::always(Action::Garbage).exact_path("/assistant"));

        assert_eq!(faults.strike("GET", "/assistant/1"), None);
        assert_eq!(faults.strike("POST", "/assistant"), Some(Action::Hang));
        assert_eq!(faults.strike("POST", "/assistant/1"), Some(Action::Hang));
        assert_eq!(faults.strike("POST", "/assistant"), Some(Action::Garbage));
        assert_eq!(faults.strike("GET", "/assistant"), Some(Action::Garbage));
        assert_eq!(faults.pending().len(), 1);
    }

    #[test]
    fn a_rule_is_read_from_json_and_a_typo_in_it_is_refused() {
        let read = |value| serde_json::from_value::<Fault>(value);
        let action = json!({"type": "status", "status": 429, "headers": {"Retry-After": "1"}});
        assert_eq!(
            read(json!({"method": "POST", "remaining": 1, "action": action})).expect("a rule"),
            Fault::once(Action::Status(CannedAnswer::new(429).header("Retry-After", "1")))
                .method("POST"),
        );
        assert!(read(json!({"action": {"type": "drip"}})).is_ok());
        assert!(read(json!({"action": {"type": "hang"}, "times": 1})).is_err());
        assert!(read(json!({"action": {"type": "delay", "ms": 1, "s": 1}})).is_err());
    }
}
