//! Judges recorded hashes, and fixes those that are certain.

pub mod verdict;
pub mod verify_hashes;
