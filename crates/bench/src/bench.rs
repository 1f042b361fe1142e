//! Floor and product under the same load, in turns.

use std::path::Path;
use std::time::Duration;

use anyhow::ensure;
use clap::ValueEnum;

use crate::argon2id::{self, Recipe};
use crate::cli::{Kind, Options};
use crate::database::Database;
use crate::http::Http;
use crate::load::Crowd;
use crate::place::Place;
use crate::report::{self, Row, Verdict, tell};
use crate::request::Request;
use crate::sample::{Clocks, Sample, median};
use crate::seed::{self, LINKED, PASSWORD, Seeded};
use crate::server::{SECRET, Server};
use crate::token::TokenMaker;
use crate::{likeness, process};

const USERS: u32 = 10_000;
/// Before the first round of a request.
const WARM_UP: Duration = Duration::from_secs(1);
/// Of saves, those that change something: random settings are seldom those that were there.
const ALL_BUT_CHANCE: f64 = 0.99;
/// Starts on a database that is there already.
const STARTS: usize = 10;
/// How long a server needs at most for what it was asked before its clients left.
const SETTLED: Duration = Duration::from_secs(1);
/// How long a server has nothing to do before its memory is read.
const IDLE: Duration = Duration::from_secs(2);

/// Both servers on one database.
struct World<'a> {
    options: &'a Options,
    work: &'a Path,
    place: Place,
    database: Database,
    /// The first process of the Postgres.
    postmaster: Option<u32>,
    sandbox: Server,
    floor: Server,
    product: Server,
    tokens: TokenMaker,
    crowd: Crowd,
    users: u32,
    recipe: Recipe,
}

/// Loads both on both databases, and prints what came of it.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    for kind in [Kind::Postgres, Kind::Sqlite] {
        if options.wants_database(kind) {
            let work = tempfile::tempdir()?;
            let world = World::open(options, kind, work.path()).await?;
            world.measure().await?;
        }
    }
    Ok(())
}

impl<'a> World<'a> {
    async fn open(options: &'a Options, kind: Kind, work: &'a Path) -> anyhow::Result<Self> {
        let users = options.users.unwrap_or(USERS).max(LINKED);
        let place = Place::make(kind, "ava_bench", work).await?;
        tell(&format!("{}: {users} users are made", place.title));
        let sandbox = Server::sandbox(options, work).await?;
        let product = Server::product(options, &place, &sandbox, work).await?;
        let database = Database::open(&place.url).await?;
        let Seeded { model_token, password_hash } =
            seed::seed(&Http::new()?, &product.url, &database, users).await?;
        let floor = Server::floor(&place, &sandbox, work).await?;
        let tokens = TokenMaker::after(&model_token, SECRET)?;
        let all: Vec<_> = (1..=users).map(|user| tokens.of(user)).collect::<Result<_, _>>()?;
        Ok(Self {
            options,
            work,
            crowd: Crowd::new(work, "everybody", &all)?,
            postmaster: postmaster(&database).await?,
            recipe: Recipe::parse(&password_hash)?,
            place,
            database,
            sandbox,
            floor,
            product,
            tokens,
            users,
        })
    }

    async fn measure(self) -> anyhow::Result<()> {
        let (rounds, span) = (self.options.rounds(), self.options.span());
        let mut rows = Vec::new();
        for request in Request::value_variants().iter().copied() {
            if self.options.wants(request) {
                rows.push(self.rounds_of(request).await?);
            }
        }
        report::print(&format!(
            "\n### {}, {} users\n\n32 connections, medians of {rounds} rounds of {} s (login: {} s)\n",
            self.place.title,
            self.users,
            span.as_secs(),
            Request::Login.span(span).as_secs()
        ));
        report::requests(&rows, self.postmaster.is_some());
        report::print("");
        let mut verdicts = verdicts(&rows, self.place.kind);
        verdicts.extend(self.sizes().await?);
        report::verdicts(&verdicts);
        Ok(())
    }

    async fn rounds_of(&self, request: Request) -> anyhow::Result<Row> {
        let span = request.span(self.options.span());
        self.prepare(request).await?;
        let urls = (self.floor.url.as_str(), self.product.url.as_str());
        likeness::check(request, urls, &self.database, &self.tokens).await?;
        let mut row = Row { request, floor: Vec::new(), product: Vec::new(), bare: Vec::new() };
        for round in 0..=self.options.rounds() {
            let is_warm_up = round == 0;
            let span = if is_warm_up { WARM_UP } else { span };
            // Whoever is first finds the disk as the other left it.
            let (floor, (product, bare)) = if round % 2 == 0 {
                let floor = self.sample(request, &self.floor, span).await?;
                (floor, self.sample_of_ours(request, span).await?)
            } else {
                let ours = self.sample_of_ours(request, span).await?;
                (self.sample(request, &self.floor, span).await?, ours)
            };
            if is_warm_up {
                continue;
            }
            tell(&format!(
                "{:<14} round {round}: floor {:>6.0}/s, ava {:>6.0}/s",
                request.name(),
                floor.rate,
                product.rate
            ));
            row.floor.push(floor);
            row.product.push(product);
            row.bare.extend(bare);
        }
        Ok(row)
    }

