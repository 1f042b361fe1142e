use std::sync::Mutex;

use async_trait::async_trait;
use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::studio::Setting;
use secrecy::SecretString;

use super::ImportProgress::{Read, Settled};
use super::*;
use crate::Unique;
use crate::port::{
    BroughtAssistant, FormerRow, FormerSecretError, ImportedAccount, KeyFingerprint, MockClock,
    MockFormerSecrets, MockIds, MockSecretSealer, SealedSecret,
};
use crate::use_case::fixture::{at, nth_id};

/// The former service with these accounts.
struct Former(Vec<FormerAccount>);

#[async_trait]
impl FormerAccounts for Former {
    async fn count(&self) -> Result<u64, StoreError> {
        Ok(self.0.len() as u64)
    }

    async fn page(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<FormerAccount>, StoreError> {
        let mut page = self.0.clone();
        page.sort_by(|one, other| one.id.cmp(&other.id));
        page.retain(|account| after.is_none_or(|after| account.id.as_str() > after));
        page.truncate(limit as usize);
        Ok(page)
    }
}

/// Who is here, and how whoever comes stands; everybody else is new.
#[derive(Default)]
struct Here {
    added: Mutex<Vec<ImportedAccount>>,
    known: Vec<(u64, Standing)>,
    /// Told at the first attempt to add, after which they are new.
    meanwhile: Mutex<Vec<(u64, Standing)>>,
}

impl Here {
    fn where_known(known: &[(u64, Standing)]) -> Arc<Self> {
        Arc::new(Self { known: known.to_vec(), ..Self::default() })
    }

    fn standing(&self, applicant: &Applicant) -> Standing {
        let added = self.added.lock().unwrap();
        if added.iter().any(|account| account.user.id == applicant.id) {
            return Standing::AlreadyThere;
        }
        let known = self.known.iter().find(|(n, _)| nth_id(*n) == applicant.id.as_uuid());
        match known {
            Some((_, Standing::Taken(Unique::Phone))) if applicant.phone.is_none() => Standing::New,
            Some((_, standing)) => *standing,
            None => Standing::New,
        }
    }
}

#[async_trait]
impl AccountImport for Here {
    async fn look(&self, applicants: &[Applicant]) -> Result<Vec<Standing>, StoreError> {
        Ok(applicants.iter().map(|applicant| self.standing(applicant)).collect())
    }

