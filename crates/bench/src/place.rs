//! A database of the run's own.

use std::path::Path;

use anyhow::Context;

use crate::cli::Kind;
use crate::database::Database;

/// Where it is.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) kind: Kind,
    pub(crate) url: String,
    /// The server that it is on, with its version.
    pub(crate) title: String,
}

impl Place {
    /// Makes an empty one. What a run before left under this name is dropped.
    pub(crate) async fn make(kind: Kind, name: &str, work: &Path) -> anyhow::Result<Self> {
        match kind {
            Kind::Postgres => on_server(name).await,
            Kind::Sqlite => {
                let path = work.join(name).with_extension("db");
                let url = format!("sqlite://{}", path.display());
                let title = format!("SQLite {}", version_of_sqlite().await?);
                Ok(Self { kind, url, title })
            }
        }
    }
}

async fn on_server(name: &str) -> anyhow::Result<Place> {
    let server = std::env::var("AVA_TEST_DATABASE_URL").context(
        "AVA_TEST_DATABASE_URL is not set: run it through `make bench`, or by \
         `scripts/with-postgres --durable`",
    )?;
    let operator = Database::open(&server).await?;
    let setting = async |name: &str| operator.text(&format!("SHOW {name}")).await;
    for name in ["fsync", "synchronous_commit", "full_page_writes"] {
        let value = setting(name).await?;
        anyhow::ensure!(value == "on", "the server's {name} is {value}: what it says is not kept");
    }
    let version = setting("server_version").await?;
    operator.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    operator.execute(&format!("CREATE DATABASE {name}")).await?;
    let (address, _) = server.rsplit_once('/').context("a URL without a database")?;
    let number = version.split(' ').next().unwrap_or_default();
    Ok(Place {
        kind: Kind::Postgres,
        url: format!("{address}/{name}"),
        title: format!("Postgres {number}"),
    })
}

async fn version_of_sqlite() -> anyhow::Result<String> {
    Database::open("sqlite::memory:").await?.text("SELECT sqlite_version()").await
}
