//! The companion, `git checkpoint …`: one file per command.

pub mod change;
pub mod check;
pub mod clean_tree_setup;
pub mod commit;
pub mod completions;
pub mod context;
pub mod doctor;
pub mod done;
pub mod draft;
pub mod drafting;
pub mod explain;
pub mod filter;
pub mod git_options;
pub mod hooks_note;
pub mod init;
pub mod install;
pub mod log;
pub mod man;
pub mod next;
pub mod outcome;
pub mod phase;
pub mod repair;
pub mod resume;
pub mod run;
pub mod stage;
pub mod uninstall;
