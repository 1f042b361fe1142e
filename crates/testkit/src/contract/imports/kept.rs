//! What is kept of an account.

use application::port::{Claim, ImportedAccount, Integrations, SaveOutcome, Standing, SyncRecord};
use domain::account::Identifier;
use domain::integration::SecretKind;

use super::{add, add_one, bare, full, known};
use crate::contract::Stores;
use crate::contract::acts::find_credentials;
use crate::contract::time::LONG;
use crate::sample::{self, at};

pub async fn an_imported_account_is_kept_with_everything_that_it_brings(stores: &Stores) {
    let account = full("ada");
    add(stores, &[full("eve")]).await;
    assert_eq!(add_one(stores, &account).await, Standing::New);
    let (id, first) = (account.user.id, account.config.unwrap());
    let known = known(stores, id).await;
    assert_eq!(known.user.map(|listed| listed.user), Some(account.user));
    let studio = known.studio.unwrap();
    assert_eq!((studio.revision, studio.updated_at), (1, Some(first.at)));
    assert_eq!(studio.config, first.config);
    assert!(studio.smtp_password_set);
    let [revision] = known.revisions.unwrap().try_into().unwrap();
    assert_eq!(revision.config, first.config);
    assert_eq!((revision.summary.revision, revision.summary.author), (1, id));
    assert_eq!(
        (revision.summary.changed, revision.summary.created_at),
        (owned(&first.changed), first.at)
    );
    let secrets = |kind| account.secrets.iter().find(|(of, _)| *of == kind).unwrap().1.clone();
    let expected = Integrations {
        vapi_key: Some(secrets(SecretKind::VapiKey)),
        twilio: Some(secrets(SecretKind::TwilioAuthToken)),
    };
    assert_eq!(stores.records.integrations(id).await.unwrap(), Some(expected));
    let sealed = stores.sealed.sealed_under_another("none", 1000, None).await.unwrap();
    assert_eq!(sealed.iter().filter(|secret| secret.owner == id).count(), 3);
    let brought = account.assistant.unwrap();
    let linked = SyncRecord {
        linked: Some(brought.id),
        key_fingerprint: brought.key_fingerprint,
        ..SyncRecord::default()
    };
    assert_eq!((known.sync, studio.linked), (linked, Some(brought.id)));
    assert_eq!(known.events, Some(vec![account.event]));
}

pub async fn a_bare_account_brings_nothing_but_itself(stores: &Stores) {
    let account = bare(sample::user("ada"));
    assert_eq!(add_one(stores, &account).await, Standing::New);
    let id = account.user.id;
    let known = known(stores, id).await;
    let studio = known.studio.unwrap();
    assert_eq!((studio.revision, studio.updated_at, studio.smtp_password_set), (0, None, false));
    assert_eq!(known.revisions, Some(Vec::new()));
    assert_eq!(known.sync, SyncRecord::default());
    assert_eq!(stores.records.integrations(id).await.unwrap(), Some(Integrations::default()));
    assert_eq!(known.user.map(|listed| listed.user), Some(account.user.clone()));
    let login = find_credentials(stores, &Identifier::Email(account.user.email)).await.unwrap();
    assert!(login.password_hash.is_none());
}

pub async fn what_was_imported_is_written_down_and_logs_in(stores: &Stores) {
    let account = full("ada");
    add_one(stores, &account).await;
    for login in [
        Identifier::Email(account.user.email.clone()),
        Identifier::Phone(account.user.phone.clone().unwrap()),
    ] {
        let found = find_credentials(stores, &login).await.unwrap();
        assert_eq!(found.user, account.user);
        assert!(found.password_hash == account.password_hash);
    }
    let session = sample::session(account.user.id);
    let hash = account.password_hash.unwrap();
    assert!(crate::contract::acts::add(stores, &session, "first", &hash).await);
    let events =
        stores.audit.list(sample::caller(&session), at(1), None, 9).await.unwrap().unwrap();
    assert_eq!(events.last(), Some(&account.event));
}

pub async fn who_is_imported_as_kept_out_is_kept_out(stores: &Stores) {
    let account = ImportedAccount { disabled_at: Some(at(3)), ..full("ada") };
    add_one(stores, &account).await;
    let listed = known(stores, account.user.id).await.user.unwrap();
    assert_eq!(listed.disabled_at, Some(at(3)));
    let login = find_credentials(stores, &Identifier::Email(account.user.email)).await.unwrap();
    assert!(login.password_hash.is_none());
}

pub async fn a_push_goes_on_with_the_assistant_that_was_brought(stores: &Stores) {
    let account = full("ada");
    add_one(stores, &account).await;
    let id = account.user.id;
    let claim = stores.syncs.claim(id, sample::holder("holder"), 0, LONG).await.unwrap();
    let Claim::Granted(lease, record) = claim else { panic!("refused") };
    assert_eq!(record.linked, account.assistant.map(|brought| brought.id));
    let confirmation = sample::confirmation("ada", 1);
    assert!(stores.syncs.confirm(id, lease, confirmation).await.unwrap());
    assert_eq!(stores.syncs.load(id).await.unwrap().confirmations, 1);
}

pub async fn the_first_save_after_an_import_makes_revision_two(stores: &Stores) {
    let account = full("ada");
    add_one(stores, &account).await;
    let id = account.user.id;
    let save = sample::save(id, 1, sample::least_config());
    assert_eq!(stores.configs.save(id, save).await.unwrap(), SaveOutcome::Saved);
    let first = sample::save(id, 0, sample::least_config());
    assert_eq!(stores.configs.save(id, first).await.unwrap(), SaveOutcome::Stale);
    let revisions = stores.records.revisions(id, None, 9).await.unwrap().unwrap();
    assert_eq!(revisions.iter().map(|it| it.summary.revision).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(revisions[1].config, account.config.unwrap().config);
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}
