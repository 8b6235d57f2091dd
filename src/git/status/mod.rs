//! What is uncommitted, from stat data and names; git is asked about the rest.

pub mod collapse;
pub mod expected;
pub mod file_stat;
pub mod ignore_rules;
pub mod index_stat;
pub mod nested;
pub mod status_command;
pub mod suggestion;
pub mod tracked_walk;
pub mod uncommitted;
pub mod untracked_scan;
