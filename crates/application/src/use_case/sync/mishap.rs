//! Promises 1 and 2 of a sync, over a model of the store and of Vapi: whatever becomes of
//! a create, and at whatever moment a sync is killed, the syncs after it end with exactly
//! one assistant, and it is the linked one. Or with none, once the account is deleted.

mod world;

use std::time::Duration;

use domain::sync::SyncAction;

use super::outcome::SyncError;
use super::stage::assistant;
use world::{Fate, Start, World};

const STARTS: [Start; 3] = [Start::Never, Start::Linked, Start::LinkedToOneThatIsGone];

#[tokio::test]
async fn whatever_becomes_of_creates_there_is_one_assistant_in_the_end() {
    for start in STARTS {
        for first in Fate::ALL {
            for second in Fate::ALL {
                let story = format!("{start:?}, {first:?}, {second:?}");
                let world = World::new(start, &[first, second]);
                let _ = world.sync().await.unwrap();
                world.assert_one_in_the_end(&story).await;
                if ![first, second].contains(&Fate::LostMadeTooLate) {
                    assert_eq!(world.state().most, 1, "{story}");
                }
            }
        }
    }
}

#[tokio::test]
async fn whenever_a_sync_is_killed_there_is_one_assistant_in_the_end() {
    for start in STARTS {
        for fate in Fate::ALL {
            for moments in 0.. {
                let story = format!("{start:?}, {fate:?}, killed after {moments} moments");
                let world = World::new(start, &[fate]);
                world.state().lives_for = Some(moments);
                let killed = world.sync().await.is_none();
                world.assert_one_in_the_end(&story).await;
                if fate != Fate::LostMadeTooLate {
                    assert_eq!(world.state().most, 1, "{story}");
                }
                if !killed {
                    break;
                }
                assert!(moments < 200, "{story}: a sync does not end");
            }
        }
    }
}

#[tokio::test]
async fn whoever_comes_back_a_day_after_a_kill_still_has_one_assistant() {
    for fate in Fate::ALL {
        for moments in 0.. {
            let story = format!("{fate:?}, killed after {moments} moments");
            let world = World::new(Start::Never, &[fate]);
            world.state().lives_for = Some(moments);
            let killed = world.sync().await.is_none();
            world.stay_away(Duration::from_hours(24));
            world.assert_one_in_the_end(&story).await;
            if fate != Fate::LostMadeTooLate {
                assert_eq!(world.state().most, 1, "{story}");
            }
            if !killed {
                break;
            }
        }
    }
}

#[tokio::test]
async fn syncs_at_the_same_time_make_one_assistant_and_answer_alike() {
    let world = World::new(Start::Never, &[Fate::AnsweredSlowly]);
    let (one, two, three) = tokio::join!(world.sync(), world.sync(), world.sync());
    for report in [one, two, three] {
        let report = report.unwrap().unwrap();
        assert_eq!((report.action, report.assistant_id), (SyncAction::Created, assistant(2)));
    }
    assert_eq!(world.state().made, 1);
}

#[tokio::test]
async fn syncs_at_the_same_time_over_a_lost_create_make_one_assistant() {
    for fate in Fate::ALL {
        let world = World::new(Start::LinkedToOneThatIsGone, &[fate]);
        let _ = tokio::join!(world.sync(), world.sync(), world.sync());
        world.assert_one_in_the_end(&format!("{fate:?}")).await;
        if fate != Fate::LostMadeTooLate {
            assert_eq!(world.state().most, 1, "{fate:?}");
        }
    }
}

#[tokio::test]
async fn whatever_becomes_of_a_create_nothing_is_left_of_who_is_deleted_after() {
    for start in STARTS {
        for fate in Fate::ALL {
            for moments in 0.. {
                let story = format!("{start:?}, {fate:?}, killed after {moments} moments");
                let world = World::new(start, &[fate]);
                world.state().lives_for = Some(moments);
                let killed = world.sync().await.is_none();
                world.insist_on_deletion().await;
                world.assert_nothing_in_the_end(&story).await;
                if !killed {
                    break;
                }
                assert!(moments < 200, "{story}: a sync does not end");
            }
        }
    }
}

#[tokio::test]
async fn whoever_is_deleted_while_they_sync_leaves_nothing_and_syncs_no_more() {
    for start in STARTS {
        for fate in Fate::ALL {
            for deletion_is_first in [true, false] {
                let story = format!("{start:?}, {fate:?}, deletion first: {deletion_is_first}");
                let world = World::new(start, &[fate]);
                let _ = if deletion_is_first {
                    tokio::join!(world.delete_account(), world.sync()).1
                } else {
                    tokio::join!(world.sync(), world.delete_account()).0
                };
                let _ = tokio::join!(world.insist_on_deletion(), world.sync());
                let after = world.sync().await.unwrap();
                assert!(matches!(after, Err(SyncError::Unauthenticated)), "{story}");
                world.assert_nothing_in_the_end(&story).await;
            }
        }
    }
}

#[tokio::test]
async fn whenever_a_deletion_is_killed_it_can_be_asked_for_again() {
    for start in STARTS {
        for moments in 0.. {
            let story = format!("{start:?}, killed after {moments} moments");
            let world = World::new(start, &[]);
            world.state().lives_for = Some(moments);
            let killed = world.delete_account().await.is_none();
            world.insist_on_deletion().await;
            world.assert_nothing_in_the_end(&story).await;
            if !killed {
                break;
            }
            assert!(moments < 50, "{story}: a deletion does not end");
        }
    }
}

#[tokio::test]
async fn whenever_the_job_is_killed_it_is_done_by_the_next_one() {
    for moments in 0.. {
        let story = format!("killed after {moments} moments");
        let world = World::new(Start::LinkedToOneThatIsGone, &[Fate::LostMadeTooLate]);
        let _ = world.sync().await.unwrap();
        world.insist_on_deletion().await;
        world.state().lives_for = Some(moments);
        let killed = world.remove_what_is_left().await.is_none();
        world.assert_nothing_in_the_end(&story).await;
        if !killed {
            break;
        }
        assert!(moments < 50, "{story}: the job does not end");
    }
}
