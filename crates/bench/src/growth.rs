//! Whether it matters how many users there are.

use std::path::Path;

use crate::bench::postmaster;
use crate::cli::{Kind, Options};
use crate::database::Database;
use crate::http::Http;
use crate::load::Crowd;
use crate::place::Place;
use crate::report::{self, of, tell};
use crate::request::Request;
use crate::sample::{Clocks, Sample};
use crate::seed;
use crate::server::{SECRET, Server};
use crate::token::TokenMaker;

const FEW: u32 = 10_000;
const MANY: u32 = 1_000_000;
/// So many of them ask, spread over all.
const ASKING: u32 = 100_000;
const REQUESTS: [Request; 2] = [Request::GetConfig, Request::PatchConfig];

/// A product on a database of so many users.
struct Side {
    users: u32,
    database: Database,
    postmaster: Option<u32>,
    product: Server,
    crowd: Crowd,
}

/// Loads the product on a small and on a large database, in turns, and prints what came of it.
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let work = tempfile::tempdir()?;
    let sandbox = Server::sandbox(options, work.path()).await?;
    let few = Side::open(options, FEW, "ava_bench_few", &sandbox, work.path()).await?;
    let users = options.users.unwrap_or(MANY);
    let many = Side::open(options, users, "ava_bench_many", &sandbox, work.path()).await?;
    many.sizes().await?;
    report::print(&format!(
        "\n| Request | {FEW} users /s | {users} users /s | p50 ms | p99 ms | p99, ratio | of the rounds |\n\
         | --- | --: | --: | --: | --: | --: | --: |"
    ));
    for request in REQUESTS.into_iter().filter(|request| options.wants(*request)) {
        compare(options, request, &few, &many).await?;
    }
    Ok(())
}

async fn compare(
    options: &Options,
    request: Request,
    few: &Side,
    many: &Side,
) -> anyhow::Result<()> {
    let (mut small, mut large) = (Vec::new(), Vec::new());
    for round in 0..=options.rounds() {
        let samples = (few.sample(options, request).await?, many.sample(options, request).await?);
        // The first fills caches.
        if round > 0 {
            small.push(samples.0);
            large.push(samples.1);
            tell(&format!(
                "{} round {round}: p99 {:.2} ms, {:.2} ms",
                request.name(),
                samples.0.p99,
                samples.1.p99
            ));
        }
    }
    let rate = |samples| of(samples, |sample: &Sample| sample.rate);
    let p50 = |samples| of(samples, |sample: &Sample| sample.p50);
    let p99 = |samples| of(samples, |sample: &Sample| sample.p99);
    let ratios = large.iter().zip(&small).map(|(large, small)| large.p99 / small.p99);
    let (low, high) = ratios
        .fold((f64::INFINITY, 0.0_f64), |(low, high), ratio| (ratio.min(low), ratio.max(high)));
    report::print(&format!(
        "| {} | {:.0} | {:.0} | {:.1}, {:.1} | {:.1}, {:.1} | **{:.2}** | {low:.2}–{high:.2} |",
        request.title(),
        rate(&small),
        rate(&large),
        p50(&small),
        p50(&large),
        p99(&small),
        p99(&large),
        p99(&large) / p99(&small),
    ));
    Ok(())
}

impl Side {
    async fn open(
        options: &Options,
        users: u32,
        name: &str,
        sandbox: &Server,
        work: &Path,
    ) -> anyhow::Result<Self> {
        let place = Place::make(Kind::Postgres, name, work).await?;
        tell(&format!("{}: {users} users are made", place.title));
        let product = Server::product(options, &place, sandbox, work).await?;
        let database = Database::open(&place.url).await?;
        let seeded = seed::seed(&Http::new()?, &product.url, &database, users).await?;
        let tokens = TokenMaker::after(&seeded.model_token, SECRET)?;
        let step = (users / ASKING).max(1);
        let asking = (1..=users).step_by(usize::try_from(step)?);
        let asking: Vec<_> = asking.map(|user| tokens.of(user)).collect::<Result<_, _>>()?;
        Ok(Self {
            users,
            postmaster: postmaster(&database).await?,
            database,
            product,
            crowd: Crowd::new(work, name, &asking)?,
        })
    }

    async fn sample(&self, options: &Options, request: Request) -> anyhow::Result<Sample> {
        let before = Clocks::read(&self.product, self.postmaster)?;
        let outcome = self.crowd.load(request, &self.product.url, options.span()).await?;
        Ok(Sample::new(&outcome, before, Clocks::read(&self.product, self.postmaster)?))
    }

    /// What a user costs on the disk.
    async fn sizes(&self) -> anyhow::Result<()> {
        let users = f64::from(self.users);
        let tables = self
            .database
            .texts("SELECT relname::text FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC")
            .await?;
        report::print("\n| Table | bytes of a user | of them indexes |\n| --- | --: | --: |");
        let mut all = 0.0;
        for table in tables {
            let size = async |function: &str| {
                let sql = format!("SELECT {function}('{table}')::text");
                anyhow::Ok(self.database.number(&sql).await? / users)
            };
            let (bytes, indexes) =
                (size("pg_total_relation_size").await?, size("pg_indexes_size").await?);
            if bytes >= 1.0 {
                report::print(&format!("| `{table}` | {bytes:.0} | {indexes:.0} |"));
            }
            all += bytes;
        }
        report::print(&format!("| all | **{all:.0}** | |"));
        Ok(())
    }
}
