//! A disk without room: writes are refused, reads go on, and room heals it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Answer, Ava, Client, PASSWORD, Place, Store, wait_until};

/// More than a server on an empty database takes, and less than takes long to fill.
const BYTES: &str = "size=8m";
const FILLER: &str = "filler";
/// More than this many saves fit on no disk of this test.
const MOST: usize = 1000;

/// A disk of a test's own.
enum Disk {
    /// A small file system, which only root may make.
    Small(PathBuf),
    /// A limit on the length of the files that the server writes.
    Limited { log: PathBuf },
}

impl Disk {
    fn of(place: &Place) -> Self {
        let directory = place.data_dir();
        fs::create_dir(&directory).expect("a directory");
        let mount = ["mount", "-t", "tmpfs", "-o", BYTES, "tmpfs"];
        if runs(&mount, &directory) {
            return Self::Small(directory);
        }
        eprintln!("no file system may be mounted: the length of files is limited instead");
        Self::Limited { log: place.log_file() }
    }

    /// The program, which hears of a refused write by an error rather than by a signal.
    fn command(&self, place: &Place) -> Command {
        let mut command = place.command();
        if matches!(self, Self::Limited { .. }) {
            let program = command.get_program().to_owned();
            let mut shell = Command::new("bash");
            shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(program);
            for (name, value) in command.get_envs() {
                match value {
                    Some(value) => shell.env(name, value),
                    None => shell.env_remove(name),
                };
            }
            command = shell;
        }
        command.arg("serve");
        command
    }

    /// What the operator is told.
    fn complaint(&self) -> &'static str {
        match self {
            Self::Small(_) => "the database's disk is full",
            Self::Limited { .. } => "the database refused with 778",
        }
    }

    fn fill(&self, server: &Ava) {
        match self {
            Self::Small(directory) => {
                let mut filler = fs::File::create(directory.join(FILLER)).expect("a file");
                let mut piece = vec![0; 64 * 1024];
                while !piece.is_empty() {
                    if filler.write_all(&piece).is_err() {
                        piece.truncate(piece.len() / 2);
                    }
                }
            }
            Self::Limited { log } => {
                // What it has to say goes on.
                let length = fs::metadata(log).expect("a log").len() + 64 * 1024;
                limit(server, &length.to_string());
            }
        }
    }

    fn make_room(&self, server: &Ava) {
        match self {
            Self::Small(directory) => {
                fs::remove_file(directory.join(FILLER)).expect("a removal");
            }
            Self::Limited { .. } => limit(server, "unlimited"),
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Self::Small(directory) = self {
            runs(&["umount", "--lazy"], directory);
        }
    }
}

fn limit(server: &Ava, length: &str) {
    let (pid, fsize) = (server.id().to_string(), format!("--fsize={length}:unlimited"));
    let done = Command::new("prlimit").args(["--pid", &pid, &fsize]).status();
    assert!(done.expect("prlimit, of util-linux").success());
}

/// Whether a command that ends with this path works.
fn runs(command: &[&str], path: &Path) -> bool {
    let done = Command::new(command[0]).args(&command[1..]).arg(path).output();
    done.is_ok_and(|output| output.status.success())
}

/// A text of this length, told from the others by its number.
fn patch(number: usize, length: usize) -> Value {
    json!({"systemPrompt": format!("{number} {}", "x".repeat(length))})
}

/// Saves until it is refused, several times in a row: what one that was refused leaves may have
/// room for another. How many were taken.
async fn save_until_refused(ada: &Client, length: usize) -> usize {
    let (mut taken, mut refused) = (0, 0);
    for number in 0..MOST {
        let answer = ada.patch("/api/v1/studio/config", &patch(number, length)).await;
        if answer.status == 200 {
            (taken, refused) = (taken + 1, 0);
            continue;
        }
        assert_refused_clearly(&answer);
        refused += 1;
        if refused == 5 {
            return taken;
        }
    }
    panic!("{taken} saves were taken");
}

/// The same with sign-ups, which take less room. Who was taken.
async fn sign_up_until_refused(server: &Ava, known: usize) -> Vec<Client> {
    let mut taken = Vec::new();
    for number in known..known + MOST {
        let mut client = server.anonymous();
        let body = json!({"email": format!("user{number}@example.com"), "password": PASSWORD});
        let answer = client.post("/api/v1/auth/signup", &body).await;
        if answer.status != 201 {
            assert_refused_clearly(&answer);
            return taken;
        }
        client.take_tokens(answer.json());
        taken.push(client);
    }
    panic!("{MOST} sign-ups were taken");
}

#[track_caller]
fn assert_refused_clearly(answer: &Answer) {
    assert_eq!((answer.status, answer.code().as_str()), (503, "unavailable"), "{answer:?}");
    assert!(answer.headers.contains_key("retry-after"), "{answer:?}");
    assert_eq!(
        answer.json()["detail"],
        "The service is not available right now; please try again in a moment."
    );
}

async fn everything_reads(ada: &Client) {
    for path in [
        "/readyz",
        "/api/v1/auth/me",
        "/api/v1/auth/sessions",
        "/api/v1/auth/me/activity",
        "/api/v1/user/profile",
        "/api/v1/studio/config",
        "/api/v1/studio/config/revisions",
        "/api/v1/studio/sync-vapi",
        "/api/v1/vapi-settings",
    ] {
        let answer = ada.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_room_writes_are_refused_and_reads_go_on_until_there_is_room() {
    let place = Place::new(Store::Sqlite);
    let disk = Disk::of(&place);
    let server = place.start_unready(&mut disk.command(&place)).await;
    let ada = server.sign_up("ada").await;
    let (mut saved, mut signed_up) = (0, Vec::new());
    for _ in 0..3 {
        disk.fill(&server);
        for length in [30_000, 10] {
            saved += save_until_refused(&ada, length).await;
        }
        signed_up.extend(sign_up_until_refused(&server, signed_up.len()).await);
        everything_reads(&ada).await;
        assert_eq!(ada.config().await["revision"], saved);

        disk.make_room(&server);
        for number in 0..20 {
            ada.save(patch(MOST + number, 30_000)).await;
            saved += 1;
        }
    }
    for user in &signed_up {
        assert_eq!(user.get("/api/v1/auth/me").await.status, 200);
    }
    server.sign_up("bob").await;
    assert_eq!(place.count("users").await, (signed_up.len() + 2).to_string());
    assert_eq!(ada.config().await["revision"], saved);
    // The operator is told why.
    wait_until(|| place.log().contains(disk.complaint())).await;
    // What was refused is not there in part, and nothing is broken.
    let revisions = place.count("studio_config_revisions").await;
    assert_eq!(revisions, saved.to_string());
    assert_eq!(place.count("audit_events WHERE kind = 'config_saved'").await, revisions);
    assert_eq!(place.sql("PRAGMA integrity_check").await, ["ok"]);
}
