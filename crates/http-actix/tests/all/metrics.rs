//! What operators read of the server.

use std::collections::BTreeSet;

use application::{Rate, RateLimits};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use proptest::sample::select;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use secrecy::SecretString;
use serde_json::json;

use crate::harness::{
    Answer, CONFIG, EMAIL_DOMAIN, LOG_IN, ME, PASSWORD, SYNC, Server, Setup, snapshot,
};

const METRICS: &str = "/metrics";
const TOKEN: &str = "a-token-of-the-operator";
const TIMES: &str = "ava_http_request_duration_seconds";

/// A recorder for this thread, and a server whose `/metrics` answers what it recorded.
struct Measured {
    prometheus: PrometheusHandle,
    server: Server,
    _recording: metrics::LocalRecorderGuard<'static>,
}

impl Measured {
    async fn start() -> Self {
        Self::of(Setup::default()).await
    }

    async fn of(setup: Setup) -> Self {
        let builder = PrometheusBuilder::new().set_buckets(&[0.1, 1.0]).unwrap();
        // A recorder must outlive its thread's use of it: one for each test is little.
        let recorder = Box::leak(Box::new(builder.build_recorder()));
        let prometheus = recorder.handle();
        let recording = metrics::set_default_local_recorder(recorder);
        ava_http_actix::describe_metrics();
        let server = setup.serve().await;
        Self { prometheus, server, _recording: recording }
    }

    fn scrape(&self) -> String {
        self.prometheus.render()
    }

    /// The series of times: labels without their bounds.
    fn timed(&self) -> BTreeSet<String> {
        let scraped = self.scrape();
        let counts = scraped.lines().filter_map(|line| {
            let labels = line.strip_prefix(TIMES)?.strip_prefix("_count{")?;
            Some(labels.split_once("} ")?.0.to_owned())
        });
        counts.collect()
    }

    #[track_caller]
    fn shows(&self, line: &str) {
        let scraped = self.scrape();
        assert!(scraped.lines().any(|it| it == line), "{line}: {scraped}");
    }
}

fn with_token() -> Setup {
    let mut setup = Setup::default();
    setup.http.metrics_token = Some(SecretString::from(TOKEN));
    setup
}

async fn scrape_as(server: &Server, authorization: &str) -> Answer {
    server.request("GET", METRICS).header("authorization", authorization).send().await
}

#[actix_web::test]
async fn without_a_token_of_the_operator_anybody_reads_them_whatever_they_send() {
    let server = Server::start().await;
    let anybody = server.get(METRICS).await;
    assert_eq!(anybody.status, 200);
    assert_eq!(anybody.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert_eq!(anybody.body, "a_number 1\n");
    assert_eq!(scrape_as(&server, "Bearer garbage").await.status, 200);
    let head = server.request("HEAD", METRICS).send().await;
    assert_eq!(head.status, 200);
}

#[actix_web::test]
async fn with_a_token_of_the_operator_nothing_else_opens_them() {
    let server = with_token().serve().await;
    let ada = server.sign_up("ada").await;
    snapshot!("problem_unauthenticated_at_the_metrics", server.get(METRICS).await);
    ada.get(METRICS).await.is_problem(401, "unauthenticated");
    for value in [
        "",
        TOKEN,
        "Bearer",
        "Bearer ",
        "Bearer a-token-of-the-operato",
        "Bearer a-token-of-the-operator-",
        "Bearer A-token-of-the-operator",
        "Basic a-token-of-the-operator",
    ] {
        scrape_as(&server, value).await.is_problem(401, "unauthenticated");
    }
    for value in [format!("Bearer {TOKEN}"), format!("bearer {TOKEN}")] {
        let answer = scrape_as(&server, &value).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "a_number 1\n"), "{value}");
    }
    // It opens nothing else.
    let call = server.request("GET", ME).header("authorization", &format!("Bearer {TOKEN}"));
    call.send().await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn a_request_is_timed_by_method_template_and_status() {
    let measured = Measured::start().await;
    let ada = measured.server.sign_up("ada").await;
    ada.get(CONFIG).await.ok();
    ada.patch(CONFIG, json!({ "voiceSpeed": 99 })).await;
    ada.delete(&format!("{}/{}", crate::harness::SESSIONS, ada.session_id().await)).await.ok();
    measured.server.get(CONFIG).await;
    measured.server.request("HEAD", "/healthz").send().await;
    let expected = [
        r#"method="GET",route="/api/v1/auth/sessions",status="200""#,
        r#"method="GET",route="/api/v1/studio/config",status="200""#,
        r#"method="GET",route="/api/v1/studio/config",status="401""#,
        r#"method="DELETE",route="/api/v1/auth/sessions/{id}",status="200""#,
        r#"method="HEAD",route="/healthz",status="200""#,
        r#"method="PATCH",route="/api/v1/studio/config",status="422""#,
        r#"method="POST",route="/api/v1/auth/signup",status="201""#,
    ];
    let expected: BTreeSet<_> = expected.map(str::to_owned).into();
    assert_eq!(measured.timed(), expected);
    ada.get(CONFIG).await;
    measured.shows(&format!(
        r#"{TIMES}_count{{method="GET",route="/api/v1/studio/config",status="401"}} 2"#
    ));
}

