//! A whole environment in memory.

use std::sync::Arc;

use application::Ports;
use application::port::Clock;

use crate::doubles::{
    FakeGateway, FakeMeter, ManualClock, NaiveStrength, PlainAccessTokens, PlainHasher,
    PlainRefreshTokens, PlainSealer, SequentialIds,
};
use crate::memory::MemoryStores;

/// Every adapter in memory, all on one clock: what a test wires a use case or a server to,
/// and turns the knobs of. Each field is also behind [`ports`](Self::ports).
#[derive(Debug)]
#[expect(missing_docs, reason = "each field is the double of its type")]
pub struct House<C = ManualClock> {
    pub clock: Arc<C>,
    pub stores: MemoryStores,
    pub gateway: Arc<FakeGateway>,
    pub hasher: Arc<PlainHasher>,
    pub meter: Arc<FakeMeter>,
}

impl<C: Clock + 'static> House<C> {
    /// An empty environment.
    pub fn new(clock: C) -> Self {
        let clock = Arc::new(clock);
        Self {
            stores: MemoryStores::with_clock(Arc::clone(&clock) as Arc<dyn Clock>),
            gateway: Arc::new(FakeGateway::new(Arc::clone(&clock) as Arc<dyn Clock>)),
            hasher: Arc::default(),
            meter: Arc::default(),
            clock,
        }
    }

    /// This environment as its ports. Ids and refresh tokens begin anew with each call, so
    /// ask once and clone.
    pub fn ports(&self) -> Ports {
        let stores = self.stores.stores();
        Ports {
            users: stores.users,
            sessions: stores.sessions,
            configs: stores.configs,
            syncs: stores.syncs,
            secrets: stores.secrets,
            removals: stores.removals,
            audit: stores.audit,
            limiter: stores.limiter,
            meter: Arc::clone(&self.meter) as _,
            database: stores.database,
            gateway: Arc::clone(&self.gateway) as _,
            hasher: Arc::clone(&self.hasher) as _,
            strength: Arc::new(NaiveStrength),
            access_tokens: Arc::new(PlainAccessTokens),
            refresh_tokens: Arc::new(PlainRefreshTokens::new()),
            sealer: Arc::new(PlainSealer::new()),
            clock: Arc::clone(&self.clock) as _,
            ids: Arc::new(SequentialIds::new()),
        }
    }
}

impl Default for House {
    fn default() -> Self {
        Self::new(ManualClock::new())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use application::port::Claim;
    use application::{Quota, Rate};

    use super::*;
    use crate::sample;

    #[tokio::test]
    async fn leases_limits_and_the_gateway_go_by_the_house_s_clock() {
        let house = House::default();
        let (ports, ttl) = (house.ports(), Duration::from_mins(1));
        let ada = house.stores.stores().sign_up("ada").await.id();
        let claim = async |holder| {
            let claim = ports.syncs.claim(ada, sample::holder(holder), 0, ttl).await.unwrap();
            matches!(claim, Claim::Granted(..))
        };
        assert!(claim("first").await);
        assert!(!claim("second").await);
        house.clock.advance(ttl);
        assert!(claim("second").await);
        let quota = Quota { name: "test", rate: Rate::new(2, 60) };
        let take = async || ports.limiter.take(quota, "ada").await.unwrap();
        let passed = [take().await.passed, take().await.passed, take().await.passed];
        assert_eq!(passed, [true, true, false]);
        house.clock.advance(take().await.retry_after);
        assert!(take().await.passed);
        assert!(!take().await.passed);
        let made = house.gateway.make(&sample::vapi_key("ada"), "{}");
        assert_eq!(made.created_at, sample::at(90));
    }
}
