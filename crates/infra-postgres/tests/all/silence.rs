//! No value ends up in an error or in a log.

use std::error::Error;
use std::fmt::Write as _;

use application::port::{AccountDeletion, PasswordChange, PasswordHash};
use application::{Quota, Rate, StoreError};
use ava_infra_postgres::{Database, DatabaseOptions};
use domain::audit::{AuditEvent, AuditKind};
use domain::value::{Email, Name, RequestOrigin, UserId};
use testkit::sample;

use crate::heard;
use crate::own::OwnDatabase;

crate::on_both!(migrated: a_refused_statement_repeats_no_value, nothing_is_logged_at_trace_level);

async fn a_refused_statement_repeats_no_value(own: OwnDatabase) {
    let member = own.sign_up("s3cret").await;
    let mut twin = sample::user("twin");
    twin.email = member.user.email.clone();
    let session = sample::session(twin.id);
    let (hash, token) = (sample::password_hash("s3cret"), sample::token_hash("other"));
    let event = sample::event(twin.id, AuditKind::SignedUp);
    let refused = own.users.add(&twin, &hash, &session, &token, &event).await.unwrap_err();
    assert!(matches!(refused, StoreError::Taken(_)), "{refused:?}");
    assert!(!told(&refused).contains("s3cret"), "{}", told(&refused));

    // The same id under another address, which no unique value excuses.
    twin.id = member.id();
    twin.email = Email::parse("s3cret-twin@example.com").unwrap();
    let refused = own.users.add(&twin, &hash, &session, &token, &event).await.unwrap_err();
    assert!(matches!(refused, StoreError::Corrupt(_)), "{refused:?}");
    let id = member.id().to_string();
    let refused = told(&refused);
    assert!(!refused.contains("s3cret") && !refused.contains(&id), "{refused}");
    assert!(refused.contains("refused with"), "{refused}");

    let nobody = sample::session(sample::user_id("nobody"));
    let orphan = own.sessions.add(&nobody, &sample::token_hash("x"), &hash, &event).await.unwrap();
    assert!(!orphan, "nobody has this password");
}

async fn nothing_is_logged_at_trace_level(own: OwnDatabase) {
    heard::keep_text();
    tracing::info!("the log is heard");
    let database = Database::connect(DatabaseOptions::new(with_password(&own))).await.unwrap();
    let stores = database.stores();
    let mut user = sample::user("s3cret");
    user.name = Some(Name::parse("s3cret").unwrap());
    let session = sample::session(user.id);
    let hash = PasswordHash::new("s3cret");
    let (token, event) = (sample::token_hash("t"), secret_event(user.id));
    stores.users.add(&user, &hash, &session, &token, &event).await.unwrap();
    let again = stores.users.add(&user, &hash, &session, &token, &event).await;
    assert!(again.is_err());
    let (owner, to, at) = (user.id, PasswordHash::new("s3cret too"), sample::at(1));
    let (end_all_but, event) = (Some(session.id), Some(secret_event(user.id)));
    let verified = to.clone();
    let change = PasswordChange { owner, from: hash, to, end_all_but, at, event };
    assert!(stores.users.change_password(&change).await.unwrap());
    let kind = domain::integration::SecretKind::VapiKey;
    let (secret, event) = (sample::stored_secret("s3cret"), secret_event(user.id));
    stores.secrets.put(user.id, kind, secret, &event).await.unwrap();
    assert!(stores.secrets.put(user.id, kind, sample::stored_secret("s"), &event).await.is_err());
    let mut save = sample::save(user.id, 0, sample::full_config());
    save.smtp_password = domain::Change::Set(sample::sealed("s3cret"));
    stores.configs.save(user.id, save).await.unwrap();
    let caller = sample::caller(&session);
    assert!(stores.configs.load(caller, sample::at(1)).await.unwrap().is_some());
    assert!(stores.secrets.load(caller, sample::at(1)).await.unwrap().is_some());
    assert!(stores.audit.list(caller, sample::at(1), None, 9).await.unwrap().is_some());
    let quota = Quota { name: "test", rate: Rate::new(1, 60) };
    assert!(stores.limiter.take(quota, "s3cret").await.unwrap().passed);
    let (owner, event) = (user.id, secret_event(user.id));
    let deletion = AccountDeletion { owner, verified: Some(verified), removal: None, event };
    assert!(stores.users.delete(&deletion).await.unwrap());

    let log = heard::text();
    assert!(log.contains("the log is heard"), "{log}");
    for value in ["s3cret", "עברית", "@example.org"] {
        assert!(!log.contains(value), "{value} was logged: {log}");
    }
}

fn secret_event(owner: UserId) -> AuditEvent {
    let event = sample::event(owner, AuditKind::ConfigSaved);
    let user_agent = Some("s3cret".to_owned());
    AuditEvent { origin: RequestOrigin { user_agent, ..event.origin.clone() }, ..event }
}

/// Postgres as tests run it trusts anybody, whatever the password.
fn with_password(own: &OwnDatabase) -> String {
    if own.is_postgres() {
        own.url().replacen('@', ":s3cret@", usize::from(!own.url().contains(":s3cret@")))
    } else {
        own.url()
    }
}

fn told(error: &StoreError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        write!(text, " {cause} {cause:?}").unwrap();
        source = cause.source();
    }
    text
}
