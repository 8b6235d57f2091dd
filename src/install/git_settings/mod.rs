//! What git itself is told: the filter, the merge driver, and the attributes that select them.

pub(crate) mod attributes;
pub mod filter;
pub(crate) mod merge_driver;
