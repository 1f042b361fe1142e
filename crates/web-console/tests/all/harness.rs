//! Asking the console, and nothing around it.

use actix_web::App;
use actix_web::body::to_bytes;
use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, call_service, init_service};
use ava_web_console::routes;

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header's value, or nothing where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }
}

/// What a request with these headers is answered.
pub(crate) async fn ask(method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let app = init_service(App::new().configure(routes)).await;
    let request =
        headers.iter().fold(TestRequest::with_uri(path).method(method), |request, header| {
            request.insert_header(*header)
        });
    let answer = call_service(&app, request.to_request()).await;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = to_bytes(answer.into_body()).await.expect("a body").to_vec();
    Answer { status, headers, body }
}

/// What a browser is answered that goes to an address.
pub(crate) async fn visit(path: &str) -> Answer {
    let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    ask(Method::GET, path, &[("Accept", accept)]).await
}

/// What a page is answered that asks for a file of its own.
pub(crate) async fn fetch(path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(Method::GET, path, headers).await
}

/// The addresses of files that the page names.
pub(crate) async fn named_by_the_page() -> Vec<String> {
    let page = visit("/").await;
    let named = page.text().split('"').filter(|part| part.starts_with("/assets/"));
    named.map(str::to_owned).collect()
}
