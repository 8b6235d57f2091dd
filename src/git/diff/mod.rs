pub mod patch;
pub mod pending_commit;
pub mod tree_diff;
