//! The console over HTTP, as browsers and programs ask for it.

mod files;
mod harness;
mod pages;
mod source;
