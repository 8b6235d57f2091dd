//! SESSION.md: read tolerantly, judged purely, written by edits.

pub mod content;
pub mod create;
pub mod current_phase;
#[cfg(test)]
pub mod formatted;
pub mod from_plan;
pub mod hash;
pub mod lookup;
pub mod merge;
pub mod model;
pub mod next;
pub mod parse;
pub mod placeholder;
#[cfg(test)]
pub mod properties;
pub mod record;
pub mod references;
pub mod slot;
pub mod transition;
