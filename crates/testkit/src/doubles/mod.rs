//! Stand-ins for the ports that are no stores. They are fast, they tell what was asked of
//! them, and they fail when they are told to. None of them protects anything.

mod clock;
mod gateway;
mod ids;
mod meter;
mod password;
mod sealer;
mod tokens;

pub use clock::{ManualClock, TokioClock};
pub use gateway::{Call, CallKind, Effect, FakeGateway, GatewayFault};
pub use ids::SequentialIds;
pub use meter::FakeMeter;
pub use password::{NaiveStrength, PlainHasher};
pub use sealer::PlainSealer;
pub use tokens::{PlainAccessTokens, PlainRefreshTokens};
