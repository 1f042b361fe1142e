use domain::Raw;

use super::*;
use crate::port::RevisionSummary;
use crate::use_case::fixture::{Mocks, at, caller, user_id};

fn kept(revision: Revision, tone: &str, changed: &[&str]) -> RevisionRecord {
    let read = |setting| match setting {
        Setting::Tone => Raw::Text(tone.to_owned()),
        _ => Raw::Absent,
    };
    let changed = changed.iter().map(|&field| field.to_owned()).collect();
    let summary = RevisionSummary { revision, created_at: at(-9), author: user_id(), changed };
    RevisionRecord { summary, config: StudioConfig::parse(read).unwrap() }
}

async fn view(kept: Vec<RevisionRecord>, revision: Revision) -> Option<ExplainedRevision> {
    let mut mocks = Mocks::default();
    mocks
        .configs
        .expect_load_revisions()
        .withf(move |who, now, before, limit| {
            (*who, *now, *before, *limit) == (caller(), at(0), Some(revision + 1), 2)
        })
        .times(1)
        .return_once(|_, _, _, _| Ok(Some(kept)));
    ViewRevision::new(&mocks.ports()).run(caller(), revision).await.unwrap()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn change(field: &str, from: Option<Value>, to: Option<Value>) -> RevisionChange {
    RevisionChange { field: field.to_owned(), from, to }
}

#[tokio::test]
async fn each_changed_field_is_told_with_what_it_was_and_is() {
    let found = view(vec![kept(3, "warm", &["tone"]), kept(2, "calm", &["tone"])], 3).await;
    let found = found.unwrap();
    assert_eq!(found.record.summary.revision, 3);
    assert_eq!(found.changes, [change("tone", Some(text("calm")), Some(text("warm")))]);
}

#[tokio::test]
async fn the_first_revision_is_compared_with_the_defaults() {
    let found = view(vec![kept(1, "warm", &["tone"])], 1).await.unwrap();
    assert_eq!(found.changes, [change("tone", Some(text("friendly")), Some(text("warm")))]);
}

#[tokio::test]
async fn the_mail_password_is_named_and_never_told() {
    let kept = vec![kept(2, "calm", &["smtpPassword"]), kept(1, "calm", &["tone"])];
    assert_eq!(view(kept, 2).await.unwrap().changes, [change("smtpPassword", None, None)]);
}

#[tokio::test]
async fn where_the_revision_before_is_not_kept_only_what_is_since_is_told() {
    let kept = vec![kept(9, "warm", &["tone"]), kept(4, "calm", &["tone"])];
    assert_eq!(view(kept, 9).await.unwrap().changes, [change("tone", None, Some(text("warm")))]);
}

#[tokio::test]
async fn a_revision_that_is_not_there_is_none() {
    assert_eq!(view(vec![kept(4, "calm", &["tone"])], 9).await, None);
    assert_eq!(view(Vec::new(), 9).await, None);
}

#[tokio::test]
async fn who_is_gone_sees_nothing() {
    let mut mocks = Mocks::default();
    mocks.configs.expect_load_revisions().return_once(|_, _, _, _| Ok(None));
    let outcome = ViewRevision::new(&mocks.ports()).run(caller(), 1).await;
    assert!(matches!(outcome, Err(CallError::Unauthenticated)));
}
