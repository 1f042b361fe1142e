//! A running server.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::balancer::Balanced;
use super::client::Client;

const START_LIMIT: Duration = Duration::from_secs(30);

pub(crate) struct Ava {
    child: Child,
    address: String,
    /// Where it stands behind a balancer, whose address is here its own.
    balanced: Option<Balanced>,
}

impl Ava {
    /// Starts and waits until it listens.
    pub(super) async fn start(command: &mut Command, log: &Path) -> Self {
        let log = OpenOptions::new().create(true).append(true).open(log).expect("a log");
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program");
        let stdout = child.stdout.take().expect("its output");
        let address = tokio::task::spawn_blocking(move || {
            let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
            let address =
                lines.find_map(|line| line.strip_prefix("listening on http://").map(str::to_owned));
            // Read on, so that the server never writes into a closed pipe.
            std::thread::spawn(move || lines.for_each(drop));
            address
        });
        let address =
            address.await.expect("a reader").expect("the server did not start; see its log");
        Self { child, address, balanced: None }
    }

    /// The same server, spoken to through a balancer.
    pub(super) fn behind(mut self, address: String, balanced: Balanced) -> Self {
        self.address = address;
        self.balanced = Some(balanced);
        self
    }

    /// What is about one server has no meaning behind a balancer.
    #[track_caller]
    fn assert_single(&self) {
        assert!(
            self.balanced.is_none(),
            "this test is about one server: leave it out of the profile `balanced` in \
             .config/nextest.toml, and say why"
        );
    }

    pub(super) async fn wait_until_ready(&self) {
        let begun = Instant::now();
        while self.anonymous().get("/readyz").await.status != 200 {
            assert!(begun.elapsed() < START_LIMIT, "the server is not ready after {START_LIMIT:?}");
            tokio::task::yield_now().await;
        }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// A client without a token.
    pub(crate) fn anonymous(&self) -> Client {
        Client::new(format!("http://{}", self.address))
    }

    /// A client of a new user.
    pub(crate) async fn sign_up(&self, name: &str) -> Client {
        let mut client = self.anonymous();
        client.sign_up(&format!("{name}@example.com")).await;
        client
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The most memory that it has had, in KiB.
    #[track_caller]
    pub(crate) fn peak_memory_kib(&self) -> u64 {
        self.assert_single();
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).expect("a running server");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// SIGKILL.
    #[track_caller]
    pub(crate) fn kill(mut self) {
        self.assert_single();
        self.child.kill().expect("a kill");
        self.child.wait().expect("an end");
    }

    /// SIGTERM.
    #[track_caller]
    pub(crate) fn terminate(&self) {
        self.assert_single();
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
    }

    /// Waits for its end; how it ended.
    pub(crate) async fn ended(mut self) -> ExitStatus {
        self.assert_single();
        let ended = tokio::task::spawn_blocking(move || self.child.wait().expect("an end"));
        ended.await.expect("a wait")
    }
}

impl Drop for Ava {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
