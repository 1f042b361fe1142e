//! Where a user is logged in, and logging out from there.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Answer, Client, LOG_IN, ME, PASSWORD, REFRESH, SESSIONS, Server, snapshot};

/// Another login of the same user.
async fn log_in(server: &Server, name: &str, user_agent: &str) -> Client {
    let fields = json!({ "identifier": format!("{name}@example.com"), "password": PASSWORD });
    let call = server.request("POST", LOG_IN).header("user-agent", user_agent).json(fields);
    server.with_tokens(call.send().await.ok())
}

/// Client, and whether it is the one that asks, of each session.
fn told(answer: &Answer) -> Vec<(String, bool)> {
    let sessions = answer.ok()["sessions"].take();
    let told = |session: &Value| {
        let user_agent = session["user_agent"].as_str().unwrap_or("none").to_owned();
        (user_agent, session["current"].as_bool().unwrap())
    };
    sessions.as_array().unwrap().iter().map(told).collect()
}

fn told_as(sessions: &[(&str, bool)]) -> Vec<(String, bool)> {
    sessions.iter().map(|(user_agent, current)| ((*user_agent).to_owned(), *current)).collect()
}

/// Logged in by a sign-up, on a phone, and on a tablet, five minutes apart.
async fn on_three_devices(server: &Server) -> [Client; 3] {
    let a_while = Duration::from_mins(5);
    let first = server.sign_up("ada").await;
    server.house.clock.advance(a_while);
    let phone = log_in(server, "ada", "Phone/1.0").await;
    server.house.clock.advance(a_while);
    [first, phone, log_in(server, "ada", "Tablet/2.0 (ü)").await]
}

#[actix_web::test]
async fn a_user_sees_where_they_are_logged_in_latest_first() {
    let server = Server::start().await;
    let [first, phone, _] = on_three_devices(&server).await;
    let seen = phone.get(SESSIONS).await;
    snapshot!("sessions", seen);
    assert_eq!(told(&seen)[1], ("Phone/1.0".to_owned(), true));
    let refresh = json!({ "refresh_token": first.refresh_token() });
    server.house.clock.advance(Duration::from_secs(1));
    let first = server.with_tokens(server.post(REFRESH, refresh).await.ok());
    assert_eq!(told(&first.get(SESSIONS).await)[0], ("none".to_owned(), true));
}

#[actix_web::test]
async fn one_session_is_ended_and_the_others_are_left() {
    let server = Server::start().await;
    let [first, phone, tablet] = on_three_devices(&server).await;
    let path = format!("{SESSIONS}/{}", phone.session_id().await);
    let left = tablet.delete(&path).await;
    snapshot!("session_ended", left);
    assert_eq!(left.body, tablet.get(SESSIONS).await.body);
    phone.get(ME).await.is_problem(401, "unauthenticated");
    let refresh = json!({ "refresh_token": phone.refresh_token() });
    server.post(REFRESH, refresh).await.is_problem(401, "unauthenticated");
    first.get(ME).await.ok();
    tablet.delete(&path).await.is_problem(404, "not_found");
}

#[actix_web::test]
async fn the_present_session_can_be_ended_too() {
    let server = Server::start().await;
    let [first, _, tablet] = on_three_devices(&server).await;
    let path = format!("{SESSIONS}/{}", tablet.session_id().await);
    let left = tablet.delete(&path).await;
    assert_eq!(told(&left), told_as(&[("Phone/1.0", false), ("none", false)]));
    tablet.delete(&path).await.is_problem(401, "unauthenticated");
    first.get(ME).await.ok();
}

#[actix_web::test]
async fn all_other_sessions_are_ended_at_once() {
    let server = Server::start().await;
    let [first, phone, tablet] = on_three_devices(&server).await;
    let eve = server.sign_up("eve").await;
    let left = phone.delete(SESSIONS).await;
    snapshot!("other_sessions_ended", left);
    assert_eq!(left.body, phone.get(SESSIONS).await.body);
    for ended in [first, tablet] {
        ended.get(ME).await.is_problem(401, "unauthenticated");
    }
    eve.get(ME).await.ok();
    assert_eq!(phone.delete(SESSIONS).await.body, left.body);
}

#[actix_web::test]
async fn what_is_no_session_of_the_user_is_404() {
    let server = Server::start().await;
    let (ada, eve) = (server.sign_up("ada").await, server.sign_up("eve").await);
    let eve_s = eve.session_id().await;
    let unknown = "018f0000-0000-7000-8000-000000000000";
    for id in [&*eve_s, unknown, "7", "x", "%00", "%ff", "..%2fme", &"0".repeat(4000)] {
        ada.delete(&format!("{SESSIONS}/{id}")).await.is_problem(404, "not_found");
    }
    assert_eq!(told(&eve.get(SESSIONS).await), told_as(&[("none", true)]));
}

#[actix_web::test]
async fn who_calls_is_judged_before_what_is_no_id() {
    let server = Server::start().await;
    let [_, phone, tablet] = on_three_devices(&server).await;
    let path = format!("{SESSIONS}/{}", phone.session_id().await);
    tablet.delete(&path).await.ok();
    for id in ["x", "018f0000-0000-7000-8000-000000000000"] {
        let path = format!("{SESSIONS}/{id}");
        for client in [&phone, &*server] {
            client.delete(&path).await.is_problem(401, "unauthenticated");
        }
    }
}
