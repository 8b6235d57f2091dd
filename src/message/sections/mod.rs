//! The sections of a message: their keys, what stands under each, and where one begins.

pub mod cut;
pub mod section;
pub mod section_key;
