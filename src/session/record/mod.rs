//! Recording a commit in SESSION.md: the header's two lines, the phase that
//! it completes, the tasks that it ticked. Everything is an edit inside the
//! spans that we own; what already says the right thing is left as it is.

pub mod edits;
pub mod header;
pub mod phase;
pub mod recorded;
pub mod recording;
pub mod tasks;
pub mod value;
