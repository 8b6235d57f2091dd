//! A commit: its id, what it says, how it is read.

pub mod commit_id;
pub mod commit_info;
pub mod raw_commit;
pub mod read_commit;
