//! An import that cannot begin changes nothing and says why, without repeating a secret.

use super::former::Former;
use super::importing;
use crate::harness::{Place, Store, on_both, refused, run, text};

on_both! {
    what_cannot_be_read_is_named_without_its_password_and_nothing_is_made
}

async fn what_cannot_be_read_is_named_without_its_password_and_nothing_is_made(store: Store) {
    let place = Place::new(store);
    let former = Former::new(&place, store).await;
    let said = |from: &str, arguments: &[&str]| {
        let mut command = place.command();
        command.arg("import").args(arguments);
        if !from.is_empty() {
            command.env("AVA_IMPORT_FROM", from);
        }
        let line = refused(&mut command);
        assert!(!line.contains("s3cret"), "{line}");
        line
    };
    assert!(said("", &[]).starts_with("AVA_IMPORT_FROM is not set, and --from is not given"));
    assert!(
        said("mysql://u:s3cret@h/d", &[])
            .starts_with("AVA_IMPORT_FROM must begin with postgres://")
    );
    assert!(
        said("", &["--from", "postgres://u:s3/cret@h:p/d"])
            .starts_with("--from must be postgres://")
    );
    let missing = format!("sqlite+aiosqlite:///{}", place.file("missing.db").display());
    assert!(said(&missing, &[]).contains("there is no file"));
    assert!(!place.file("missing.db").exists(), "it is not made");
    let away = said("postgresql+asyncpg://u:s3cret@127.0.0.1:1/former", &[]);
    assert!(away.contains("cannot read Postgres 127.0.0.1:1/former"), "{away}");

    let key = place.file("no.key");
    let key = key.to_str().expect("a path");
    assert!(
        said(&former.url(), &["--fernet-key-file", key]).contains("cannot read --fernet-key-file")
    );
    std::fs::write(key, "s3cret").expect("a file");
    let wrong = said(&former.url(), &["--fernet-key-file", key]);
    assert!(wrong.contains("must hold Fernet keys"), "{wrong}");

    former.execute("ALTER TABLE users RENAME TO people").await;
    assert!(said(&former.url(), &[]).contains("no table `users`"));
    assert!(!place.data_dir().exists(), "nothing was made before all was well");

    // A database of our own is not the former service's.
    assert!(run(place.command().args(["migrate", "up"])).status.success());
    let own = match place.variable("AVA_API_DATABASE_URL") {
        Some(url) => url.to_owned(),
        None => format!("sqlite://{}", place.data_dir().join("ava.db").display()),
    };
    assert!(said(&own, &[]).contains("of this service, not of the former one"));
    former.execute("ALTER TABLE people RENAME TO users").await;
    let empty = run(&mut importing(&place, &former, &[]));
    assert!(empty.status.success(), "{}", text(&empty.stderr));
    assert!(text(&empty.stdout).contains("0 were added"), "{}", text(&empty.stdout));
}
