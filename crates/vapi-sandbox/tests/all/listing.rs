//! Lists: order, pages, bounds of time.

use serde_json::{Value, json};

use crate::harness::{Api, path_of, start};

#[tokio::test]
async fn a_list_is_a_bare_array_with_the_newest_first() {
    let (_sandbox, api) = start().await;
    let made = make(&api, 3).await;
    assert_eq!(names(&api, "/assistant").await, ["2", "1", "0"]);
    assert_eq!(api.get("/assistant?limit=1").await, (200, json!([made[2]])));
    assert_eq!(api.get("/assistant?limit=0").await, (200, json!([])));
}

#[tokio::test]
async fn a_list_has_a_hundred_unless_more_are_asked_for() {
    let (_sandbox, api) = start().await;
    make(&api, 101).await;
    assert_eq!(names(&api, "/assistant").await.len(), 100);
    assert_eq!(names(&api, "/assistant?limit=1000").await.len(), 101);
}

#[tokio::test]
async fn walking_back_by_time_finds_every_assistant_once() {
    let (_sandbox, api) = start().await;
    make(&api, 7).await;
    let mut found = Vec::new();
    let mut path = "/assistant?limit=3".to_owned();
    loop {
        let (status, page) = api.get(&path).await;
        assert_eq!(status, 200);
        let page = page.as_array().expect("an array");
        found.extend(page.iter().map(|assistant| assistant["name"].clone()));
        let Some(last) = page.last().filter(|_| page.len() == 3) else {
            break;
        };
        path = format!("/assistant?limit=3&createdAtLt={}", text(&last["createdAt"]));
    }
    assert_eq!(found, ["6", "5", "4", "3", "2", "1", "0"]);
}

#[tokio::test]
async fn bounds_of_time_hold_for_creation_and_for_change() {
    let (_sandbox, api) = start().await;
    let made = make(&api, 3).await;
    let created = text(&made[1]["createdAt"]);
    for (bound, expected) in [
        (format!("createdAtGt={created}"), vec!["2"]),
        (format!("createdAtGe={created}"), vec!["2", "1"]),
        (format!("createdAtLt={created}"), vec!["0"]),
        (format!("createdAtLe={created}"), vec!["1", "0"]),
        (format!("createdAtGe={created}&createdAtLe={created}"), vec!["1"]),
    ] {
        assert_eq!(names(&api, &format!("/assistant?{bound}")).await, expected, "{bound}");
    }

    let (_, changed) =
        api.patch(&path_of("assistant", &made[0]), json!({"firstMessage": "Hi"})).await;
    let updated = text(&changed["updatedAt"]);
    for (bound, expected) in [
        (format!("updatedAtGt={updated}"), vec![]),
        (format!("updatedAtGe={updated}"), vec!["0"]),
        (format!("updatedAtLt={updated}"), vec!["2", "1"]),
        (format!("updatedAtLe={updated}"), vec!["2", "1", "0"]),
    ] {
        assert_eq!(names(&api, &format!("/assistant?{bound}")).await, expected, "{bound}");
    }
}

#[tokio::test]
async fn a_query_that_vapi_does_not_know_is_refused() {
    let (_sandbox, api) = start().await;
    let (status, refusal) = api.get("/assistant?limit=1001&page=2").await;
    assert_eq!(status, 400);
    assert_eq!(
        refusal["message"],
        json!(["limit must not be greater than 1000", "property page should not exist"])
    );
}

async fn make(api: &Api, number: usize) -> Vec<Value> {
    let mut made = Vec::new();
    for number in 0..number {
        made.push(api.create(json!({"name": number.to_string()})).await);
    }
    made
}

async fn names(api: &Api, path: &str) -> Vec<String> {
    let (status, list) = api.get(path).await;
    assert_eq!(status, 200, "{list}");
    let list = list.as_array().expect("an array");
    list.iter().map(|assistant| text(&assistant["name"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}
