//! IMPLEMENTATION_PHASES.md: the phases, their tasks and their criteria.

pub mod items;
pub mod model;
pub mod parse;