/// Where a client may put any word.
const UNDER: [&str; 5] = ["/", "/api/v1/", "/metrics/", "/api/v1/docs/", "/api/v1/auth/sessions/"];
/// Methods that have a label of their own, and one that has not.
const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PATCH", "DELETE", "PUT"];

/// A method and a path that a client may think of.
fn anything() -> impl Strategy<Value = (String, String)> {
    let known = select(METHODS.to_vec()).prop_map(str::to_owned).boxed();
    // What CORS looks at is not what this is about.
    let any = "[A-Z]{1,12}".prop_filter("a preflight", |method| method != "OPTIONS").boxed();
    let path = (select(UNDER.to_vec()), "[a-z0-9]{1,20}", "(\\?[a-z]{1,5}=[0-9])?");
    (known.prop_union(any), path.prop_map(|(under, word, query)| format!("{under}{word}{query}")))
}

#[actix_web::test]
async fn whatever_clients_ask_for_there_are_only_so_many_series() {
    let measured = Measured::start().await;
    let ask = async |method: &str, path: &str| {
        measured.server.request(method, path).send().await;
    };
    for under in UNDER {
        for method in METHODS {
            ask(method, &format!("{under}word")).await;
        }
    }
    // What matches nothing, and two templates with a word in them, each in six ways.
    let at_first = measured.timed();
    assert_eq!(at_first.len(), 18, "{at_first:?}");
    let unmatched = at_first.iter().filter(|it| it.contains(r#"route="unmatched""#)).count();
    assert_eq!(unmatched, 6, "{at_first:?}");
    let (anything, mut runner) = (anything(), TestRunner::deterministic());
    for _ in 0..1_000 {
        let (method, path) = anything.new_tree(&mut runner).unwrap().current();
        ask(&method, &path).await;
    }
    assert_eq!(measured.timed(), at_first, "a thousand more made none");
}

#[actix_web::test]
async fn logins_pushes_and_limits_are_counted_by_how_they_end() {
    let mut setup = Setup::default();
    let login_account = Rate::new(2, 60);
    setup.settings.rate_limits = Some(RateLimits { login_account, ..RateLimits::default() });
    let measured = Measured::of(setup).await;
    measured.shows(r#"ava_logins_total{outcome="wrong_credentials"} 0"#);
    measured.shows(r#"ava_sync_total{outcome="vapi_unavailable"} 0"#);
    let ada = measured.server.sign_up("ada").await;
    let login = |address: &str, password: &str| {
        let identifier = format!("ada@{EMAIL_DOMAIN}");
        let body = json!({ "identifier": identifier, "password": password });
        measured.server.request("POST", LOG_IN).peer(address).json(body).send()
    };
    for _ in 0..4 {
        login("203.0.113.7", "a wrong one").await;
    }
    login("203.0.113.8", PASSWORD).await.ok();
    for _ in 0..2 {
        ada.request("POST", SYNC).send().await.ok();
    }
    measured.shows(r#"ava_logins_total{outcome="ok"} 1"#);
    measured.shows(r#"ava_logins_total{outcome="wrong_credentials"} 2"#);
    measured.shows(r#"ava_logins_total{outcome="limited"} 2"#);
    measured.shows(r#"ava_rate_limited_total{limit="login_account"} 2"#);
    measured.shows(r#"ava_sync_total{outcome="created"} 1"#);
    measured.shows(r#"ava_sync_total{outcome="unchanged"} 1"#);
    let user = ada.user_id().to_string();
    for told in [user.as_str(), EMAIL_DOMAIN, PASSWORD, "203.0.113.7"] {
        assert!(!measured.scrape().contains(told), "{told}");
    }
}
