//! Findings and rules as text.

pub mod diff;
pub mod document;
pub mod explain;
pub mod formats;
pub mod render;
pub mod snippet_line;
pub mod summary;
