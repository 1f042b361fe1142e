//! The floor: a server that answers the same requests with the same rows and the same JSON, and
//! does nothing else. No validation, no request ids, no log, no limits, no tags, no repeated
//! tries: what the product takes longer than this is what all that costs.

mod config;
mod failed;
mod health;
mod password;
mod postgres;
mod profile;
mod session;
mod settings;
mod sqlite;
mod statement;
mod store;
mod sync;
mod token;

use std::net::SocketAddr;

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpServer};
use clap::Args;

use self::password::Passwords;
use self::postgres::Postgres;
use self::sqlite::File;
use self::store::Store;
use self::token::Tokens;
use crate::http::Http;

/// What the floor is told.
#[derive(Debug, Args)]
pub(crate) struct FloorArguments {
    /// Where to listen
    #[arg(long)]
    bind: SocketAddr,
    /// `postgres://…` or `sqlite://…`, migrated
    #[arg(long)]
    database_url: String,
    /// Signs access tokens
    #[arg(long)]
    secret: String,
    /// Stands in for Vapi
    #[arg(long)]
    sandbox: String,
    /// The sandbox's key
    #[arg(long)]
    sandbox_key: String,
}

/// Where the assistants are.
#[derive(Clone)]
struct Vapi {
    http: Http,
    url: String,
    key: String,
}

/// Serves until it is killed.
pub(crate) async fn serve(arguments: FloorArguments) -> anyhow::Result<()> {
    if arguments.database_url.starts_with("sqlite:") {
        let store = File::open(&arguments.database_url).await?;
        return serve_from(store, arguments).await;
    }
    serve_from(Postgres::open(&arguments.database_url)?, arguments).await
}

async fn serve_from(store: impl Store, arguments: FloorArguments) -> anyhow::Result<()> {
    let tokens = Tokens::new(&arguments.secret);
    let passwords = Passwords::default();
    let FloorArguments { bind, sandbox: url, sandbox_key: key, .. } = arguments;
    let vapi = Vapi { http: Http::new()?, url, key };
    let app = move || {
        App::new()
            .app_data(Data::new(store.clone()))
            .app_data(Data::new(tokens.clone()))
            .app_data(Data::new(passwords.clone()))
            .app_data(Data::new(vapi.clone()))
            .configure(|config| register(config, &store))
    };
    Ok(HttpServer::new(app).bind(bind)?.run().await?)
}

fn register<S: Store>(config: &mut ServiceConfig, _: &S) {
    config
        .route("/healthz", web::get().to(health::view))
        .route("/readyz", web::get().to(health::view))
        .route("/api/v1/studio/config", web::get().to(config::view::<S>))
        .route("/api/v1/studio/config", web::patch().to(config::patch::<S>))
        .route("/api/v1/studio/sync-vapi", web::post().to(sync::push::<S>))
        .route("/api/v1/user/profile", web::patch().to(profile::patch::<S>))
        .route("/api/v1/auth/login", web::post().to(session::log_in::<S>))
        .route("/api/v1/auth/refresh", web::post().to(session::refresh::<S>));
}
