//! Git hooks that keep a project's SESSION.md and its `checkpoint:` commits true.
//!
//! Five programs and no library: each has one function here, and nothing else is public.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod agents;
#[cfg(any(test, benchmark))]
pub mod bench;
mod clean_tree;
mod command;
mod config;
mod draft;
mod finding;
#[cfg(any(test, fuzzing, benchmark))]
pub mod fuzz;
mod git;
mod hook;
mod install;
mod markdown;
mod message;
mod plan;
mod report;
mod resume;
mod rules;
mod session;
mod snapshot;
mod store;
mod sync;
mod terms;
#[cfg(test)]
mod tests;
mod text;

#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

pub use crate::command::run::companion;
pub use crate::hook::run::{commit_msg, post_commit, post_rewrite, pre_commit};
