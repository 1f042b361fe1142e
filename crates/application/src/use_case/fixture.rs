//! What the tests of the use cases have in common: a mock of every port, a clock that no
//! test waits for, ids in a row, and samples.

mod operator_mocks;
mod slow_deletion;

pub(super) use operator_mocks::{OperatorMocks, by_id, listed, tells_of_operator};
pub(super) use slow_deletion::SlowDeletion;

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::{AuditEvent, AuditKind};
use domain::integration::VapiKey;
use domain::onboarding::Onboarding;
use domain::session::Session;
use domain::studio::{AccountDefaults, Revision, StudioConfig};
use domain::sync::SyncFacts;
use domain::user::{Organization, User};
use domain::value::{Email, Locale, Name, RequestOrigin, SessionId, UserId};
use domain::{Faults, Raw};
use secrecy::SecretString;
use uuid::Uuid;

use crate::port::{
    AccessClaims, Clock, Credentials, Ids, Integrations, MockAccessTokens, MockAssistantGateway,
    MockAssistantRemovalStore, MockAssistantSyncStore, MockAuditLog, MockDatabaseHealth,
    MockPasswordHasher, MockPasswordStrength, MockRateLimiter, MockRefreshTokens, MockRequestMeter,
    MockSecretSealer, MockSecretStore, MockSessionStore, MockStudioConfigStore, MockUserStore,
    PasswordHash, RefreshToken, RefreshTokenHash, SealedSecret, StoredSecret, StoredUser,
    StudioRecord,
};
use crate::{Caller, Failure, Ports, Settings, StoreError, VapiMode};

/// A mock of every port. One that nothing is expected of panics when it is called, which
/// proves that a use case leaves it alone.
#[derive(Default)]
pub(super) struct Mocks {
    pub(super) users: MockUserStore,
    pub(super) sessions: MockSessionStore,
    pub(super) configs: MockStudioConfigStore,
    pub(super) syncs: MockAssistantSyncStore,
    pub(super) secrets: MockSecretStore,
    pub(super) removals: MockAssistantRemovalStore,
    pub(super) audit: MockAuditLog,
    pub(super) limiter: MockRateLimiter,
    pub(super) meter: MockRequestMeter,
    pub(super) database: MockDatabaseHealth,
    pub(super) gateway: MockAssistantGateway,
    pub(super) hasher: MockPasswordHasher,
    pub(super) strength: MockPasswordStrength,
    pub(super) access_tokens: MockAccessTokens,
    pub(super) refresh_tokens: MockRefreshTokens,
    pub(super) sealer: MockSecretSealer,
    pub(super) clock: Arc<TestClock>,
}

impl Mocks {
    /// The wiring. What was expected is checked when the last use case is dropped.
    pub(super) fn ports(self) -> Ports {
        Ports {
            users: Arc::new(self.users),
            sessions: Arc::new(self.sessions),
            configs: Arc::new(self.configs),
            syncs: Arc::new(self.syncs),
            secrets: Arc::new(self.secrets),
            removals: Arc::new(self.removals),
            audit: Arc::new(self.audit),
            limiter: Arc::new(self.limiter),
            meter: Arc::new(self.meter),
            database: Arc::new(self.database),
            gateway: Arc::new(self.gateway),
            hasher: Arc::new(self.hasher),
            strength: Arc::new(self.strength),
            access_tokens: Arc::new(self.access_tokens),
            refresh_tokens: Arc::new(self.refresh_tokens),
            sealer: Arc::new(self.sealer),
            clock: self.clock,
            ids: Arc::new(IdsInARow::default()),
        }
    }

    /// Tokens: `minted` as the refresh token, `access` as the access token.
    pub(super) fn issue_tokens(&mut self) {
        self.refresh_tokens.expect_mint().returning(|| RefreshToken::new("minted"));
        self.hash_tokens();
        self.access_tokens
            .expect_issue()
            .withf(|claims| {
                claims.user_id == user_id()
                    && claims.expires_at - claims.issued_at == settings().access_token_ttl
            })
            .returning(|_| SecretString::from("access"));
    }

    /// Refresh tokens are hashed by [`hash_of`].
    pub(super) fn hash_tokens(&mut self) {
        self.refresh_tokens.expect_hash().returning(|token| hash_of(token.expose()));
    }

    /// This is written down, exactly once, with no change of a store.
    pub(super) fn expect_recorded(&mut self, whose: Option<UserId>, kind: AuditKind) {
        self.expect_recorded_about(whose, kind, Vec::new());
    }

    /// The same, about these fields.
    pub(super) fn expect_recorded_about(
        &mut self,
        whose: Option<UserId>,
        kind: AuditKind,
        fields: Vec<String>,
    ) {
        self.audit
            .expect_record()
            .withf(move |event| {
                let fields: Vec<_> = fields.iter().map(String::as_str).collect();
                tells(event, whose, kind, &fields)
            })
            .times(1)
            .return_once(|_| Ok(()));
    }

    /// The gate of the secrets: this is what the caller has stored; `None` for nobody.
    pub(super) fn entrust(&mut self, integrations: Option<Integrations>) {
        self.secrets
            .expect_load()
            .withf(|caller, _| *caller == self::caller())
            .returning(move |_, _| Ok(integrations.clone()));
    }
}

