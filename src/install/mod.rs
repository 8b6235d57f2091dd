//! Putting the programs in place as hooks, and taking them away again.
//!
//! Git is asked where hooks live. What stands there already is never
//! overwritten: a foreign hook moves to `<hook>.local` and a shim runs both.

pub mod agent_files;
pub mod doctor;
pub mod forms;
pub mod git_settings;
pub mod hook_change;
pub mod hooks;
pub mod hooks_dir;
pub mod installation;
pub mod managers;
pub mod manual_steps;
pub mod programs;
pub mod shell_path;
pub mod state_removal;
