use actix_web::http::StatusCode;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::App;
use ava_web_console::{APP_PATHS, routes};

#[actix_web::test]
async fn every_path_of_the_application_shows_the_page() {
    let app = init_service(App::new().configure(routes)).await;
    for path in APP_PATHS {
        let answer = call_service(&app, TestRequest::get().uri(path).to_request()).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
    }
}
