//! A client, and a request on its way.

use std::future::{Future, poll_fn};
use std::iter::repeat_n;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use domain::value::UserId;
use futures_util::{StreamExt, stream};
use serde_json::Value;

use super::answer::Answer;
use super::{SESSIONS, document};

pub(crate) const EMAIL_DOMAIN: &str = "example.com";
/// Everybody's password. No answer may hold it.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

type Answering = Pin<Box<dyn Future<Output = ServiceResponse>>>;
/// The application: takes a request, and a body if it isn't the request's own.
pub(super) type App = Rc<dyn Fn(TestRequest, Option<Payload>) -> Answering>;

/// Someone who sends requests.
#[derive(Clone)]
pub(crate) struct Client {
    app: App,
    tokens: Value,
}

impl Client {
    pub(super) fn of(app: App) -> Self {
        Self { app, tokens: Value::Null }
    }

    /// The same client with these tokens, as they were answered.
    pub(crate) fn with_tokens(&self, tokens: Value) -> Self {
        Self { app: Rc::clone(&self.app), tokens }
    }

    pub(crate) fn access_token(&self) -> &str {
        self.tokens["access_token"].as_str().unwrap()
    }

    pub(crate) fn refresh_token(&self) -> &str {
        self.tokens["refresh_token"].as_str().unwrap()
    }

    pub(crate) fn user_id(&self) -> UserId {
        UserId::new(self.tokens["user"]["id"].as_str().unwrap().parse().unwrap())
    }

    /// The id of the session that the tokens are of.
    pub(crate) async fn session_id(&self) -> String {
        let sessions = self.get(SESSIONS).await.ok()["sessions"].take();
        let current = sessions.as_array().unwrap().iter().find(|it| it["current"] == true);
        current.unwrap()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.request("GET", path).send().await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.request("DELETE", path).send().await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.request("POST", path).json(body).send().await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.request("PATCH", path).json(body).send().await
    }

    /// A request of this client, with its token if it has one, to be sent.
    pub(crate) fn request(&self, method: &str, path: &str) -> Call {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = TestRequest::with_uri(path).method(method);
        let call = Call { app: Rc::clone(&self.app), request, json: None, body: None };
        let call = call.header("x-request-id", "a-test");
        if self.tokens.is_null() {
            call
        } else {
            let bearer = format!("Bearer {}", self.access_token());
            call.header("authorization", &bearer)
        }
    }
}

/// A request to be sent.
pub(crate) struct Call {
    app: App,
    request: TestRequest,
    json: Option<Value>,
    body: Option<Payload>,
}

impl Call {
    /// Sets a header.
    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        self.header_bytes(name, value.as_bytes())
    }

    /// Sets a header to what may be no text.
    pub(crate) fn header_bytes(mut self, name: &str, value: &[u8]) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        self.request = self.request.insert_header((name, HeaderValue::from_bytes(value).unwrap()));
        self
    }

    /// Adds a header beside those of its name.
    pub(crate) fn another_header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        self.request = self.request.append_header((name, HeaderValue::from_str(value).unwrap()));
        self
    }

    /// From this peer.
    pub(crate) fn peer(self, address: &str) -> Self {
        let address = SocketAddr::new(address.parse().unwrap(), 4711);
        Self { request: self.request.peer_addr(address), ..self }
    }

    /// A body of JSON.
    pub(crate) fn json(self, body: Value) -> Self {
        let text = body.to_string();
        Self { json: Some(body), ..self.body("application/json", text) }
    }

    /// A body of any type.
    pub(crate) fn body(self, media_type: &str, body: impl Into<Bytes>) -> Self {
        let mut call = self.header(header::CONTENT_TYPE.as_str(), media_type);
        call.request = call.request.set_payload(body);
        call
    }

    /// A body of any bytes without a word on its type or length.
    pub(crate) fn untyped(self, body: impl Into<Bytes>) -> Self {
        let body = stream::iter([Ok::<_, PayloadError>(body.into())]).boxed_local();
        Self { body: Some(Payload::Stream { payload: body }), ..self }
    }

    /// A body of JSON of which the end never comes.
    pub(crate) fn stalled(self) -> Self {
        let start = stream::iter([Ok::<_, PayloadError>(Bytes::from_static(b"{"))]);
        let body = start.chain(stream::pending()).boxed_local();
        let call = self.header(header::CONTENT_TYPE.as_str(), "application/json");
        Self { body: Some(Payload::Stream { payload: body }), ..call }
    }

    /// A body that breaks off.
    pub(crate) fn broken(self) -> Self {
        let body = stream::iter([Err(PayloadError::Incomplete(None))]).boxed_local();
        let call = self.header(header::CONTENT_TYPE.as_str(), "application/json");
        Self { body: Some(Payload::Stream { payload: body }), ..call }
    }

    /// A body of JSON that comes so many bytes a second.
    pub(crate) fn slow(self, seconds: usize, bytes: usize) -> Self {
        let bytes =
            stream::iter(repeat_n(Bytes::from(vec![b' '; bytes]), seconds)).then(async |bytes| {
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok::<_, PayloadError>(bytes)
            });
        let call = self.header(header::CONTENT_TYPE.as_str(), "application/json");
        Self { body: Some(Payload::Stream { payload: bytes.boxed_local() }), ..call }
    }

    /// Sends it, and reads the body of a 200 piece by piece, doing this after each. The
    /// pieces, and whether no more were to come.
    pub(crate) async fn send_piecewise(self, after: impl Fn()) -> (Vec<String>, bool) {
        let response = (self.app)(self.request, self.body).await;
        assert_eq!(response.status(), StatusCode::OK);
        let (mut body, mut pieces) = (response.into_body(), Vec::new());
        while let Some(piece) = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await {
            let Ok(piece) = piece else { return (pieces, false) };
            pieces.push(String::from_utf8(piece.to_vec()).unwrap());
            after();
        }
        (pieces, true)
    }

    /// Sends it, and checks what every answer promises.
    pub(crate) async fn send(self) -> Answer {
        let Self { app, request, json, body } = self;
        let response = app(request, body).await;
        let method = response.request().method().clone();
        let pattern = response.request().match_pattern();
        let answer = Answer::read(response).await;
        answer.keeps_its_promises();
        document::check(&method, pattern.as_deref(), json.as_ref(), &answer);
        answer
    }
}
