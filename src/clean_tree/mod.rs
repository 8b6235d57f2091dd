//! Clean-tree mode: the worktree shows what commits do not hold.
//!
//! Last Checkpoint's value is derived data: git can tell it at any time. The
//! blob holds a constant of the same length, and a filter translates, so that
//! `git status` never sees what we write.

pub mod checkpoint_mode;
pub mod shown;
pub mod switch;
