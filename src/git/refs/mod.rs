//! HEAD and the other references.

pub mod head;
pub mod head_file;
pub mod known_head;
pub mod read_refs;
pub mod ref_storage;
pub mod ref_tables;
