//! Taking over accounts.

use application::port::{AccountImport, Applicant, ImportedAccount, Standing, StoredUser};
use application::{StoreError, Unique};
use async_trait::async_trait;

use super::MemoryStores;
use super::state::{State, UserRow};

#[async_trait]
impl AccountImport for MemoryStores {
    async fn look(&self, applicants: &[Applicant]) -> Result<Vec<Standing>, StoreError> {
        let state = self.state()?;
        Ok(applicants.iter().map(|applicant| state.standing(applicant)).collect())
    }

    async fn add(&self, accounts: &[ImportedAccount]) -> Result<Vec<Standing>, StoreError> {
        let mut state = self.state()?;
        let is_new = |it: &&ImportedAccount| state.standing(&it.applicant()) == Standing::New;
        let mut written = accounts.iter().filter(is_new);
        written.try_for_each(|account| state.check_event(&account.event))?;
        Ok(accounts.iter().map(|account| state.import(account)).collect())
    }
}

impl State {
    fn standing(&self, applicant: &Applicant) -> Standing {
        let id = applicant.id;
        let mut users = self.users.values().map(|row| &row.stored.user);
        if self.users.contains_key(&id) {
            Standing::AlreadyThere
        } else if self.events.values().any(|event| event.user_id == Some(id)) {
            Standing::Deleted
        } else if users.clone().any(|user| Some(&user.email) == applicant.email.as_ref()) {
            Standing::Taken(Unique::Email)
        } else if users.any(|user| user.phone.is_some() && user.phone == applicant.phone) {
            Standing::Taken(Unique::Phone)
        } else {
            Standing::New
        }
    }

    fn import(&mut self, account: &ImportedAccount) -> Standing {
        let standing = self.standing(&account.applicant());
        if standing != Standing::New {
            return standing;
        }
        let owner = account.user.id;
        let row = UserRow {
            stored: StoredUser { user: account.user.clone(), version: 0 },
            password_hash: account.password_hash.clone(),
            disabled_at: account.disabled_at,
        };
        self.users.insert(owner, row);
        if let Some(first) = &account.config {
            self.begin_history(owner, first);
        }
        for (kind, secret) in &account.secrets {
            self.secrets.insert((owner, *kind), secret.clone());
        }
        if let Some(brought) = &account.assistant {
            self.bring_assistant(owner, brought);
        }
        self.write_event(&account.event);
        standing
    }
}
