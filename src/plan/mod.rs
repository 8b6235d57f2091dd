//! IMPLEMENTATION_PHASES.md: the phases, their tasks and their criteria.

pub mod fenced_list;
pub mod item_text;
pub mod items;
pub mod model;
pub mod parse;
mod phase_table;
mod phase_title;
pub mod phases;
pub mod table;
pub mod table_row;
pub mod topic;
