//! Where something is kept, and what room there is.

use std::path::{Path, PathBuf};

use rustix::fs::statvfs;

use super::Asked;
use crate::config::{Config, DatabaseKind};

/// A directory in which something is kept.
pub(in super::super) struct Disk {
    pub(in super::super) path: PathBuf,
    pub(in super::super) space: Asked<Space>,
}

/// What is free for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Space {
    pub(in super::super) bytes: u64,
    /// How many files more; `None` where that is not limited.
    pub(in super::super) files: Option<u64>,
}

/// The data directory and the database's, where something is kept in them.
pub(super) fn disks(config: &Config) -> Vec<Disk> {
    let mut paths = Vec::new();
    if config.keeps_data() {
        paths.push(there(&config.data_dir));
    }
    paths.extend(database_directory(config));
    paths.dedup();
    paths.into_iter().map(|path| Disk { space: space(&path), path }).collect()
}

fn database_directory(config: &Config) -> Option<PathBuf> {
    let DatabaseKind::Embedded(file) = &config.database.kind else { return None };
    Some(there(file.parent().unwrap_or(Path::new("."))))
}

/// The directory, or the one in which it will be made.
fn there(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = absolute.ancestors().find(|ancestor| ancestor.exists());
    found.map_or_else(|| absolute.clone(), Path::to_owned)
}

fn space(path: &Path) -> Asked<Space> {
    let told = statvfs(path).map_err(|error| error.to_string())?;
    Ok(Space {
        bytes: told.f_bavail.saturating_mul(told.f_frsize),
        // Those that make files as they are needed count none.
        files: (told.f_files > 0).then_some(told.f_favail),
    })
}

/// The network that an embedded database's file is on; `None` for a disk of this host.
pub(super) fn network_disk(config: &Config) -> Option<&'static str> {
    network(&database_directory(config)?)
}

/// By the numbers of `statfs(2)`.
#[cfg(target_os = "linux")]
fn network(path: &Path) -> Option<&'static str> {
    const NETWORKS: &[(u32, &str)] = &[
        (0x6969, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB"),
        (0x0102_1997, "9P"),
        (0x5346_414f, "AFS"),
        (0x00c3_6400, "Ceph"),
        (0x0bd0_0bd0, "Lustre"),
        (0x0116_1970, "GFS2"),
        (0x7461_636f, "OCFS2"),
    ];
    let kind = rustix::fs::statfs(path).ok()?.f_type;
    // Some systems give it a sign.
    let is_it = |number: u32| kind == i64::from(number) || kind == i64::from(number.cast_signed());
    NETWORKS.iter().find(|(number, _)| is_it(*number)).map(|(_, name)| *name)
}

#[cfg(not(target_os = "linux"))]
const fn network(_: &Path) -> Option<&'static str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Environment;

    fn config(variables: &[(&str, &str)]) -> Config {
        let environment = Environment::of(variables.iter().copied());
        Config::from_environment(&environment).unwrap().0
    }

    #[test]
    fn the_data_directory_is_looked_at_where_it_will_be_made() {
        let directory = tempfile::tempdir().unwrap();
        let inner = directory.path().join("not/made/yet");
        let config = config(&[("AVA_API_DATA_DIR", inner.to_str().unwrap())]);
        let disks = disks(&config);
        assert_eq!(disks.len(), 1, "the database is in it");
        assert_eq!(disks[0].path, directory.path());
        assert!(disks[0].space.as_ref().unwrap().bytes > 0);
        assert_eq!(network_disk(&config), None);
    }

    #[test]
    fn a_database_elsewhere_is_looked_at_too() {
        let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let url = format!("sqlite://{}", other.path().join("ava.db").display());
        let config = config(&[
            ("AVA_API_DATA_DIR", data.path().to_str().unwrap()),
            ("AVA_API_DATABASE_URL", &url),
        ]);
        let paths: Vec<_> = disks(&config).into_iter().map(|disk| disk.path).collect();
        assert_eq!(paths, [data.path(), other.path()]);
    }

    #[test]
    fn where_nothing_is_kept_nothing_is_looked_at() {
        let config = config(&[
            ("AVA_API_DATABASE_URL", "postgres://u:p@h/d"),
            ("AVA_API_JWT_SECRET_KEY", "a signing secret that is long enough"),
            ("AVA_API_ENCRYPTION_KEYS", "k1:y4HbT1nQkX0vZ3mW8pLrG5sJd2fUa7eCi9oNh6tBxEY="),
        ]);
        assert!(disks(&config).is_empty());
        assert_eq!(network_disk(&config), None);
    }
}
