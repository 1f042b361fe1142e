use std::num::NonZeroU32;

use domain::Raw;
use domain::studio::Setting;

use super::*;
use crate::port::{RevisionRecord, RevisionSummary, SaveOutcome};
use crate::use_case::fixture::{Mocks, at, caller, settings, studio, user_id};

/// A configuration with this tone.
fn config(tone: &str) -> StudioConfig {
    let read = |setting| match setting {
        Setting::Tone => Raw::Text(tone.to_owned()),
        _ => Raw::Absent,
    };
    StudioConfig::parse(read).unwrap()
}

fn kept(revision: Revision, tone: &str) -> RevisionRecord {
    let changed = vec!["tone".to_owned()];
    let summary = RevisionSummary { revision, created_at: at(-9), author: user_id(), changed };
    RevisionRecord { summary, config: config(tone) }
}

/// The configuration is at revision 7 and calm, and these revisions are kept.
fn at_seven(revisions: Vec<RevisionRecord>) -> Mocks {
    let mut mocks = Mocks::default();
    mocks.configs.expect_load_revisions().times(1).return_once(|_, _, before, limit| {
        let found = revisions.into_iter().filter(|it| Some(it.summary.revision) < before);
        Ok(Some(found.take(limit as usize).collect()))
    });
    mocks
        .configs
        .expect_load()
        .returning(|_, _| Ok(Some(StudioRecord { config: config("calm"), ..studio(7) })));
    mocks
}

async fn restore(
    mocks: Mocks,
    revision: Revision,
    if_match: Option<Revision>,
) -> Result<Option<StudioRecord>, PatchError> {
    let origin = RequestOrigin::default();
    let settings = Settings { revisions_kept: NonZeroU32::new(5), ..settings() };
    let restore_revision = RestoreRevision::new(&mocks.ports(), &settings);
    restore_revision.run(caller(), revision, if_match, &origin).await
}

#[tokio::test]
async fn an_earlier_revision_is_saved_as_a_new_one() {
    let mut mocks = at_seven(vec![kept(3, "warm"), kept(2, "formal")]);
    mocks
        .configs
        .expect_save()
        .withf(|owner, save| {
            *owner == user_id()
                && save.expected == 7
                && save.config == config("warm")
                && save.changed == ["tone"]
                && !save.smtp_password.is_change()
                && save.keep == NonZeroU32::new(5)
                && save.event.kind == AuditKind::ConfigRestored
                && save.event.fields == ["tone"]
        })
        .times(1)
        .return_once(|_, _| Ok(SaveOutcome::Saved));
    let after = restore(mocks, 3, None).await.unwrap().unwrap();
    assert_eq!((after.revision, after.config), (8, config("warm")));
}

#[tokio::test]
async fn revision_zero_is_that_of_the_defaults() {
    let mut mocks = at_seven(vec![kept(1, "warm")]);
    mocks
        .configs
        .expect_save()
        .withf(|_, save| save.config == StudioConfig::default())
        .times(1)
        .return_once(|_, _| Ok(SaveOutcome::Saved));
    assert_eq!(restore(mocks, 0, None).await.unwrap().unwrap().revision, 8);
}

#[tokio::test]
async fn what_is_the_same_makes_no_revision() {
    let after = restore(at_seven(vec![kept(3, "calm")]), 3, None).await.unwrap().unwrap();
    assert_eq!(after.revision, 7);
}

#[tokio::test]
async fn a_revision_that_is_not_kept_cannot_be_restored() {
    for revision in [4, 8, 99, -1] {
        let mut mocks = Mocks::default();
        mocks.configs.expect_load_revisions().return_once(|_, _, before, _| {
            Ok(Some(
                [kept(3, "warm")]
                    .into_iter()
                    .filter(|it| Some(it.summary.revision) < before)
                    .collect(),
            ))
        });
        assert!(restore(mocks, revision, None).await.unwrap().is_none(), "{revision}");
    }
}

#[tokio::test]
async fn from_another_revision_than_the_caller_believes_nothing_is_restored() {
    let outcome = restore(at_seven(vec![kept(3, "warm")]), 3, Some(6)).await;
    assert!(matches!(outcome, Err(PatchError::Stale(record)) if record.revision == 7));
}

#[tokio::test]
async fn who_is_gone_restores_nothing_not_even_the_defaults() {
    for revision in [0, 3] {
        let mut mocks = Mocks::default();
        mocks.configs.expect_load_revisions().return_once(|_, _, _, _| Ok(None));
        let outcome = restore(mocks, revision, None).await;
        assert!(matches!(outcome, Err(PatchError::Unauthenticated)));
    }
}
