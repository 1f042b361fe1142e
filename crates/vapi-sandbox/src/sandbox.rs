//! A running sandbox, and what its owner can do with it.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use serde_json::{Map, Value};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::config::SandboxConfig;
use crate::engine::Engine;
use crate::fault::Faults;
use crate::org::Org;
use crate::refusal::Refusal;
use crate::request_body::payload_config;
use crate::request_log::RequestLog;
use crate::resource::Collection;
use crate::routes;
use crate::store::Store;

/// Longer than clients keep connections, so that none is closed under a request.
const KEEP_ALIVE: Duration = Duration::from_mins(2);

/// A running sandbox. It stops when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    engine: Data<Engine>,
    address: SocketAddr,
    server: ServerHandle,
}

impl Sandbox {
    /// Starts one on `bind` (port 0 picks a free one), with its one worker on a thread of its own.
    /// It serves as long as the current runtime lives, be that actix's or tokio's.
    ///
    /// # Errors
    /// When the address is taken, or the state file cannot be read or is not one.
    pub async fn start(bind: SocketAddr, config: SandboxConfig) -> io::Result<Self> {
        let state_file = config.state_file;
        let store = spawn_blocking(|| Store::open(state_file)).await??;
        let engine = Data::new(Engine {
            store: Arc::new(store),
            faults: Faults::default(),
            requests: RequestLog::default(),
            delay: config.delay,
        });
        let listener = TcpListener::bind(bind)?;
        let address = listener.local_addr()?;
        let shared = engine.clone();
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .app_data(payload_config())
                .configure(|app| routes::configure(app, config.control))
        })
        .workers(1)
        .disable_signals()
        .keep_alive(KEEP_ALIVE)
        .listen(listener)?
        .run();
        let handle = server.handle();
        tokio::spawn(server);
        Ok(Self { engine, address, server: handle })
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The faults that wait for their requests.
    pub fn faults(&self) -> &Faults {
        &self.engine.faults
    }

    /// What was asked of it so far.
    pub fn requests(&self) -> &RequestLog {
        &self.engine.requests
    }

    /// The assistants of every org as Vapi would answer them, newest first.
    pub fn assistants(&self) -> Vec<Value> {
        self.engine.answers(Collection::Assistants)
    }

    /// The phone numbers of every org as Vapi would answer them, newest first.
    pub fn phone_numbers(&self) -> Vec<Value> {
        self.engine.answers(Collection::PhoneNumbers)
    }

    /// Merges `patch` (RFC 7396) into an assistant without asking the schema, as somebody in the
    /// dashboard would.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn edit_assistant(
        &self,
        id: Uuid,
        patch: Map<String, Value>,
    ) -> Result<Value, Refusal> {
        self.engine.edit_assistant(id, patch).await
    }

    /// Deletes an assistant of any org, as somebody in the dashboard would.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn delete_assistant(&self, id: Uuid) -> Result<Value, Refusal> {
        self.engine.delete_assistant(id).await
    }

    /// Gives the org of `key` a phone number with these properties, which need a `provider`.
    ///
    /// # Errors
    /// 401 for a key that is refused, 400 for a provider that Vapi does not know.
    pub async fn seed_phone_number(
        &self,
        key: &str,
        properties: Map<String, Value>,
    ) -> Result<Value, Refusal> {
        let org = Org::of_key(key).ok_or_else(Refusal::invalid_key)?;
        self.engine.seed_phone_number(org, properties).await
    }

    /// Forgets everything: assistants, phone numbers, faults and requests.
    ///
    /// # Errors
    /// 500 when the state file cannot be written.
    pub async fn reset(&self) -> Result<(), Refusal> {
        self.engine.reset().await
    }

    /// Closes every connection, answered or not, and stops.
    pub async fn stop(self) {
        self.server.stop(false).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The command is sent at once; only its completion would have to be awaited.
        drop(self.server.stop(false));
    }
}
