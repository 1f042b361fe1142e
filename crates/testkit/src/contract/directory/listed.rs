//! Who is listed, and who is found.

use application::port::{ListedUser, UserQuery};
use domain::account::UserHandle;
use domain::value::{Email, Name, UserId};

use super::disable;
use crate::contract::{Member, Stores};
use crate::sample::{self, at};

const ALL: UserQuery = UserQuery { search: None, after: None, limit: 1000 };

pub async fn everybody_is_listed_in_the_order_of_ids_with_every_field(stores: &Stores) {
    assert_eq!(stores.directory.list(&ALL).await.unwrap(), []);
    let mut expected = Vec::new();
    for label in ["ada", "eve", "bob"] {
        let member = stores.sign_up_as(sample::full_user(label)).await;
        expected.push(ListedUser { user: member.user, disabled_at: None });
    }
    assert!(disable(stores, expected[1].user.id, at(10)).await);
    expected[1].disabled_at = Some(at(10));
    expected.sort_by_key(|listed| listed.user.id);
    assert_eq!(stores.directory.list(&ALL).await.unwrap(), expected);
}

pub async fn users_are_listed_page_by_page_each_once(stores: &Stores) {
    for number in 0..5 {
        stores.sign_up(&format!("user-{number}")).await;
    }
    let all = ids(stores, ALL).await;
    assert!(all.len() == 5 && all.is_sorted());
    for limit in [1, 2, 3] {
        let mut after = None;
        for page in all.chunks(limit as usize) {
            assert_eq!(ids(stores, UserQuery { after, limit, ..ALL }).await, page);
            after = page.last().copied();
        }
        assert_eq!(ids(stores, UserQuery { after, limit, ..ALL }).await, []);
    }
}

pub async fn users_are_searched_by_email_phone_name_and_organisation(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    stores.sign_up("eve").await;
    let phone = sample::phone("ada").as_str()[4..10].to_owned();
    for text in ["ADA@exam", &phone, "adélaïde עדה", "bÄckerei".to_lowercase().as_str(), "KEREI"]
    {
        assert_eq!(search(stores, text).await, [ada.id()], "{text}");
    }
    assert_eq!(search(stores, "@example.com").await.len(), 2);
    assert_eq!(search(stores, "nobody").await, []);
    let next = UserQuery { search: Some("@".into()), after: Some(ada.id()), limit: 9 };
    assert!(!ids(stores, next).await.contains(&ada.id()));
}

pub async fn what_is_searched_for_stands_for_itself_alone(stores: &Stores) {
    let named = async |label: &str, name: &str| -> Member {
        let name = Some(Name::parse(name).unwrap());
        stores.sign_up_as(domain::user::User { name, ..sample::user(label) }).await
    };
    let percent = named("ada", "100% sure").await;
    let underscore = named("eve", "a_b").await;
    let backslash = named("bob", r"back\slash").await;
    named("cyd", "'; DROP TABLE users; --").await;
    assert_eq!(search(stores, "%").await, [percent.id()]);
    assert_eq!(search(stores, "_").await, [underscore.id()]);
    assert_eq!(search(stores, r"\").await, [backslash.id()]);
    assert_eq!(search(stores, "'; drop").await.len(), 1);
}

pub async fn a_user_is_found_by_id_and_by_email_in_whatever_letter_case(stores: &Stores) {
    let ada = stores.sign_up_as(sample::full_user("ada")).await;
    stores.sign_up("eve").await;
    let expected = Some(ListedUser { user: ada.user.clone(), disabled_at: None });
    let by_id = UserHandle::Id(ada.id());
    let by_email = UserHandle::Email(Email::parse("ADA@Example.com").unwrap());
    for handle in [by_id, by_email] {
        assert_eq!(stores.directory.find(&handle).await.unwrap(), expected);
    }
    let nobody = sample::user("nobody");
    for handle in [UserHandle::Id(nobody.id), UserHandle::Email(nobody.email)] {
        assert_eq!(stores.directory.find(&handle).await.unwrap(), None);
    }
}

async fn search(stores: &Stores, text: &str) -> Vec<UserId> {
    ids(stores, UserQuery { search: Some(text.to_owned()), ..ALL }).await
}

async fn ids(stores: &Stores, query: UserQuery) -> Vec<UserId> {
    let listed = stores.directory.list(&query).await.unwrap();
    listed.into_iter().map(|listed| listed.user.id).collect()
}
