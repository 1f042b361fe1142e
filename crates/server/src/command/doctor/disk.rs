//! Whether there is room to write.

use async_trait::async_trait;

use super::Check;
use super::finding::Finding;
use super::scene::{Disk, Scene};

const AREA: &str = "disk";
const MIB: u64 = 1 << 20;
/// Below this, the next write may be the one that fails.
const LEAST: u64 = 256 * MIB;
/// Below this, somebody should look.
const LITTLE: u64 = 1024 * MIB;
const REMEDY: &str = "make room there, or move what AVA_API_DATA_DIR and AVA_API_DATABASE_URL name";

pub(super) struct RoomLeft;

#[async_trait]
impl Check for RoomLeft {
    async fn look(&self, scene: &Scene) -> Vec<Finding> {
        scene.disks.iter().map(judge).collect()
    }
}

fn judge(disk: &Disk) -> Finding {
    let path = disk.path.display();
    let space = match &disk.space {
        Ok(space) => space,
        Err(why) => {
            let what = format!("the room at {path} cannot be told: {why}");
            return Finding::problem(AREA, what, "see whether that directory can be read");
        }
    };
    let what = format!("{} free at {path}", told(space.bytes));
    if space.files == Some(0) {
        let what = format!("{what}, but not one file more can be made there");
        return Finding::problem(AREA, what, REMEDY);
    }
    match space.bytes {
        ..LEAST => Finding::problem(AREA, what, REMEDY),
        LEAST..LITTLE => Finding::warning(AREA, what, REMEDY),
        LITTLE.. => Finding::ok(AREA, what),
    }
}

fn told(bytes: u64) -> String {
    match bytes / MIB {
        mib @ ..10_240 => format!("{mib} MiB"),
        mib => format!("{} GiB", mib / 1024),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::command::doctor::Level;
    use crate::command::doctor::scene::sample::scene;
    use crate::command::doctor::scene::{Asked, Space};

    async fn found(space: Asked<Space>) -> Finding {
        let disks = vec![Disk { path: PathBuf::from("/data"), space }];
        let [finding] = RoomLeft.look(&Scene { disks, ..scene(&[]) }).await.try_into().unwrap();
        finding
    }

    fn free(mib: u64) -> Space {
        Space { bytes: mib * MIB, files: Some(9) }
    }

    #[tokio::test]
    async fn the_less_is_left_the_worse_it_is() {
        for (mib, level, told) in [
            (0, Level::Problem, "0 MiB"),
            (255, Level::Problem, "255 MiB"),
            (256, Level::Warning, "256 MiB"),
            (1023, Level::Warning, "1023 MiB"),
            (1024, Level::Ok, "1024 MiB"),
            (102_400, Level::Ok, "100 GiB"),
        ] {
            let finding = found(Ok(free(mib))).await;
            assert_eq!((finding.level, finding.what), (level, format!("{told} free at /data")));
            assert_eq!(finding.remedy.is_some(), level != Level::Ok);
        }
    }

    #[tokio::test]
    async fn no_file_more_is_a_problem_whatever_is_free() {
        let finding = found(Ok(Space { bytes: 1 << 40, files: Some(0) })).await;
        assert_eq!(finding.level, Level::Problem);
        let unlimited = found(Ok(Space { bytes: 1 << 40, files: None })).await;
        assert_eq!(unlimited.level, Level::Ok);
    }

    #[tokio::test]
    async fn what_cannot_be_told_is_a_problem() {
        let finding = found(Err("permission denied".to_owned())).await;
        assert_eq!(finding.level, Level::Problem);
        assert!(finding.what.ends_with("permission denied"));
    }

    #[tokio::test]
    async fn where_nothing_is_kept_nothing_is_looked_at() {
        assert_eq!(RoomLeft.look(&scene(&[])).await, []);
    }
}
