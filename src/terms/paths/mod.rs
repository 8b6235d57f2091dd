//! What a path says by itself: what sort of file it is, and what a pattern names.

pub mod generated;
pub mod path_group;
pub mod path_pattern;
