//! Whether a configuration is what its history says, and the history what was told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Look;
use crate::act::without_dashes;
use crate::user::{SETTINGS, Write};

const PATH: &str = "/api/v1/studio/config";
/// How many revisions are remembered, to be restored.
const REMEMBERED: usize = 20;

impl Look<'_> {
    pub(super) async fn at_history(&mut self) {
        let config = self.get(PATH).await;
        let latest = config["revision"].as_i64().unwrap_or(-1);
        if latest < self.user.revision {
            self.wrong(format!("revision {} went back to {latest}", self.user.revision));
        }
        let saves = self.user.writes.iter().filter(|write| write.settings.is_some());
        let mut saves: Vec<Write> = saves.cloned().collect();
        for number in self.user.revision + 1..=latest {
            let revision = self.get(&format!("{PATH}/revisions/{number}")).await;
            self.at_revision(number, &revision, &mut saves);
            if number == latest {
                self.at_config(&config, &revision["config"]);
            }
        }
        for lost in saves {
            if lost.acknowledged {
                self.wrong(format!("{} ({}) was lost", lost.request, lost.kind));
            }
            self.seen.applied.insert(lost.request, false);
        }
        self.user.revision = latest;
        for (field, cell) in &mut self.user.settings {
            if !cell.settle(&config[*field]) {
                self.seen.wrong.push(format!("{field} is {}", config[*field]));
            }
        }
    }

    /// One save made it, and that save made no other.
    fn at_revision(&mut self, number: i64, revision: &Value, saves: &mut Vec<Write>) {
        let author = revision["author"].as_str().unwrap_or_default();
        if without_dashes(author) != self.user.id {
            self.wrong(format!("revision {number} is of {author}"));
        }
        // Two that restore the same revision make the same: then the one that was told this number.
        let of_number = |save: &Write| save.revision == Some(number) && made_it(save, revision);
        let made = saves.iter().position(of_number);
        let made = made.or_else(|| saves.iter().position(|save| made_it(save, revision)));
        let Some(save) = made.map(|index| saves.swap_remove(index)) else {
            return self.wrong(format!("revision {number} is of no save: {revision}"));
        };
        if save.revision.is_some_and(|told| told != number) {
            self.wrong(format!("{} was told {:?}, and made {number}", save.request, save.revision));
        }
        self.seen.applied.insert(save.request, true);
        let settings: BTreeMap<_, _> =
            SETTINGS.map(|field| (field, revision["config"][field].clone())).into();
        self.user.history.insert(number, settings);
        while self.user.history.len() > REMEMBERED {
            self.user.history.pop_first();
        }
    }

    /// The configuration is its latest revision. What follows the account is null there.
    fn at_config(&mut self, config: &Value, revision: &Value) {
        let Some(revision) = revision.as_object() else { return };
        for (field, value) in revision.iter().filter(|(_, value)| !value.is_null()) {
            if config[field] != *value {
                self.wrong(format!("{field} is {} and was saved as {value}", config[field]));
            }
        }
    }
}

/// Whether a revision is what this save makes: its settings, all of them, and nothing else.
fn made_it(save: &Write, revision: &Value) -> bool {
    let Some(settings) = &save.settings else { return false };
    let set = settings.iter().all(|(field, value)| revision["config"][field] == *value);
    let changes = revision["changes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let fields: BTreeSet<_> =
        changes.iter().filter_map(|change| change["field"].as_str()).collect();
    set && if save.kind == "config_restored" {
        fields.iter().all(|field| settings.contains_key(*field))
    } else {
        fields == fields_of(settings)
    }
}

fn fields_of(settings: &Map<String, Value>) -> BTreeSet<&str> {
    settings.keys().map(String::as_str).collect()
}
