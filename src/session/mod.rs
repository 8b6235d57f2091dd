//! SESSION.md: read tolerantly, judged purely, written by edits.

pub mod content;
pub mod create;
pub mod date;
#[cfg(test)]
mod formatted;
pub mod from_plan;
pub mod hash;
pub mod model;
pub mod next_action;
pub mod next_step;
pub mod parse;
pub mod placeholder;
#[cfg(test)]
pub mod properties;
pub mod query;
pub mod record;
pub mod references;
pub mod slot;
pub(crate) mod task_match;
pub mod transition;
