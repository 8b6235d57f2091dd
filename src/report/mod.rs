//! What people and programs get to see: the only place that names colours and
//! writes to the terminal.
//!
//! The renderers are functions from data to text; [`Output`] writes it, once.
//! Everything that is printed here may come from a cloned repository, so all
//! of it goes through [`clean`] first.

pub mod agent_brief;
pub mod color;
pub mod diff;
pub mod document;
pub mod error_list;
pub mod explain;
pub mod json;
pub mod keeping;
pub mod log;
pub mod output;
pub mod quotation;
pub mod render;
pub mod repair;
pub mod resume;
pub mod sanitize;
pub mod snippet_line;
pub mod stream;
pub mod suggestions;
pub mod summary;
pub mod tasks;
pub mod uncommitted;
