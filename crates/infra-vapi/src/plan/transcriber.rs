//! `transcriber`: whose, which, and in which language.

use domain::assistant::Transcriber;
use domain::studio::Setting;
use serde_json::json;

use super::changes::Changes;
use super::{Object, base, set};

/// What every transcriber of Vapi's schema (2026-08-18) takes but one, and is not ours.
const SHARED: &[&str] = &["fallbackPlan"];
/// The one.
const WITHOUT_FALLBACK: &str = "vapi";

/// The transcriber over the live one; `None` when nothing differs.
pub(super) fn plan(live: &Object, wanted: &Transcriber, changes: &mut Changes) -> Option<Object> {
    let before = changes.len();
    changes.setting(Setting::TranscriberProvider, live.get("provider"), &json!(wanted.provider));
    if let Some(model) = &wanted.model {
        changes.setting(Setting::TranscriberModel, live.get("model"), &json!(model));
    }
    changes.setting(Setting::TranscriberLanguage, live.get("language"), &json!(wanted.language));
    if changes.len() == before {
        return None;
    }
    let shared = if wanted.provider == WITHOUT_FALLBACK { &[] } else { SHARED };
    let mut transcriber = base(live, wanted.provider, shared);
    set(&mut transcriber, "provider", wanted.provider);
    if let Some(model) = &wanted.model {
        set(&mut transcriber, "model", model.as_str());
    }
    set(&mut transcriber, "language", wanted.language.as_str());
    let mut others = live.clone();
    if wanted.model.is_none() && !transcriber.contains_key("model") {
        changes.compare(Setting::TranscriberModel.wire(), others.remove("model").as_ref(), None);
    }
    changes.lost("transcriber", &others, &transcriber);
    Some(transcriber)
}
