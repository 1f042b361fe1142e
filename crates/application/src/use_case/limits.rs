//! Who asks too often is asked to wait, before any work is done for them.

use std::net::IpAddr;
use std::sync::Arc;

use domain::value::{RequestOrigin, SessionId, UserId};

use crate::port::RateLimiter;
use crate::rate_limit::{ALL_ADDRESSES, Allowance, Quota, RateLimits};
use crate::{Failure, Ports, Settings, StoreError};

const LOGIN_ACCOUNT: &str = "login_account";
const LOGIN_ADDRESS: &str = "login_address";
const SIGNUP: &str = "signup";
const REFRESH: &str = "refresh";
const SYNC: &str = "sync";

/// The operator's limits. Without any, everybody passes and nobody is counted.
#[derive(Clone)]
pub(super) struct Limits {
    limiter: Arc<dyn RateLimiter>,
    rates: Option<RateLimits>,
}

/// Nobody passes who has asked too often.
#[derive(Debug)]
pub(super) enum Halt {
    /// Too often.
    Limited(Allowance),
    /// It could not be counted.
    Failed(StoreError),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// Makes an error of a use case, which has a variant for each, of a halt.
macro_rules! halts {
    ($($error:ty),* $(,)?) => {
        $(impl From<Halt> for $error {
            fn from(halt: Halt) -> Self {
                match halt {
                    Halt::Limited(allowance) => Self::Limited(allowance),
                    Halt::Failed(error) => Self::Failed(Failure::from(error)),
                }
            }
        })*
    };
}

halts!(
    crate::ChangeError,
    super::account::LogInError,
    super::account::RefreshError,
    super::sync::SyncError,
);

impl Limits {
    pub(super) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self { limiter: Arc::clone(&ports.limiter), rates: settings.rate_limits }
    }

    /// Before someone's password is tried who wants in. `account` tells accounts apart, those
    /// that do not exist too.
    ///
    /// Every try counts for its account from its address. From where nobody has logged in to
    /// the account before, failed tries also count for the address, whatever the account, and
    /// for the account, whatever the address: nobody who spends these keeps its owner out.
    /// Where only a proxy's address is known, the account alone can be counted for.
    pub(super) async fn login(
        &self,
        account: &str,
        origin: &RequestOrigin,
        known_here: bool,
    ) -> Result<LoginTry<'_>, Halt> {
        let mut begun = LoginTry { limits: self, counted: Vec::new() };
        let Some(rates) = self.rates else {
            return Ok(begun);
        };
        if let Some(network) = origin.ip.map(network) {
            self.take(from_one_address(rates), &pair(account, &network)).await?;
            if known_here {
                return Ok(begun);
            }
            begun.take(Quota { name: LOGIN_ADDRESS, rate: rates.login_address }, network).await?;
        }
        match begun.take(from_all_addresses(rates), everywhere(account)).await {
            Ok(()) => Ok(begun),
            Err(halt) => {
                begun.give_back().await;
                Err(halt)
            }
        }
    }

    /// Before someone's current password is tried who is in already. It counts as a login
    /// does from where they are known.
    pub(super) async fn current_password(
        &self,
        owner: UserId,
        origin: &RequestOrigin,
    ) -> Result<(), Halt> {
        let account = owner.to_string();
        match (self.rates, origin.ip.map(network)) {
            (Some(rates), Some(network)) => {
                self.take(from_one_address(rates), &pair(&account, &network)).await
            }
            (Some(rates), None) => {
                self.take(from_all_addresses(rates), &everywhere(&account)).await
            }
            (None, _) => Ok(()),
        }
    }

    /// Before someone signs up.
    pub(super) async fn signup(&self, origin: &RequestOrigin) -> Result<(), Halt> {
        match (self.rates, origin.ip) {
            (Some(rates), Some(ip)) => {
                self.take(Quota { name: SIGNUP, rate: rates.signup }, &network(ip)).await
            }
            _ => Ok(()),
        }
    }

    /// Before a refresh token is used: whether its session has any use left. Counts nothing,
    /// for of many uses of one token at the same time only one [counts](Self::refreshed).
    pub(super) async fn before_refresh(&self, session: SessionId) -> Result<(), Halt> {
        let Some(quota) = self.refresh() else {
            return Ok(());
        };
        let left = self.limiter.look(quota, &session.to_string()).await?;
        if left.passed { Ok(()) } else { Err(Halt::Limited(left)) }
    }

    /// After the session was renewed. That it cannot be counted does not undo it.
    pub(super) async fn refreshed(&self, session: SessionId) {
        if let Some(quota) = self.refresh()
            && let Err(error) = self.limiter.take(quota, &session.to_string()).await
        {
            tracing::warn!(%session, %error, "a refresh could not be counted");
        }
    }

    /// Before someone pushes.
    pub(super) async fn sync(&self, user: UserId) -> Result<(), Halt> {
        match self.rates {
            Some(rates) => {
                self.take(Quota { name: SYNC, rate: rates.sync }, &user.to_string()).await
            }
            None => Ok(()),
        }
    }

    fn refresh(&self) -> Option<Quota> {
        self.rates.map(|rates| Quota { name: REFRESH, rate: rates.refresh })
    }

    async fn take(&self, quota: Quota, subject: &str) -> Result<(), Halt> {
        let allowance = self.limiter.take(quota, subject).await?;
        if allowance.passed { Ok(()) } else { Err(Halt::Limited(allowance)) }
    }
}

/// A login that is being tried, with what it counts for until it works.
#[must_use = "a login that works is given back"]
pub(super) struct LoginTry<'a> {
    limits: &'a Limits,
    counted: Vec<(Quota, String)>,
}

impl LoginTry<'_> {
    /// The login worked, or was never tried: only failed ones count.
    pub(super) async fn give_back(self) {
        for (quota, subject) in self.counted {
            if let Err(error) = self.limits.limiter.give_back(quota, &subject).await {
                tracing::warn!(limit = quota.name, %error, "a login could not be given back to its limit");
            }
        }
    }

    async fn take(&mut self, quota: Quota, subject: String) -> Result<(), Halt> {
        self.limits.take(quota, &subject).await?;
        self.counted.push((quota, subject));
        Ok(())
    }
}

fn from_one_address(rates: RateLimits) -> Quota {
    Quota { name: LOGIN_ACCOUNT, rate: rates.login_account }
}

fn from_all_addresses(rates: RateLimits) -> Quota {
    Quota { name: LOGIN_ACCOUNT, rate: rates.login_account.times(ALL_ADDRESSES) }
}

fn pair(account: &str, network: &str) -> String {
    format!("{account} {network}")
}

/// No network is called so.
fn everywhere(account: &str) -> String {
    format!("{account} *")
}

/// What is counted as one address: of IPv6 the /64, which one subscriber has whole.
fn network(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests;
