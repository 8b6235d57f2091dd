//! Programs on this machine: ours, and git.

pub mod git_programs;
pub mod our_programs;
