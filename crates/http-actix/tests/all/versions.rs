//! Entity tags and conditions.

use serde_json::json;

use crate::harness::{ASSISTANT, Answer, CONFIG, Client, SYNC, Server, snapshot};

/// A user at revision 1.
async fn at_revision_1(server: &Server) -> Client {
    let ada = server.sign_up("ada").await;
    ada.patch(CONFIG, json!({ "tone": "warm" })).await.ok();
    ada
}

async fn get_unless(ada: &Client, tag: &str) -> Answer {
    ada.request("GET", CONFIG).header("if-none-match", tag).send().await
}

async fn patch_if(ada: &Client, tag: &str, tone: &str) -> Answer {
    ada.request("PATCH", CONFIG).header("if-match", tag).json(json!({ "tone": tone })).send().await
}

#[actix_web::test]
async fn a_tag_is_the_revision_and_eight_hexadecimal_digits_of_the_body() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let never_saved = ada.get(CONFIG).await;
    let saved = ada.patch(CONFIG, json!({ "tone": "warm" })).await;
    for (answer, revision) in [(&never_saved, "0"), (&saved, "1")] {
        let tag = answer.tag();
        let inner = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap();
        let (number, digest) = inner.split_once('-').unwrap();
        assert_eq!(number, revision);
        assert!(digest.len() == 8 && digest.bytes().all(|b| b"0123456789abcdef".contains(&b)));
    }
    assert_eq!(ada.get(CONFIG).await.tag(), saved.tag());
    ada.request("POST", SYNC).send().await.ok();
    let synced = ada.get(CONFIG).await.tag();
    assert_ne!(synced, saved.tag(), "the body differs, though the revision does not");
    assert!(synced.starts_with("\"1-"));
    assert_ne!(ada.delete(ASSISTANT).await.tag(), synced);
}

#[actix_web::test]
async fn what_the_client_has_is_not_sent_again() {
    let server = Server::start().await;
    let ada = at_revision_1(&server).await;
    let tag = ada.get(CONFIG).await.tag();
    let weak = format!("W/{tag}");
    let among_others = format!("\"0-00000000\", {tag}");
    for known in [&tag, &weak, &among_others, "*"] {
        let answer = get_unless(&ada, known).await;
        assert_eq!((answer.status, answer.body.as_str()), (304, ""), "{known}");
        assert_eq!(answer.tag(), tag);
    }
    snapshot!("not_modified", get_unless(&ada, &tag).await);
}

#[actix_web::test]
async fn all_of_the_tag_is_compared_before_nothing_is_sent() {
    let server = Server::start().await;
    let ada = at_revision_1(&server).await;
    let tag = ada.get(CONFIG).await.tag();
    let compressed = format!("{}-gzip\"", tag.trim_end_matches('"'));
    for other in ["\"1\"", "\"1-00000000\"", &compressed, "1", "", "nonsense"] {
        assert_eq!(get_unless(&ada, other).await.status, 200, "{other}");
    }
    ada.patch(CONFIG, json!({ "tone": "calm" })).await.ok();
    assert_eq!(get_unless(&ada, &tag).await.status, 200);
}

#[actix_web::test]
async fn a_patch_of_the_current_revision_is_taken_in_every_spelling() {
    for spell in [
        |tag: &str| tag.to_owned(),
        |tag: &str| format!("W/{tag}"),
        |tag: &str| format!("{}-gzip\"", tag.trim_end_matches('"')),
        |tag: &str| format!("W/{}--br\"", tag.trim_end_matches('"')),
        |_: &str| "\"1\"".to_owned(),
        |_: &str| "W/\"1\"".to_owned(),
        |_: &str| "\"1-00000000\"".to_owned(),
        |_: &str| "*".to_owned(),
    ] {
        let server = Server::start().await;
        let ada = at_revision_1(&server).await;
        let spelling = spell(&ada.get(CONFIG).await.tag());
        let config = patch_if(&ada, &spelling, "calm").await.ok();
        assert_eq!(
            (&config["revision"], &config["tone"]),
            (&json!(2), &json!("calm")),
            "{spelling}"
        );
    }
}

#[actix_web::test]
async fn a_patch_of_a_stale_revision_is_refused_with_the_current_tag() {
    let server = Server::start().await;
    let ada = at_revision_1(&server).await;
    let current = ada.get(CONFIG).await.tag();
    for stale in ["\"0\"", "\"0-00000000\"", "W/\"2\"", "\"10\"", "\"\"", "", "nonsense", "\"-1\""]
    {
        let answer = patch_if(&ada, stale, "calm").await;
        answer.is_problem(412, "stale_revision");
        assert_eq!(answer.tag(), current, "{stale}");
    }
    assert_eq!(ada.get(CONFIG).await.ok()["tone"], "warm");
}

#[actix_web::test]
async fn a_patch_is_taken_when_any_listed_revision_is_current() {
    for list in
        ["\"1\", \"0\"", "\"0-00000000\", W/\"1-0a1b2c3d\"", "nonsense,\"7\" ,\"1\"", "\"0\", *"]
    {
        let server = Server::start().await;
        let ada = at_revision_1(&server).await;
        let config = patch_if(&ada, list, "calm").await.ok();
        assert_eq!((&config["revision"], &config["tone"]), (&json!(2), &json!("calm")), "{list}");
    }
}

#[actix_web::test]
async fn a_patch_is_refused_when_no_listed_revision_is_current() {
    let server = Server::start().await;
    let ada = at_revision_1(&server).await;
    let current = ada.get(CONFIG).await.tag();
    for list in ["\"0\", \"2\"", "\"10\",\"11\"", ",", "nonsense, W/"] {
        let answer = patch_if(&ada, list, "calm").await;
        answer.is_problem(412, "stale_revision");
        assert_eq!(answer.tag(), current, "{list}");
    }
    assert_eq!(ada.get(CONFIG).await.ok()["revision"], 1);
}

#[actix_web::test]
async fn if_match_headers_are_one_list() {
    let server = Server::start().await;
    let ada = at_revision_1(&server).await;
    let call = ada.request("PATCH", CONFIG).header("if-match", "\"0\"");
    let call = call.another_header("if-match", "\"1\"").json(json!({ "tone": "calm" }));
    assert_eq!(call.send().await.ok()["revision"], 2);
}

#[actix_web::test]
async fn an_if_match_that_is_no_text_matches_nothing() {
    let server = Server::start().await;
    let ada = at_revision_1(&server).await;
    let call = ada.request("PATCH", CONFIG).header_bytes("if-match", b"\"1\xff\"");
    call.json(json!({ "tone": "calm" })).send().await.is_problem(412, "stale_revision");
}

#[actix_web::test]
async fn the_revision_0_of_who_never_saved_can_be_matched() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let tag = ada.get(CONFIG).await.tag();
    assert_eq!(patch_if(&ada, &tag, "calm").await.ok()["revision"], 1);
    patch_if(&ada, &tag, "warm").await.is_problem(412, "stale_revision");
}

#[actix_web::test]
async fn an_empty_patch_of_a_stale_revision_is_stale_and_a_wrong_one_is_wrong() {
    let server = Server::start().await;
    let ada = at_revision_1(&server).await;
    let patch = async |body| {
        ada.request("PATCH", CONFIG).header("if-match", "\"0\"").json(body).send().await
    };
    patch(json!({})).await.is_problem(412, "stale_revision");
    patch(json!({ "voiceSpeed": 99 })).await.is_invalid(&[("/voiceSpeed", "out_of_range")]);
}
