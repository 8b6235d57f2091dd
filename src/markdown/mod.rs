//! What SESSION.md and the plan have in common as Markdown: headings, fences,
//! `**Key**: value` fields, list items, phase headings and anchors.

pub mod fences;
pub mod field;
pub(crate) mod inlines;
pub mod labels;
pub mod line;
pub mod list;
pub mod outline;
pub mod phase_heading;
pub mod slug;
pub mod status;
