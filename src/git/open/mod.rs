//! Finding a repository, trusting it, and reading its settings.

pub mod config;
pub mod config_parameters;
pub mod discover;
pub mod display_path;
pub mod handle;
pub mod opening;
pub mod plain;
pub mod real_path;
pub mod recent_objects;
pub mod unsupported;
pub mod worktree;
