//! Any history of refreshes, replays, logouts and waiting, against a model of what a refresh
//! token is worth.

use std::time::Duration;

use application::use_case::UseCases;
use application::use_case::account::RefreshError;
use application::{Settings, VapiMode};
use ava_testkit::house::House;
use chrono::TimeDelta;
use domain::Raw;
use domain::account::SignUpFields;
use domain::value::RequestOrigin;
use proptest::prelude::*;

const GRACE: Duration = Duration::from_secs(10);
const LIFE: Duration = Duration::from_hours(7 * 24);

#[derive(Debug, Clone)]
enum Event {
    /// Uses one of the tokens that were ever given, the latest being 0.
    Use(usize),
    /// Lets time pass.
    Wait(Duration),
    /// Logs out by the latest token.
    LogOut,
    /// The house is kept tidy.
    Tidy,
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Use(0)),
        3 => (0_usize..6).prop_map(Event::Use),
        3 => (0_u64..14).prop_map(|seconds| Event::Wait(Duration::from_secs(seconds))),
        1 => (5_u64..9).prop_map(|days| Event::Wait(Duration::from_hours(days * 24))),
        1 => Just(Event::LogOut),
        1 => Just(Event::Tidy),
    ]
}

/// A token that was given, and when and by which it was replaced.
struct Given {
    token: String,
    replaced: Option<(Duration, usize)>,
}

/// What a session is worth by the book.
struct Model {
    given: Vec<Given>,
    now: Duration,
    expires_at: Duration,
    ended: bool,
}

#[derive(Debug, PartialEq)]
enum Worth {
    Nothing,
    ANewChild,
    The(String),
}

impl Model {
    fn is_alive(&self) -> bool {
        !self.ended && self.now < self.expires_at
    }

    /// What the use of a token is worth, and what it changes.
    fn use_of(&mut self, index: usize) -> Worth {
        if !self.is_alive() {
            return Worth::Nothing;
        }
        match self.given[index].replaced {
            None => {
                self.given[index].replaced = Some((self.now, self.given.len()));
                self.expires_at = self.now + LIFE;
                Worth::ANewChild
            }
            Some((at, child)) if self.now < at + GRACE => {
                Worth::The(self.given[child].token.clone())
            }
            Some(_) => {
                self.ended = true;
                Worth::Nothing
            }
        }
    }
}

async fn play(events: Vec<Event>) {
    let house = House::default();
    let settings = Settings {
        access_token_ttl: TimeDelta::minutes(15),
        rotate_refresh_tokens: true,
        vapi_mode: VapiMode::Sandbox,
        server_vapi_key: None,
        rate_limits: None,
        revisions_kept: None,
    };
    let use_cases = UseCases::new(&house.ports(), &settings);
    let text = |text: &str| Raw::Text(text.to_owned());
    let fields = SignUpFields {
        email: text("ada@example.com"),
        password: text("correct horse battery"),
        ..SignUpFields::default()
    };
    let origin = RequestOrigin::default();
    let grant = use_cases.sign_up.run(&fields, origin.clone()).await.expect("a sign-up");
    let token = grant.refresh_token.expose().to_owned();
    let mut model = Model {
        given: vec![Given { token, replaced: None }],
        now: Duration::ZERO,
        expires_at: LIFE,
        ended: false,
    };
    for event in events {
        match event {
            Event::Wait(span) => {
                house.clock.advance(span);
                model.now += span;
            }
            Event::Tidy => drop(use_cases.tidy_sessions.run().await.expect("a tidy house")),
            Event::LogOut => {
                let latest = text(&model.given.last().expect("the first one").token);
                let done = use_cases.log_out.run(None, &latest, &origin).await.is_ok();
                assert_eq!(done, model.is_alive());
                model.ended = true;
            }
            Event::Use(back) => {
                let index = model.given.len() - 1 - back % model.given.len();
                let presented = text(&model.given[index].token);
                let answer = use_cases.refresh_session.run(&presented, &origin).await;
                match (model.use_of(index), answer) {
                    (Worth::Nothing, Err(RefreshError::Ended)) => {}
                    (Worth::The(child), Ok(grant)) => {
                        assert_eq!(grant.refresh_token.expose(), child);
                    }
                    (Worth::ANewChild, Ok(grant)) => {
                        let token = grant.refresh_token.expose().to_owned();
                        assert!(model.given.iter().all(|given| given.token != token));
                        model.given.push(Given { token, replaced: None });
                    }
                    (worth, answer) => panic!("worth {worth:?}, but {answer:?}"),
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_refresh_token_is_worth_what_the_model_says(
        events in proptest::collection::vec(any_event(), 0..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(play(events));
    }
}
