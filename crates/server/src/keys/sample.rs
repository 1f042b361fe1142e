//! Keys and what they seal, for tests.

use application::port::{SecretSealer, ServerKeys, StoredSecret};
use domain::audit::AuditKind;
use domain::integration::SecretKind;
use infra_security::{AeadSealer, Keyring, SigningKeys};
use testkit::memory::MemoryStores;
use testkit::sample;
use uuid::Uuid;

use super::Live;
use crate::config::{Config, Environment};

/// A sealing key of this id; the same each time.
pub(crate) fn sealing_key(id: &str) -> String {
    use base64::Engine;
    let bytes: [u8; 32] = std::array::from_fn(|at| {
        let letters = id.as_bytes();
        letters[at % letters.len()].wrapping_mul(31).wrapping_add(u8::try_from(at).unwrap())
    });
    format!("{id}:{}", base64::prelude::BASE64_STANDARD.encode(bytes))
}

/// Lines of a file with the sealing keys of these ids.
pub(crate) fn sealing_keys(ids: &[&str]) -> String {
    ids.iter().map(|id| sealing_key(id) + "\n").collect()
}

/// A sealer with the keys of these ids.
pub(crate) fn sealer(ids: &[&str]) -> AeadSealer {
    AeadSealer::new(Keyring::parse(&sealing_keys(ids)).unwrap())
}

/// A signing secret; the same each time.
pub(crate) fn secret(label: &str) -> String {
    format!("a signing secret that is long enough: {label}")
}

/// The id of that secret.
pub(crate) fn kid(label: &str) -> String {
    SigningKeys::parse(&secret(label)).unwrap().kids().next().unwrap().to_owned()
}

/// What these variables configure.
pub(crate) fn config(variables: &[(&str, &str)]) -> Config {
    // Whatever the tests are run in may have keys.
    let nowhere = [("AVA_API_DATA_DIR", "/nonexistent")];
    let environment = Environment::of(nowhere.iter().chain(variables).copied());
    Config::from_environment(&environment).unwrap().0
}

/// A server with these keys.
pub(crate) fn live(sealing: &[&str], signing: &[&str]) -> Live {
    let signing: Vec<_> = signing.iter().map(|label| secret(label)).collect();
    Live::new(
        Uuid::from_u128(7),
        Keyring::parse(&sealing_keys(sealing)).unwrap(),
        SigningKeys::parse(&signing.join("\n")).unwrap(),
    )
}

/// A server that runs, as the registry knows it.
pub(crate) fn server(id: u128, sealing: &[&str], signing: &[&str]) -> ServerKeys {
    let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    ServerKeys { server: Uuid::from_u128(id), sealing: owned(sealing), signing: owned(signing) }
}

/// Has that server say so.
pub(crate) async fn announce(stores: &MemoryStores, server: &ServerKeys) {
    stores.stores().servers.announce(server).await.unwrap();
}

/// A new user with a secret, sealed by this.
pub(crate) async fn entrust(stores: &MemoryStores, name: &str, sealer: &AeadSealer) {
    let stores = stores.stores();
    let user = stores.sign_up(name).await;
    let kind = SecretKind::VapiKey;
    let secret = format!("the secret of {name}").into();
    let secret = StoredSecret {
        sealed: sealer.seal(user.id(), kind, &secret).unwrap(),
        ..sample::stored_secret(name)
    };
    let event = sample::event(user.id(), AuditKind::VapiKeySaved);
    assert!(stores.secrets.put(user.id(), kind, secret, &event).await.unwrap());
}
