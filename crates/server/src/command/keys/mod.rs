//! Making keys, putting them in use, and dropping them.

mod activate;
mod advice;
mod env;
mod generate;
mod list;
mod retire;
mod rotate;
mod waiting;

use anyhow::Context;
use infra_security::KeyKind;

use crate::config::Config;
use crate::keys::Ring;

pub(crate) use activate::{Patience, activate};
pub(crate) use env::env;
pub(crate) use generate::generate;
pub(crate) use list::list;
pub(crate) use retire::{over_in, retire};
pub(crate) use rotate::rotate;

/// The keys that are configured.
fn ring(config: &Config, kind: KeyKind) -> anyhow::Result<Ring> {
    Ring::read(config, kind)?.with_context(|| {
        format!(
            "there is no key yet; the first start makes one, or `{}`",
            command("generate", kind)
        )
    })
}

/// One of these keys.
fn known<'a>(ring: &'a Ring, id: &'a str) -> anyhow::Result<&'a str> {
    ring.has(id).then_some(id).with_context(|| {
        let known: Vec<_> = ring.all().collect();
        format!("there is no key {id} in {}, which has {}", ring.source.name(), known.join(", "))
    })
}

/// How a command is typed.
fn command(name: &str, kind: KeyKind) -> String {
    match kind {
        KeyKind::Sealing => format!("ava keys {name}"),
        KeyKind::Signing => format!("ava keys {name} --signing"),
    }
}

/// What the first key does.
fn in_use(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Sealing => "seals",
        KeyKind::Signing => "signs",
    }
}

/// What the others do.
fn on_call(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Sealing => "opens",
        KeyKind::Signing => "verifies",
    }
}
