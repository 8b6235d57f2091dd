//! Git hooks that keep a project's SESSION.md and its `checkpoint:` commits true.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod agents;
pub mod clean_tree;
pub mod command;
pub mod config;
pub mod draft;
pub mod finding;
pub mod git;
pub mod hook;
pub mod install;
pub mod markdown;
pub mod message;
pub mod plan;
pub mod report;
pub mod resume;
pub mod rules;
pub mod session;
pub mod snapshot;
pub mod store;
pub mod sync;
pub mod terms;
pub mod text;
