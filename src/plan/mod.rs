//! IMPLEMENTATION_PHASES.md: the phases, their tasks and their criteria.

pub mod items;
pub mod model;
pub mod parse;
pub mod phase_title;
pub mod phases;
pub mod table;
pub mod topic;
