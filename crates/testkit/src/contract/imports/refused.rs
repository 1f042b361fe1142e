//! Who is not added.

use application::port::{ImportedAccount, Standing, StoredSecret};
use application::{StoreError, Unique};
use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::user::User;
use domain::value::UserId;

use super::{add, add_one, bare, full, known, look};
use crate::contract::Stores;
use crate::contract::acts::{delete, put};
use crate::contract::race::race;
use crate::sample;

const EMAIL: Standing = Standing::Taken(Unique::Email);
const PHONE: Standing = Standing::Taken(Unique::Phone);

pub async fn who_is_here_already_is_left_alone_entirely(stores: &Stores) {
    let ada = full("ada");
    assert_eq!(add_one(stores, &ada).await, Standing::New);
    let id = ada.user.id;
    let changed: StoredSecret = sample::stored_secret("changed since");
    assert!(put(stores, id, SecretKind::VapiKey, &changed).await);
    let save = sample::save(id, 1, sample::least_config());
    stores.configs.save(id, save).await.unwrap();
    let before = known(stores, id).await;
    let again = ImportedAccount {
        user: User { email: sample::user("other").email, ..sample::full_user("ada") },
        event: sample::event(id, AuditKind::ImportedByOperator),
        ..ada.clone()
    };
    for account in [ada, again] {
        assert_eq!(add_one(stores, &account).await, Standing::AlreadyThere);
        assert_eq!(known(stores, id).await, before);
    }
    let secrets = stores.records.integrations(id).await.unwrap().unwrap();
    assert_eq!(secrets.vapi_key, Some(changed));
}

pub async fn who_was_deleted_does_not_come_back(stores: &Stores) {
    let ada = full("ada");
    add(stores, &[ada.clone(), full("eve")]).await;
    assert!(delete(stores, ada.user.id, None).await);
    assert_eq!(look(stores, std::slice::from_ref(&ada)).await, [Standing::Deleted]);
    assert_eq!(
        add(stores, &[ada.clone(), full("eve")]).await,
        [Standing::Deleted, Standing::AlreadyThere]
    );
    assert_eq!(known(stores, ada.user.id).await.user, None);
    // Who has their address may come.
    let other = User { id: sample::user_id("other"), ..ada.user };
    assert_eq!(add(stores, &[bare(other)]).await, [Standing::New]);
}

pub async fn whoever_s_email_or_phone_is_taken_is_told_so_and_not_added(stores: &Stores) {
    let ada = sample::full_user("ada");
    stores.sign_up_as(ada.clone()).await;
    let by_email = User { email: ada.email.clone(), ..sample::full_user("email") };
    let by_phone = User { phone: ada.phone.clone(), ..sample::full_user("phone") };
    let by_both = User { email: ada.email, phone: ada.phone, ..sample::user("both") };
    let accounts = [full("eve"), full("bob"), full("dan"), full("fay")];
    let [eve, bob, dan, fay] = accounts;
    let accounts = [
        eve,
        ImportedAccount { user: by_email, ..bob },
        ImportedAccount { user: by_phone, ..dan },
        fay,
        bare(by_both),
    ];
    let expected = [Standing::New, EMAIL, PHONE, Standing::New, EMAIL];
    assert_eq!(add(stores, &accounts).await, expected);
    for (account, standing) in accounts.iter().zip(expected) {
        let user = known(stores, account.user.id).await.user;
        assert_eq!(user.is_some(), standing == Standing::New);
    }
    let sealed = stores.sealed.sealed_under_another("none", 1000, None).await.unwrap();
    assert_eq!(sealed.len(), 6, "of two");
}

pub async fn looking_tells_how_everybody_stands_and_writes_nothing(stores: &Stores) {
    let ada = full("ada");
    add_one(stores, &ada).await;
    let by_email = User { email: ada.user.email.clone(), ..sample::user("email") };
    let by_phone = User { phone: ada.user.phone.clone(), ..sample::user("phone") };
    let accounts = [ada, bare(by_email), bare(by_phone), full("eve")];
    let expected = [Standing::AlreadyThere, EMAIL, PHONE, Standing::New];
    for _ in 0..2 {
        assert_eq!(look(stores, &accounts).await, expected);
    }
    assert_eq!(known(stores, accounts[3].user.id).await.user, None);
    assert_eq!(look(stores, &[]).await, []);
    assert_eq!(add(stores, &[]).await, []);
}

pub async fn of_two_with_one_email_or_phone_the_first_is_added(stores: &Stores) {
    let ada = sample::full_user("ada");
    let same_email = User { email: ada.email.clone(), ..sample::full_user("email") };
    let same_phone = User { phone: ada.phone.clone(), ..sample::full_user("phone") };
    let last = sample::full_user("last");
    let accounts = [ada, same_email, same_phone, last].map(bare);
    assert_eq!(add(stores, &accounts).await, [Standing::New, EMAIL, PHONE, Standing::New]);
}

pub async fn more_than_a_statement_takes_are_added(stores: &Stores) {
    let accounts: Vec<_> = (0..450).map(|n| full(&format!("user-{n}"))).collect();
    assert_eq!(add(stores, &accounts).await, vec![Standing::New; 450]);
    assert_eq!(add(stores, &accounts).await, vec![Standing::AlreadyThere; 450]);
    let last = known(stores, accounts[449].user.id).await;
    assert_eq!(last.studio.unwrap().config, sample::full_config());
    assert_eq!(last.events, Some(vec![accounts[449].event.clone()]));
}

pub async fn of_many_who_import_the_same_at_once_one_adds_each(stores: &Stores) {
    let ids: Vec<UserId> = (0..20).map(|n| sample::user_id(&format!("user-{n}"))).collect();
    let added = race(4, |_| {
        let stores = stores.clone();
        // Each has events of its own.
        let accounts: Vec<_> = (0..20).map(|n| full(&format!("user-{n}"))).collect();
        async move { add(&stores, &accounts).await }
    });
    let added = added.await;
    for (index, id) in ids.into_iter().enumerate() {
        let news = added.iter().filter(|standings| standings[index] == Standing::New).count();
        let others =
            added.iter().filter(|standings| standings[index] == Standing::AlreadyThere).count();
        assert_eq!((news, others), (1, 3));
        assert_eq!(known(stores, id).await.events.unwrap().len(), 1);
    }
}

pub async fn nobody_is_added_whose_import_cannot_be_written_down(stores: &Stores) {
    let (ada, eve) = (full("ada"), full("eve"));
    add_one(stores, &eve).await;
    let unwritten = ImportedAccount { event: eve.event, ..ada.clone() };
    let refused = stores.imports.add(&[full("bob"), unwritten]).await;
    assert!(matches!(refused, Err(StoreError::Corrupt(_))), "{refused:?}");
    for label in ["ada", "bob"] {
        assert_eq!(known(stores, sample::user_id(label)).await.user, None);
    }
    let sealed = stores.sealed.sealed_under_another("none", 1000, None).await.unwrap();
    assert!(sealed.iter().all(|secret| secret.owner == eve.user.id));
    assert_eq!(add_one(stores, &ada).await, Standing::New);
}
