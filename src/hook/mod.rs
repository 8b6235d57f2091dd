//! The hooks: one short orchestrator each, and what they share.
//!
//! Whatever goes wrong in here, the commit goes on: only a verdict on the
//! user's own work may stop it (githooks(5): a pre-commit or commit-msg hook
//! that exits with non-zero aborts the commit).

pub mod commit_msg;
pub mod guard;
pub mod outcome;
pub mod post_commit;
pub mod post_rewrite;
pub mod pre_commit;
pub mod run;
pub mod second_run;
pub mod session_rules;
