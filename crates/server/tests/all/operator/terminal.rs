//! Where a person sits at a terminal.

use super::{PASSWORD, log_in};
use crate::harness::{Place, Store, run_at_terminal, text};

#[tokio::test]
async fn a_password_is_typed_twice_and_not_shown() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    let typed = format!("{PASSWORD}\n{PASSWORD}\n");
    let output = run_at_terminal(&place, "user create ada@example.com", &typed);
    let shown = text(&output.stdout);
    assert!(output.status.success() && shown.contains("Password: "), "{shown}");
    log_in(&server, "ada@example.com", PASSWORD).await;
    let output =
        run_at_terminal(&place, "user set-password ada@example.com", "one password\nanother one\n");
    let shown = text(&output.stdout);
    assert!(!output.status.success() && shown.contains("the two differ"), "{shown}");
    log_in(&server, "ada@example.com", PASSWORD).await;
}

#[tokio::test]
async fn who_deletes_types_the_email() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let output = run_at_terminal(&place, "user delete ada@example.com", "yes\n");
    let shown = text(&output.stdout);
    assert!(!output.status.success() && shown.contains("nothing was changed"), "{shown}");
    assert_eq!(ada.get(super::ME).await.status, 200);
    let output = run_at_terminal(&place, "user delete ada@example.com", "Ada@Example.com\n");
    assert!(output.status.success(), "{}", text(&output.stdout));
    assert_eq!(ada.get(super::ME).await.status, 401);
}
