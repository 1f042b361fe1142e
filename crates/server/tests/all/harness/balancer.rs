//! Tests through a balancer. Where `AVA_TEST_BALANCER` names `HAProxy`'s program, a test that starts
//! a server on Postgres gets two of them behind a `HAProxy` of its own, and speaks to that.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use vapi_sandbox::Sandbox;

use super::place::Place;
use super::server::Ava;
use super::vapi::sandbox;
use super::wait::wait_until;

/// The one that operators are given.
const CONFIGURATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/proxy/haproxy.cfg");

/// The program, where tests go through a balancer.
pub(super) fn program() -> Option<OsString> {
    std::env::var_os("AVA_TEST_BALANCER")
}

/// What stands in front of a server, and beside it.
pub(super) struct Balanced {
    balancer: Child,
    _beside: Box<Ava>,
    /// Servers push to the same Vapi.
    _sandbox: Option<Sandbox>,
}

impl Drop for Balanced {
    fn drop(&mut self) {
        let _ = self.balancer.kill();
        let _ = self.balancer.wait();
    }
}

impl Place {
    /// The same where a test is about the balancer itself.
    pub(crate) async fn start_behind_balancer(&self) -> Ava {
        let program = program().expect("this test needs HAProxy: run it by `make balanced-test`");
        self.start_balanced(program).await
    }

    /// Two servers behind this balancer, as one.
    pub(super) async fn start_balanced(&self, program: OsString) -> Ava {
        let shared = match self.variable("AVA_API_VAPI_BASE_URL") {
            Some(_) => None,
            None => Some(sandbox(0).await),
        };
        let one = self.start_behind(&self.log_file(), shared.as_ref()).await;
        let two = self.start_behind(&self.log_file_beside(), shared.as_ref()).await;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let status = self.file(&format!("{}.sock", address.port()));
        let mut command = Command::new(program);
        command
            .args(["-db", "-f", CONFIGURATION])
            // Its standard input is where it listens, so that nobody else takes the port before.
            .stdin(Stdio::from(OwnedFd::from(listener)))
            .stdout(Stdio::null())
            .env("AVA_PROXY_BIND", "fd@0")
            .env("AVA_PROXY_STATUS", format!("unix@{}", status.display()))
            .env("AVA_PROXY_SERVER_ONE", one.address())
            .env("AVA_PROXY_SERVER_TWO", two.address());
        let balancer = command.spawn().expect("the balancer that AVA_TEST_BALANCER names");
        // With it goes our own end of where it listens: should it end, so do connections to it.
        drop(command);
        let behind = Balanced { balancer, _beside: Box::new(two), _sandbox: shared };
        let server = one.behind(address.to_string(), behind);
        self.assert_that_both_answer(&server).await;
        server
    }

    async fn start_behind(&self, log: &Path, shared: Option<&Sandbox>) -> Ava {
        let mut command = self.command();
        command.arg("serve");
        if self.variable("AVA_API_TRUSTED_PROXIES").is_none() {
            command.env("AVA_API_TRUSTED_PROXIES", "127.0.0.1");
        }
        if let Some(sandbox) = shared {
            command.env("AVA_API_VAPI_BASE_URL", sandbox.url());
        }
        let server = Ava::start(&mut command, log).await;
        server.wait_until_ready().await;
        server
    }

    /// Of requests by turns each server answers one, or what a test shows, it shows of one server.
    async fn assert_that_both_answer(&self, server: &Ava) {
        let place = server.address().replace(':', "-");
        let ids = [1, 2].map(|turn| format!("turn-{turn}.{place}"));
        let anonymous = server.anonymous();
        for id in &ids {
            let request = anonymous.request("GET", "/healthz").header("X-Request-ID", id);
            assert_eq!(anonymous.send(request).await.status, 200);
        }
        wait_until(|| ids.iter().all(|id| self.log().contains(id.as_str()))).await;
        for log in [self.log_file(), self.log_file_beside()] {
            let log = std::fs::read_to_string(log).expect("a log");
            let answered = ids.iter().filter(|id| log.contains(id.as_str())).count();
            assert_eq!(answered, 1, "of two requests one is for each server");
        }
    }
}
