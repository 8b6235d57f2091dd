//! What people and programs get to see: the only place that names colours and
//! writes to the terminal.
//!
//! The renderers are functions from data to text; [`Output`] writes it, once.
//! Everything that is printed here may come from a cloned repository, so all
//! of it goes through [`clean`] first.

pub mod agent_brief;
pub mod findings;
pub mod install;
pub mod json;
pub mod keeping;
pub mod log;
pub mod quotation;
pub mod repair;
pub mod resume;
pub mod suggestions;
pub mod tasks;
pub mod terminal;
pub mod uncommitted;
