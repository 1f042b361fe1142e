//! The application, served in memory.

use std::ops::Deref;
use std::rc::Rc;

use actix_web::dev::Service;
use actix_web::test::init_service;
use application::port::Clock;
use application::{Ports, Settings, UseCases, VapiMode};
use ava_http_actix::{Api, HttpSettings, configure_app};
use chrono::TimeDelta;
use domain::integration::VapiKey;
use serde_json::json;
use testkit::doubles::ManualClock;
use testkit::house::House;

use super::call::{App, Client, EMAIL_DOMAIN, PASSWORD};
use super::{SIGN_UP, raw};

/// The one origin whose pages may call.
pub(crate) const ORIGIN: &str = "https://app.example.com";
/// The key for users without their own.
pub(crate) const SERVER_KEY: &str = "server-wide-key-of-this-test";

/// What a server is made of, to be changed before it is served.
pub(crate) struct Setup<C = ManualClock> {
    pub(crate) house: House<C>,
    pub(crate) ports: Ports,
    pub(crate) settings: Settings,
    pub(crate) http: HttpSettings,
    /// What there is to be read at `/metrics`.
    pub(crate) metrics: fn() -> String,
}

impl<C: Clock + 'static> Setup<C> {
    pub(crate) fn of(house: House<C>) -> Self {
        let ports = house.ports();
        let vapi_mode = VapiMode::Sandbox;
        let settings = Settings {
            access_token_ttl: TimeDelta::minutes(15),
            rotate_refresh_tokens: true,
            vapi_mode,
            server_vapi_key: Some(VapiKey::parse(SERVER_KEY).unwrap()),
            rate_limits: None,
            revisions_kept: None,
        };
        let http = HttpSettings {
            allowed_origins: vec![ORIGIN.to_owned()],
            vapi_mode,
            trusted_proxies: Vec::new(),
            behind_tls: false,
            metrics_token: None,
        };
        Self { house, ports, settings, http, metrics: || "a_number 1\n".to_owned() }
    }

    pub(crate) async fn serve(self) -> Server<C> {
        let api = Api::new(UseCases::new(&self.ports, &self.settings), self.http)
            .with_metrics(self.metrics);
        let client = Client::of(serve_in_memory(&api).await);
        Server { house: self.house, api, client }
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self::of(House::default())
    }
}

async fn serve_in_memory(api: &Api) -> App {
    let service = Rc::new(init_service(configure_app(api)).await);
    Rc::new(move |request, body| {
        let mut request = request.to_request();
        if let Some(body) = body {
            *request.payload() = body;
        }
        let answered = service.call(request);
        Box::pin(async move {
            let answered = answered.await.expect("an answer, for an error has no request id");
            answered.map_into_boxed_body()
        })
    })
}

/// A served application. Used as a client, it is one without a token.
pub(crate) struct Server<C = ManualClock> {
    pub(crate) house: House<C>,
    pub(crate) api: Api,
    client: Client,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Setup::default().serve().await
    }
}

impl<C> Server<C> {
    /// A user of this name, logged in.
    pub(crate) async fn sign_up(&self, name: &str) -> Client {
        let fields = json!({ "email": format!("{name}@{EMAIL_DOMAIN}"), "password": PASSWORD });
        let answer = self.post(SIGN_UP, fields).await;
        assert_eq!(answer.status, 201, "{answer}");
        self.client.with_tokens(answer.json())
    }

    /// The same application on a port of its own.
    pub(crate) fn bind(&self) -> raw::Bound {
        raw::Bound::new(&self.api)
    }
}

impl<C> Deref for Server<C> {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}
