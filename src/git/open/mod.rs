//! Finding a repository, trusting it, and reading its settings.

pub mod config;
pub mod config_parameters;
pub mod discover;
pub mod display_path;
pub mod opening;
pub mod unsupported;
pub mod worktree;
