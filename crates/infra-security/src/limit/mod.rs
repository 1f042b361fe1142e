//! Counting what is asked for too often.

mod gcra;
mod memory_rate_limiter;
mod shard;

pub use memory_rate_limiter::MemoryRateLimiter;