    async fn add(&self, accounts: &[ImportedAccount]) -> Result<Vec<Standing>, StoreError> {
        let meanwhile = std::mem::take(&mut *self.meanwhile.lock().unwrap());
        let standing = |account: &ImportedAccount| {
            let late = meanwhile.iter().find(|(n, _)| nth_id(*n) == account.user.id.as_uuid());
            let standing =
                late.map_or_else(|| self.standing(&account.applicant()), |(_, late)| *late);
            if standing == Standing::New {
                self.added.lock().unwrap().push(account.clone());
            }
            standing
        };
        Ok(accounts.iter().map(standing).collect())
    }
}

fn row(columns: &[(&str, &str)]) -> FormerRow {
    FormerRow::of(columns.iter().copied())
}

/// The `n`th user, who has an address and these columns.
fn user(n: u64, columns: &[(&str, &str)], config: &[(&str, &str)]) -> FormerAccount {
    let email = format!("user-{n}@example.com");
    let mut all = vec![("email", email.as_str())];
    all.extend(columns);
    FormerAccount { id: nth_id(n).to_string(), user: row(&all), configs: vec![row(config)] }
}

fn sealer() -> Arc<dyn SecretSealer> {
    let mut sealer = MockSecretSealer::new();
    sealer.expect_seal().returning(|_, kind, _| {
        Ok(SealedSecret { key_id: "k".into(), ciphertext: format!("sealed {}", kind.as_str()) })
    });
    sealer
        .expect_fingerprint()
        .returning(|key| KeyFingerprint::new(format!("fingerprint of {}", key.expose())));
    Arc::new(sealer)
}

fn import(accounts: Vec<FormerAccount>, target: ImportTarget) -> ImportAccounts {
    let mut secrets = MockFormerSecrets::new();
    secrets.expect_is_password_hash().returning(|text| text.starts_with("$2b$"));
    secrets.expect_open().returning(|token| match token {
        "token" => Ok(SecretString::from("hunter2")),
        _ => Err(FormerSecretError::Broken),
    });
    let mut clock = MockClock::new();
    clock.expect_now().returning(|| at(1_800_000_000));
    let (mut ids, mut next) = (MockIds::new(), 1_000_000);
    ids.expect_next().returning(move || {
        next += 1;
        nth_id(next)
    });
    let (clock, ids) = (Arc::new(clock), Arc::new(ids));
    ImportAccounts::new(Arc::new(Former(accounts)), Arc::new(secrets), target, clock, ids)
}

async fn run(accounts: Vec<FormerAccount>, here: &Arc<Here>) -> ImportReport {
    let store = Arc::clone(here) as Arc<dyn AccountImport>;
    let server_key = Some(VapiKey::parse("the-key-of-all").unwrap());
    let target = ImportTarget::Here { store, sealer: sealer(), server_key };
    import(accounts, target).run(&|_| {}).await.unwrap()
}

fn added(here: &Here) -> Vec<ImportedAccount> {
    here.added.lock().unwrap().clone()
}

#[tokio::test]
async fn an_account_is_added_with_all_that_it_brings() {
    const ASSISTANT: &str = "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10";
    let here = Arc::new(Here::default());
    let brings = [
        ("password", "$2b$12$hash"),
        ("vapi_api_key", "a-key-of-adas-own"),
        ("twilio_account_sid", "AC0123456789abcdef0123456789abcdef"),
        ("twilio_auth_token", "0123456789abcdef0123456789abcdef"),
    ];
    let config = [
        ("tone", "warm"),
        ("ai_temperature", "9"),
        ("smtp_password_encrypted", "token"),
        ("vapi_assistant_id", ASSISTANT),
        ("updated_at", "2024-01-02 03:04:05"),
    ];
    let report = run(vec![user(1, &brings, &config)], &here).await;
    assert_eq!((report.found, report.added, report.is_complete()), (1, 1, true));
    assert_eq!(report.adjusted[0].what[0].field, "aiTemperature");
    let [account] = added(&here).try_into().unwrap();
    assert_eq!(account.password_hash.unwrap().as_str(), "$2b$12$hash");
    let kinds: Vec<_> = account.secrets.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, SecretKind::ALL);
    assert!(account.secrets.iter().all(|(_, secret)| secret.verified_at.is_none()));
    assert_eq!(account.secrets[2].1.preview, "", "nothing is shown of a mail password");
    let first = account.config.unwrap();
    assert_eq!(first.changed, ["aiTemperature", "tone", "smtpPassword"]);
    assert_eq!(first.at.timestamp(), 1_704_164_645);
    assert_eq!(first.config.stored(Setting::Tone).unwrap().to_string(), "warm");
    let brought = account.assistant.unwrap();
    assert_eq!(brought.id.to_string(), ASSISTANT);
    assert_eq!(brought.key_fingerprint.unwrap().as_str(), "fingerprint of a-key-of-adas-own");
    let event = account.event;
    assert_eq!(
        (event.kind, event.fields),
        (AuditKind::ImportedByOperator, vec!["aiTemperature".to_owned()])
    );
}

#[tokio::test]
async fn an_assistant_is_linked_under_the_server_s_key_or_under_none() {
    let accounts =
        || vec![user(1, &[], &[("vapi_assistant_id", "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10")])];
    let here = Arc::new(Here::default());
    run(accounts(), &here).await;
    let fingerprint = |brought: Option<BroughtAssistant>| brought.unwrap().key_fingerprint;
    let known = fingerprint(added(&here)[0].assistant.clone());
    assert_eq!(known, Some(KeyFingerprint::new("fingerprint of the-key-of-all")));

    let here = Arc::new(Here::default());
    let store = Arc::clone(&here) as Arc<dyn AccountImport>;
    let target = ImportTarget::Here { store, sealer: sealer(), server_key: None };
    import(accounts(), target).run(&|_| {}).await.unwrap();
    assert_eq!(fingerprint(added(&here)[0].assistant.clone()), None);
}

#[tokio::test]
async fn the_second_time_nothing_is_added() {
    let here = Arc::new(Here::default());
    let accounts = || (1..=250).map(|n| user(n, &[("locale", "xx")], &[])).collect::<Vec<_>>();
    let first = run(accounts(), &here).await;
    assert_eq!((first.added, first.adjusted.len()), (250, 250));
    let second = run(accounts(), &here).await;
    assert_eq!((second.added, second.already_there), (0, 250));
    assert!(second.adjusted.is_empty() && second.is_complete());
    assert_eq!(added(&here).len(), 250);
}

