//! The console, which people use in a browser: its files, embedded in the binary, and how they
//! are answered. It knows actix and nothing of ours, for it speaks to the product as any other
//! client does, over the public REST API. Only `server` knows it.
//!
//! What is in `assets` is what runs: modules, style sheets and texts as they were written, with
//! no step between. `README.md` is the map of it.
//!
//! To add a path of the application: a line in [`APP_PATHS`], and one in
//! `assets/app/routes.js`; a test holds them to one another.

mod answer;
mod asset;
mod page;
mod route;

pub use route::{APP_PATHS, routes};
