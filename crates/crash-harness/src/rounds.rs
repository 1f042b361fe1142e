//! Rounds: life, a blow at some moment of it, a look at what is left.

use std::path::PathBuf;
use std::time::Duration;

use futures_util::future::{join, join_all};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::check::{check_all, settle_at_vapi};
use crate::cluster::Cluster;
use crate::place::{Place, Store};
use crate::tally::Tally;
use crate::user::{Existence, User};
use crate::watch::{Outage, judge};
use crate::{act, watch as watching};

/// Users who live at the same time.
const CROWD: usize = 8;
/// How long a blow is waited for, at most.
const LIFE_MS: u64 = 1500;
/// Life after a database's return.
const AFTERLIFE: Duration = Duration::from_millis(2500);

/// What is killed or frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blow {
    /// SIGKILL to the server.
    KillServer,
    /// SIGKILL to every process of Postgres.
    KillDatabase,
    /// SIGSTOP to every process of Postgres, for a while.
    FreezeDatabase,
}

/// What is played.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The program `ava`.
    pub program: PathBuf,
    /// On which database.
    pub store: Store,
    /// What happens to whom.
    pub blow: Blow,
    /// How often.
    pub rounds: usize,
    /// Decides what users do, and when the blow falls; not how fast anything is.
    pub seed: u64,
}

/// Plays all rounds in one place. What was found wrong, with what is needed to look into it.
///
/// # Errors
/// When anything was lost, is half there or twice, or a promise was broken.
pub async fn play(plan: &Plan) -> Result<Tally, String> {
    let mut table = Table::lay(plan).await;
    for round in 0..plan.rounds {
        let seed = plan.seed + round as u64;
        let wrong = Box::pin(table.play(plan.blow, seed)).await;
        table.judge(&wrong, &format!("{plan:?}, round {round}, seed {seed}"))?;
        table.tally.rounds += 1;
    }
    let wrong = table.end().await;
    table.judge(&wrong, &format!("{plan:?}, at the end"))?;
    Ok(table.tally)
}

/// A place and who lives there.
pub(crate) struct Table {
    pub(crate) place: Place,
    users: Vec<User>,
    /// Those who do nothing any more, and are still there at the end.
    veterans: Vec<User>,
    /// Signs up, and then only reads.
    watcher: User,
    born: usize,
    tally: Tally,
}

impl Table {
    pub(crate) async fn lay(plan: &Plan) -> Self {
        let mut place = Place::new(plan.store, &plan.program).await;
        place.start().await;
        let mut watcher = User::new(0);
        let mut random = SmallRng::seed_from_u64(plan.seed);
        act::be_born(&mut watcher, &place.line, &mut random).await;
        let (users, veterans) = (Vec::new(), Vec::new());
        Self { place, users, veterans, watcher, born: 0, tally: Tally::default() }
    }

    /// One round; what is wrong after it.
    async fn play(&mut self, blow: Blow, seed: u64) -> Vec<String> {
        let mut random = SmallRng::seed_from_u64(seed);
        self.place.line.take_sights();
        let moment = Duration::from_millis(random.random_range(0..LIFE_MS));
        let mut wrong = Vec::new();
        if blow == Blow::KillServer {
            self.live(moment, seed).await;
            self.place.start().await;
        } else {
            wrong = self.strike_database(blow, moment, seed, &mut random).await;
        }
        wrong.extend(self.check().await);
        wrong
    }

    /// Everybody lives for a while, until the server is killed.
    pub(crate) async fn live(&mut self, span: Duration, seed: u64) {
        self.renew_crowd();
        let (line, place) = (self.place.line.clone(), &mut self.place);
        let end = async {
            sleep(span).await;
            place.kill();
        };
        live_until(&mut self.users, &line, seed, None, end).await;
    }

    /// What is wrong.
    pub(crate) async fn check(&mut self) -> Vec<String> {
        check_all(&self.place, &mut self.users, &mut self.tally).await
    }

    /// One is new each round, and the one who is there longest rests.
    fn renew_crowd(&mut self) {
        while self.users.len() >= CROWD {
            let veteran = self.users.remove(0);
            if veteran.existence == Existence::Alive {
                self.veterans.push(veteran);
            }
        }
        while self.users.len() < CROWD {
            self.born += 1;
            self.users.push(User::new(self.born));
        }
    }

    async fn strike_database(
        &mut self,
        blow: Blow,
        moment: Duration,
        seed: u64,
        random: &mut SmallRng,
    ) -> Vec<String> {
        self.renew_crowd();
        let span = Duration::from_millis(match blow {
            Blow::FreezeDatabase => random.random_range(1000..6000),
            _ => random.random_range(100..2500),
        });
        let line = self.place.line.clone();
        let cluster = self.place.cluster.as_mut().expect("a cluster");
        let access = self.watcher.access().map(str::to_owned);
        let outage = async {
            sleep(moment).await;
            let outage = strike(cluster, blow, span).await;
            sleep(AFTERLIFE).await;
            outage
        };
        let outage = live_until(&mut self.users, &line, seed, access.as_deref(), outage).await;
        let verdict = judge(&line.take_sights(), outage);
        self.tally.count_outage(&verdict);
        let mut wrong = verdict.wrong;
        if !self.place.is_running() {
            wrong.push("the server has ended".to_owned());
        }
        wrong
    }

    /// After the last round: whoever ever lived is as they were told, and has one assistant.
    async fn end(&mut self) -> Vec<String> {
        self.users.append(&mut self.veterans);
        self.users.retain(|user| user.existence == Existence::Alive);
        let mut wrong = settle_at_vapi(&self.place.vapi, &self.place.line, &mut self.users).await;
        wrong.extend(self.check().await);
        wrong
    }

    fn judge(&mut self, wrong: &[String], context: &str) -> Result<(), String> {
        if wrong.is_empty() {
            return Ok(());
        }
        let kept = self.place.keep();
        Err(format!("{context}\n{}\nkept in {}", wrong.join("\n"), kept.display()))
    }
}

/// Takes a database away for this long.
async fn strike(cluster: &mut Cluster, blow: Blow, span: Duration) -> Outage {
    let freezes = blow == Blow::FreezeDatabase;
    if freezes {
        cluster.freeze();
    } else {
        cluster.kill().await;
    }
    let down = Instant::now();
    sleep(span).await;
    let back = Instant::now();
    if freezes {
        cluster.thaw();
    } else {
        cluster.resume().await;
    }
    Outage { down, back, up: Instant::now() }
}

/// Everybody lives until this has happened.
async fn live_until<T>(
    users: &mut [User],
    line: &crate::http::Line,
    seed: u64,
    watcher: Option<&str>,
    event: impl Future<Output = T>,
) -> T {
    let (tell, stop) = watch::channel(false);
    let stop = &stop;
    let lives = users.iter_mut().map(|user| async move {
        let own = seed.wrapping_mul(1000).wrapping_add(user.number as u64);
        act::live(user, line, &mut SmallRng::seed_from_u64(own), stop).await;
    });
    let seeing = async {
        if let Some(access) = watcher {
            watching::watch(line, access, stop).await;
        }
    };
    let happening = async {
        let happened = event.await;
        tell.send_replace(true);
        happened
    };
    let (happened, _) = join(happening, join(join_all(lives), seeing)).await;
    happened
}