#[tokio::test]
async fn who_is_here_or_was_is_left_alone_whatever_else_is_wrong_with_them() {
    let here = Here::where_known(&[(1, Standing::AlreadyThere), (2, Standing::Deleted)]);
    let without_email = |n: u64| FormerAccount { user: row(&[]), ..user(n, &[], &[]) };
    let report = run(vec![without_email(1), without_email(2), without_email(3)], &here).await;
    assert_eq!((report.already_there, report.deleted_since, report.added), (1, 1, 0));
    assert_eq!(report.refused[0].what, Refusal::NoEmail);
    assert_eq!((report.refused.len(), report.is_complete()), (1, false));
}

#[tokio::test]
async fn whose_email_is_taken_is_refused_and_whose_phone_comes_without_it() {
    let phone = [("phone", "+33612345678")];
    let taken = [(1, Standing::Taken(Unique::Email)), (2, Standing::Taken(Unique::Phone))];
    let here = Here::where_known(&taken);
    let report = run(vec![user(1, &phone, &[]), user(2, &phone, &[])], &here).await;
    assert_eq!(report.refused[0].what, Refusal::EmailTaken);
    let [account] = added(&here).try_into().unwrap();
    assert_eq!(account.user.phone, None);
    let note = Note { field: "phone", adjustment: Adjustment::Taken };
    assert_eq!(report.adjusted[0].what, [note]);
}

#[tokio::test]
async fn what_is_taken_between_the_look_and_the_adding_is_told_too() {
    let phone = [("phone", "+33612345678"), ("phone_verified", "1")];
    let here = Arc::new(Here {
        meanwhile: Mutex::new(vec![
            (1, Standing::Taken(Unique::Phone)),
            (2, Standing::Taken(Unique::Email)),
            (3, Standing::AlreadyThere),
            (4, Standing::Deleted),
        ]),
        ..Here::default()
    });
    let accounts = (1..=5).map(|n| user(n, if n == 1 { &phone } else { &[] }, &[])).collect();
    let report = run(accounts, &here).await;
    assert_eq!((report.added, report.already_there, report.deleted_since), (2, 1, 1));
    assert_eq!(report.refused[0].what, Refusal::EmailTaken);
    let added = added(&here);
    let without_phone = added.iter().find(|it| it.user.id.as_uuid() == nth_id(1)).unwrap();
    assert!(without_phone.user.phone.is_none() && !without_phone.user.phone_verified);
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_adds_nothing() {
    let accounts = || {
        vec![
            user(1, &[("phone", "12")], &[]),
            user(2, &[], &[]),
            FormerAccount { user: row(&[("email", "USER-2@example.com")]), ..user(3, &[], &[]) },
        ]
    };
    let here = Here::where_known(&[(1, Standing::AlreadyThere)]);
    let store = Arc::clone(&here) as Arc<dyn AccountImport>;
    let dry = import(accounts(), ImportTarget::Nowhere(Some(store))).run(&|_| {}).await.unwrap();
    assert_eq!(added(&here), []);
    assert_eq!(dry, run(accounts(), &here).await);
    assert_eq!((dry.added, dry.already_there, dry.refused.len()), (1, 1, 1));
    let alone = import(accounts(), ImportTarget::Nowhere(None)).run(&|_| {}).await.unwrap();
    assert_eq!((alone.added, alone.already_there), (2, 0));
}

#[tokio::test]
async fn progress_is_told_batch_by_batch_and_columns_that_are_left_are_named() {
    let accounts = (1..=150).map(|n| user(n, &[("stripe_id", "x")], &[])).collect();
    let told = Mutex::new(Vec::new());
    let import = import(accounts, ImportTarget::Nowhere(None));
    let report = import.run(&|progress| told.lock().unwrap().push(progress)).await.unwrap();
    assert_eq!(*told.lock().unwrap(), [Read(100), Read(150), Settled(100), Settled(150)]);
    assert_eq!(
        report.left_columns.into_iter().collect::<Vec<_>>(),
        [("users.stripe_id".to_owned(), 150)]
    );
}

#[tokio::test]
async fn no_report_repeats_a_value() {
    const PRIVATE: &str = "s3cret-and-private";
    let columns: Vec<_> =
        ["name", "phone", "password", "image", "locale", "vapi_api_key", "created_at"]
            .map(|name| (name, PRIVATE))
            .into();
    let config: Vec<_> =
        ["system_prompt", "timezone", "admin_email", "smtp_password_encrypted", "voice_speed"]
            .map(|name| (name, PRIVATE))
            .into();
    let report = run(vec![user(1, &columns, &config)], &Arc::new(Here::default())).await;
    assert!(report.adjusted[0].what.len() > 6);
    assert!(!format!("{report:?}").contains(PRIVATE));
}
