//! What several rules share, and drafts with them.

pub mod context;
pub mod entry_fix;
pub mod entry_form;
pub mod file_list;
pub mod inferred;
pub mod listed_files;
pub mod namesake;
pub mod phases;
