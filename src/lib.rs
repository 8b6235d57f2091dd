//! Git hooks that keep a project's SESSION.md and its `checkpoint:` commits true.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod changes;
pub mod config;
pub mod finding;
pub mod markdown;
pub mod message;
pub mod next;
pub mod phase;
pub mod plan;
pub mod report;
pub mod repo;
pub mod rules;
pub mod session;
pub mod text;
pub mod tree;
