//! The service as a whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::from_fn;
use actix_web::{App, Error, web};
use application::port::Tracer;
use application::use_case::UseCases;
use application::{UnexportedSpans, VapiMode};
use ipnet::IpNet;
use secrecy::SecretString;

use crate::endpoint;
use crate::measure::RequestTimes;
use crate::middleware::{guard, observe};

/// What an operator decides about HTTP.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Origins whose pages may call the API, exactly as browsers send them.
    pub allowed_origins: Vec<String>,
    /// Which Vapi the product pushes to, for answers to name.
    pub vapi_mode: VapiMode,
    /// The proxies in front of the server, which tell the client's address in
    /// `X-Forwarded-For`. What anybody else says there is ignored.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether clients reach the server by TLS alone: browsers are told to keep to it.
    pub behind_tls: bool,
    /// What `GET /metrics` asks for as a bearer token. `None`: it answers anybody.
    pub metrics_token: Option<SecretString>,
}

/// Writes all that is measured, as Prometheus reads it.
type RenderMetrics = Arc<dyn Fn() -> String + Send + Sync>;

/// Registers what is none of the API's.
type RegisterFurther = Arc<dyn Fn(&mut web::ServiceConfig) + Send + Sync>;

/// Everything that handlers need. Cheap to clone; one is shared by all workers.
#[derive(Clone)]
pub struct Api {
    pub(crate) use_cases: UseCases,
    pub(crate) settings: Arc<HttpSettings>,
    pub(crate) times: Arc<RequestTimes>,
    pub(crate) tracer: Arc<dyn Tracer>,
    pub(crate) render_metrics: RenderMetrics,
    register_further: RegisterFurther,
    draining: Arc<AtomicBool>,
    under_way: Arc<AtomicUsize>,
    told_of_newer_schema: Arc<AtomicBool>,
}

impl Api {
    /// Serves these use cases. Nothing is exported: neither numbers nor spans.
    pub fn new(use_cases: UseCases, settings: HttpSettings) -> Self {
        Self {
            use_cases,
            settings: Arc::new(settings),
            times: Arc::default(),
            tracer: Arc::new(UnexportedSpans),
            render_metrics: Arc::new(String::new),
            register_further: Arc::new(|_| {}),
            draining: Arc::default(),
            under_way: Arc::default(),
            told_of_newer_schema: Arc::default(),
        }
    }

    /// `GET /metrics` answers what this writes, which is asked for each time.
    #[must_use]
    pub fn with_metrics(self, render: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self { render_metrics: Arc::new(render), ..self }
    }

    /// Tells this one of every request.
    #[must_use]
    pub fn with_tracer(self, tracer: Arc<dyn Tracer>) -> Self {
        Self { tracer, ..self }
    }

    /// Serves what this registers too, where no endpoint of the API is.
    #[must_use]
    pub fn with_further_routes(
        self,
        register: impl Fn(&mut web::ServiceConfig) + Send + Sync + 'static,
    ) -> Self {
        Self { register_further: Arc::new(register), ..self }
    }

    /// From now on `/readyz` says no, so that a balancer sends requests elsewhere, and every
    /// answer is the last on its connection.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// How many requests are being answered now.
    pub fn under_way(&self) -> usize {
        self.under_way.load(Ordering::Relaxed)
    }

    /// Counts a request as being answered, until what this returns is dropped.
    pub(crate) fn count_under_way(&self) -> UnderWay<'_> {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(&self.under_way)
    }

    /// Whether the log is still to be told that the schema is newer than this program. True
    /// once: probes come every few seconds.
    pub(crate) fn tells_of_newer_schema(&self) -> bool {
        !self.told_of_newer_schema.swap(true, Ordering::Relaxed)
    }
}

/// A request that is being answered.
pub(crate) struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The application that an actix worker runs.
pub fn configure_app(
    api: &Api,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    // The last wrap is the outermost.
    App::new()
        .app_data(web::Data::new(api.clone()))
        .configure(endpoint::register)
        .configure(|config| (api.register_further)(config))
        .default_service(web::to(endpoint::not_found).wrap(from_fn(guard)))
        .wrap(cors(&api.settings.allowed_origins))
        .wrap(from_fn(observe))
}

fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PATCH", "DELETE"])
        .allowed_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            header::HeaderName::from_static("x-request-id"),
        ])
        .expose_headers([
            "ETag",
            "X-Request-ID",
            "Retry-After",
            "RateLimit",
            "RateLimit-Policy",
            "Ava-Ignored-Fields",
        ])
        .max_age(600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
