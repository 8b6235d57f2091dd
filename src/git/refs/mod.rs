//! HEAD and the other references.

pub mod head;
pub mod known_head;
pub mod read_refs;
pub mod ref_storage;