/// A clock that tests move. Whoever sleeps wakes at once, that much later.
#[derive(Default)]
pub(super) struct TestClock {
    elapsed: Mutex<Duration>,
}

impl TestClock {
    pub(super) fn advance(&self, span: Duration) {
        *self.elapsed.lock().unwrap() += span;
    }
}

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        at(0) + TimeDelta::from_std(self.monotonic()).unwrap()
    }

    fn monotonic(&self) -> Duration {
        *self.elapsed.lock().unwrap()
    }

    async fn sleep(&self, span: Duration) {
        self.advance(span);
        tokio::task::yield_now().await;
    }
}

/// [`nth_id`] of 1, 2, 3, …
#[derive(Default)]
struct IdsInARow(AtomicU64);

impl Ids for IdsInARow {
    fn next(&self) -> Uuid {
        nth_id(self.0.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

pub(super) fn nth_id(n: u64) -> Uuid {
    Uuid::from_u128(n.into())
}

/// When the clock starts, and seconds from then.
pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

pub(super) fn settings() -> Settings {
    Settings {
        access_token_ttl: TimeDelta::minutes(15),
        rotate_refresh_tokens: true,
        vapi_mode: VapiMode::Sandbox,
        server_vapi_key: Some(VapiKey::parse(SERVER_KEY).unwrap()),
        rate_limits: None,
        revisions_kept: None,
    }
}

pub(super) const SERVER_KEY: &str = "server-wide-key";

pub(super) fn text(text: &str) -> Raw {
    Raw::Text(text.to_owned())
}

/// The user of the first id, so that it is also who signs up.
pub(super) fn user_id() -> UserId {
    UserId::new(nth_id(1))
}

pub(super) fn user() -> User {
    User {
        id: user_id(),
        email: Email::parse("ada@example.com").unwrap(),
        name: Some(Name::parse("Ada").unwrap()),
        phone: None,
        phone_verified: false,
        locale: Locale::English,
        image: None,
        organization: Organization::default(),
        onboarding: Onboarding::new(),
        created_at: at(-60),
        updated_at: at(-60),
    }
}

/// What is known of the user to who logs in from elsewhere.
pub(super) fn credentials(password_hash: Option<&str>) -> Credentials {
    let password_hash = password_hash.map(PasswordHash::new);
    Credentials { user: user(), password_hash, logged_in_from_here: false }
}

pub(super) fn stored_user(user: User) -> StoredUser {
    StoredUser { user, version: 3 }
}

pub(super) fn session() -> Session {
    Session::begin(SessionId::new(nth_id(77)), user_id(), false, None, at(-60))
}

/// Where every request comes from.
pub(super) fn origin() -> RequestOrigin {
    RequestOrigin {
        ip: Some(IpAddr::from([203, 0, 113, 7])),
        user_agent: Some("Firefox".into()),
        request_id: Some("request-1".into()),
    }
}

/// Whether an event tells this of a request from [`origin`], and nothing else.
pub(super) fn tells(
    event: &AuditEvent,
    whose: Option<UserId>,
    kind: AuditKind,
    fields: &[&str],
) -> bool {
    (event.user_id, event.kind) == (whose, kind)
        && event.origin == origin()
        && event.fields == fields
}

pub(super) fn caller() -> Caller {
    Caller::verified(&AccessClaims {
        user_id: user_id(),
        session_id: session().id,
        token_id: nth_id(88),
        issued_at: at(-60),
        expires_at: at(60),
    })
}

/// The hash of a short refresh token.
pub(super) fn hash_of(token: &str) -> RefreshTokenHash {
    let mut digest = [0; 32];
    digest[..token.len().min(32)].copy_from_slice(&token.as_bytes()[..token.len().min(32)]);
    RefreshTokenHash::new(digest)
}

/// The caller's configuration, of this revision and with nothing set.
pub(super) fn studio(revision: Revision) -> StudioRecord {
    StudioRecord {
        config: StudioConfig::default(),
        revision,
        updated_at: (revision > 0).then(|| at(-30)),
        account: AccountDefaults { email: "ada@example.com".into(), organization_name: None },
        smtp_password_set: false,
        linked: None,
        sync: SyncFacts::default(),
    }
}

pub(super) fn sealed(ciphertext: &str) -> SealedSecret {
    SealedSecret { key_id: "k1".into(), ciphertext: ciphertext.into() }
}

pub(super) fn stored_secret(ciphertext: &str) -> StoredSecret {
    StoredSecret {
        sealed: sealed(ciphertext),
        preview: "…".into(),
        detail: None,
        verified_at: None,
        updated_at: at(-5),
    }
}

pub(super) fn away() -> StoreError {
    StoreError::Unavailable("connection refused".into())
}

pub(super) const fn is_unavailable(failure: &Failure) -> bool {
    matches!(failure, Failure::Unavailable(_))
}

/// The fields at fault with the words of what is wrong with them.
pub(super) fn words(faults: &Faults) -> Vec<(&str, &'static str)> {
    faults.iter().map(|(field, fault)| (field, fault.code.as_str())).collect()
}
