//! What holds for any bytes at all, one function per parser.
//!
//! Neither in the programs nor in the library that users build: `cargo test` runs these on
//! damaged fixtures, and the targets in `fuzz/` look for bytes that break them.

pub mod agents;
pub mod config;
pub mod filter;
pub mod message;
pub mod plan;
pub mod protocol;
pub mod session;
#[cfg(test)]
mod tests;
pub(crate) mod world;
