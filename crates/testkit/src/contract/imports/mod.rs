//! What `AccountImport` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

mod kept;
mod refused;

use application::port::{
    Applicant, BroughtAssistant, FirstConfig, ImportedAccount, ListedUser, RevisionRecord,
    Standing, StudioRecord, SyncRecord,
};
use domain::account::UserHandle;
use domain::audit::{AuditEvent, AuditKind};
use domain::integration::SecretKind;
use domain::studio::{Setting, StudioConfig};
use domain::user::User;
use domain::value::UserId;

pub use self::kept::*;
pub use self::refused::*;
use super::Stores;
use crate::sample::{self, at};

/// An account that brings everything.
fn full(label: &str) -> ImportedAccount {
    let user = sample::full_user(label);
    let config = sample::full_config();
    let changed = config.changed_from(&StudioConfig::default());
    let secret = |kind: SecretKind| (kind, sample::stored_secret(&format!("{label} {kind:?}")));
    ImportedAccount {
        event: AuditEvent {
            fields: vec!["phone".to_owned(), "aiTemperature".to_owned()],
            ..sample::event(user.id, AuditKind::ImportedByOperator)
        },
        user,
        password_hash: Some(sample::password_hash("pw")),
        disabled_at: None,
        config: Some(FirstConfig {
            config,
            changed: changed.into_iter().map(Setting::wire).chain(["smtpPassword"]).collect(),
            at: at(-5),
        }),
        secrets: SecretKind::ALL.into_iter().map(secret).collect(),
        assistant: Some(BroughtAssistant {
            id: sample::assistant_id(label),
            key_fingerprint: Some(sample::fingerprint(label)),
        }),
    }
}

/// An account of this user that brings nothing.
fn bare(user: User) -> ImportedAccount {
    ImportedAccount {
        event: sample::event(user.id, AuditKind::ImportedByOperator),
        user,
        password_hash: None,
        disabled_at: None,
        config: None,
        secrets: Vec::new(),
        assistant: None,
    }
}

async fn add(stores: &Stores, accounts: &[ImportedAccount]) -> Vec<Standing> {
    stores.imports.add(accounts).await.unwrap()
}

async fn add_one(stores: &Stores, account: &ImportedAccount) -> Standing {
    add(stores, std::slice::from_ref(account)).await[0]
}

async fn look(stores: &Stores, accounts: &[ImportedAccount]) -> Vec<Standing> {
    let applicants: Vec<Applicant> = accounts.iter().map(ImportedAccount::applicant).collect();
    stores.imports.look(&applicants).await.unwrap()
}

/// Everything that is known of a user.
#[derive(Debug, PartialEq)]
struct Known {
    user: Option<ListedUser>,
    studio: Option<StudioRecord>,
    revisions: Option<Vec<RevisionRecord>>,
    sync: SyncRecord,
    events: Option<Vec<AuditEvent>>,
}

async fn known(stores: &Stores, id: UserId) -> Known {
    Known {
        user: stores.directory.find(&UserHandle::Id(id)).await.unwrap(),
        studio: stores.records.studio(id).await.unwrap(),
        revisions: stores.records.revisions(id, None, 9).await.unwrap(),
        sync: stores.syncs.load(id).await.unwrap(),
        events: stores.records.events(id, None, 9).await.unwrap(),
    }
}
