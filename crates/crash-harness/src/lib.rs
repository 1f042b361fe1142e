//! Kills servers and databases under load, and checks that nothing acknowledged is lost.
//!
//! A [place](place::Place) is a product under test: the program `ava`, its database (a file, or a [`Cluster`]
//! of its own, as durable as in production), and a stand-in for Vapi that outlives both. Users
//! live in it: they sign up, save, push, log in and out, all at the same time. What each of them was
//! told is kept outside, in memory and in a journal ([`user`]). In each [round](rounds) something
//! is killed or frozen at a random moment; when it is back, everything that there is gets
//! compared with everything that was told ([`check`]): what was acknowledged is there, once; what
//! was not is there as a whole, or not at all. The database, its users and their history stay
//! from round to round.
//!
//! It speaks to the program over HTTP and knows nothing of its code. It reads the database
//! where only that tells whether something is half there; it never writes to it.
//!
//! - To add something that users do: an act in `act`, and what it leaves behind in `check`.
//! - To add something that goes wrong: a [`Blow`].

mod act;
mod cell;
mod check;
mod cluster;
mod database;
mod http;
mod journal;
mod place;
mod process;
mod rounds;
mod sabotage;
mod tally;
mod user;
mod watch;

pub use cluster::Cluster;
pub use place::Store;
pub use rounds::{Blow, Plan, play};
pub use sabotage::noticed;
pub use tally::Tally;
