//! Whether the hooks run in this worktree. Files, links and configuration are read; what
//! is started is git, and programs that are identical to ours. Foreign hooks never are.

pub mod agents;
pub mod configuration;
pub mod diagnosis;
pub mod environment;
pub mod files;
pub mod git_view;
pub mod problem;
pub mod program;
