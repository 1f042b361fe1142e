//! Blocks that cannot be run as they stand, and what tries them instead.

/// A document, the first command of a block in it, and why it is not run there.
pub(crate) const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "README.md",
        "make run",
        "a server at a fixed port, and the tests themselves: the second is what CI ends with, and \
         what the first comes to is the server of every other test here",
    ),
    (
        "docs/moving-in.md",
        "export AVA_IMPORT_FROM=postgresql+asyncpg://user:password@host/former",
        "a database of the former service; import.rs makes some, and moves out of them",
    ),
    (
        "docs/crash-safety.md",
        "make crash ROUNDS=200 SEED=1",
        "a quarter of an hour and more; crash.rs plays a few rounds of each kind",
    ),
    (
        "docs/performance.md",
        "make bench",
        "minutes on a quiet machine: numbers of a busy one say nothing; the tests of `ava-bench` \
         measure for seconds, where there is wrk",
    ),
    (
        "docs/replicas.md",
        "make rolling-restarts",
        "minutes, and a balancer's program; CI plays a round, and drain.rs holds what it rests on",
    ),
];
