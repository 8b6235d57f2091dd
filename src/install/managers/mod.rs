//! Hook managers: a record each, of how it is known and how a command is told to it.

pub mod husky;
pub mod known;
pub mod lefthook;
pub mod manager;
pub mod other_installer;
pub mod overcommit;
pub mod pre_commit;
pub mod simple_git_hooks;
