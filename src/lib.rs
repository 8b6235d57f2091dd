//! Git hooks that keep a project's SESSION.md and its `checkpoint:` commits true.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod changes;
pub mod clean_tree;
pub mod command;
pub mod config;
pub mod finding;
pub mod handoff;
pub mod hook;
pub mod install;
pub mod judge;
pub mod markdown;
pub mod message;
pub mod next;
pub mod phase;
pub mod plan;
pub mod project;
pub mod recorder;
pub mod repo;
pub mod report;
pub mod rewrites;
pub mod rules;
pub mod session;
pub mod text;
pub mod tree;
