use testkit::memory::MemoryStores;

use super::*;
use crate::keys::sample::{announce, config, entrust, kid, sealer, sealing_keys, secret, server};

async fn listing(kind: KeyKind) -> Listing {
    let stores = MemoryStores::new();
    entrust(&stores, "ada", &sealer(&["old"])).await;
    entrust(&stores, "bob", &sealer(&["old"])).await;
    entrust(&stores, "cyd", &sealer(&["lost"])).await;
    announce(&stores, &server(1, &["new", "old"], &[&kid("one")])).await;
    announce(&stores, &server(2, &["old"], &[&kid("one"), &kid("two")])).await;
    let config = config(&[
        ("AVA_API_ENCRYPTION_KEYS", sealing_keys(&["new", "old"]).trim()),
        ("AVA_API_JWT_SECRET_KEY", &secret("one")),
        ("AVA_API_JWT_PREVIOUS_SECRET_KEYS", &secret("two")),
    ]);
    let ring = Ring::read(&config, kind).unwrap().unwrap();
    Listing::of(ring, &Records::of(&stores)).await.unwrap()
}

#[tokio::test]
async fn sealing_keys_are_told_with_what_they_seal_and_who_knows_them() {
    let [one, two] = [1, 2].map(|id| server(id, &[], &[]).server);
    let expected = json!({
        "kind": "sealing",
        "source": "AVA_API_ENCRYPTION_KEYS",
        "keys": [
            {"id": "new", "role": "seals", "secrets": 0, "known_to": [one]},
            {"id": "old", "role": "opens", "secrets": 2, "known_to": [one, two]},
        ],
        "missing": [{"id": "lost", "secrets": 1}],
        "servers": [{"id": one, "keys": ["new", "old"]}, {"id": two, "keys": ["old"]}],
    });
    let listing = listing(KeyKind::Sealing).await;
    assert_eq!(listing.json(), expected);
    let text = listing.text();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[1], "  new  seals          0 secret(s)  known to 1 of 2 server(s)");
    assert_eq!(lines[2], "  old  opens          2 secret(s)  known to 2 of 2 server(s)");
    assert_eq!(lines[3], "  lost  MISSING        1 secret(s)");
    assert!(!text.contains(sealing_keys(&["new"]).trim()));
}

#[tokio::test]
async fn signing_keys_are_told_with_those_of_the_previous_variable() {
    let listing = listing(KeyKind::Signing).await.json();
    let [one, two] = [1, 2].map(|id| server(id, &[], &[]).server);
    let expected = json!([
        {"id": kid("one"), "role": "signs", "known_to": [one, two]},
        {"id": kid("two"), "role": "verifies", "known_to": [two]},
    ]);
    assert_eq!(listing["keys"], expected);
    assert_eq!(listing["missing"], json!([]));
}