    /// The product's, and where the request hashes a password, how many a second this machine
    /// hashes without it: before and after, since it is faster at one time than at another.
    async fn sample_of_ours(
        &self,
        request: Request,
        span: Duration,
    ) -> anyhow::Result<(Sample, Option<f64>)> {
        if request != Request::Login {
            return Ok((self.sample(request, &self.product, span).await?, None));
        }
        let before = self.hashes(span / 2).await?;
        let sample = self.sample(request, &self.product, span).await?;
        Ok((sample, Some(f64::midpoint(before, self.hashes(span / 2).await?))))
    }

    /// How many of the users' passwords this machine hashes a second.
    async fn hashes(&self, span: Duration) -> anyhow::Result<f64> {
        tokio::time::sleep(SETTLED).await;
        let recipe = self.recipe.clone();
        tokio::task::spawn_blocking(move || argon2id::rate(&recipe, PASSWORD, span)).await?
    }

    async fn prepare(&self, request: Request) -> anyhow::Result<()> {
        match request {
            Request::Refresh => self.database.renew_tokens(self.users).await?,
            Request::Sync => self.link().await?,
            _ => {}
        }
        // What the requests before left to be cleaned up would else be cleaned up beside these.
        self.database.settle().await
    }

    /// Gives each of the first users an assistant of their own.
    async fn link(&self) -> anyhow::Result<()> {
        let http = Http::new()?;
        for user in 1..=LINKED {
            let (method, path, body) = Request::Sync.by_hand(user);
            let (url, token) = (format!("{}{path}", self.product.url), self.tokens.of(user)?);
            http.call(crate::http::Call { method, url, token: &token, body }).await?;
        }
        Ok(())
    }

    async fn sample(
        &self,
        request: Request,
        server: &Server,
        span: Duration,
    ) -> anyhow::Result<Sample> {
        if request.writes() {
            // What the other server still does when its clients have left would use up new
            // tokens, be in the way of saves of the same users, and slow down hashing.
            tokio::time::sleep(SETTLED).await;
        }
        if request == Request::Refresh {
            self.database.renew_tokens(self.users).await?;
        }
        let revisions = self.database.revisions().await?;
        let before = Clocks::read(server, self.postmaster)?;
        let outcome = self.crowd.load(request, &server.url, span).await?;
        let sample = Sample::new(&outcome, before, Clocks::read(server, self.postmaster)?);
        if request == Request::PatchConfig {
            let saved = self.database.revisions().await? - revisions;
            ensure!(
                saved >= outcome.requests * ALL_BUT_CHANCE,
                "{} saves at {} made {saved} revisions",
                outcome.requests,
                server.url
            );
        }
        Ok(sample)
    }

    /// Memory, starts and the program's size. Stops everything.
    async fn sizes(self) -> anyhow::Result<Vec<Verdict>> {
        let peak = process::memory_of(self.product.pid, "VmHWM")?;
        let peak_of_floor = process::memory_of(self.floor.pid, "VmHWM")?;
        self.product.stop().await?;
        self.floor.stop().await?;
        let mut started = Vec::new();
        let mut idle = Vec::new();
        for _ in 0..STARTS {
            let product =
                Server::product(self.options, &self.place, &self.sandbox, self.work).await?;
            started.push(product.started_in.as_secs_f64() * 1000.0);
            if idle.is_empty() {
                tokio::time::sleep(IDLE).await;
                idle.push(process::memory_of(product.pid, "VmRSS")?);
            }
            product.stop().await?;
        }
        let kib = u32::try_from(std::fs::metadata(self.options.program("ava")?)?.len() / 1024)?;
        report::print(&format!(
            "Peak memory under all this: ava {peak:.0} MiB, floor {peak_of_floor:.0} MiB.\n"
        ));
        Ok(vec![
            at_most("memory, idle", median(idle), 30.0, " MiB"),
            at_most("start to ready, median of 10", median(started), 200.0, " ms"),
            at_most("release binary", f64::from(kib) / 1024.0, 30.0, " MiB"),
        ])
    }
}

fn verdicts(rows: &[Row], kind: Kind) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for row in rows {
        let what = row.request.title();
        if let Some(target) = row.request.target().filter(|_| kind == Kind::Postgres) {
            let what = format!("{what}, of the floor");
            verdicts.push(Verdict { what, reached: row.ratio(), target, unit: "", at_most: false });
        }
        if row.request == Request::Login {
            let ratios = row.product.iter().zip(&row.bare).map(|(ours, bare)| ours.rate / bare);
            let what = format!("login, of bare Argon2 ({:.0}/s)", median(row.bare.iter().copied()));
            let reached = median(ratios);
            verdicts.push(Verdict { what, reached, target: 0.9, unit: "", at_most: false });
        }
    }
    verdicts
}

fn at_most(what: &str, reached: f64, target: f64, unit: &'static str) -> Verdict {
    Verdict { what: what.to_owned(), reached, target, unit, at_most: true }
}

/// The first process of a Postgres, which is the parent of the one that serves us.
pub(crate) async fn postmaster(database: &Database) -> anyhow::Result<Option<u32>> {
    if matches!(database, Database::Sqlite(_)) {
        return Ok(None);
    }
    let pid = database.text("SELECT pg_backend_pid()::text").await?;
    process::parent_of(pid.parse()?).map(Some)
}
