//! Putting the programs in place as hooks, and taking them away again.
//!
//! Git is asked where hooks live. What stands there already is never
//! overwritten: a foreign hook moves to `<hook>.local` and a shim runs both.

pub mod agent_files;
pub mod attributes;
pub mod describe;
pub mod doctor;
pub mod filter;
pub mod forms;
pub mod git_programs;
pub mod hooks;
pub mod hooks_dir;
pub mod installation;
pub mod managers;
pub mod manual_steps;
pub mod merge_driver;
pub mod programs;
pub mod state_removal;
