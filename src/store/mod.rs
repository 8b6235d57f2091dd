//! What we write: SESSION.md, and the files in the git dir.

pub mod atomic_replace;
pub mod directory;
pub mod draft_file;
pub mod exchange;
pub mod lock;
pub mod regular_file;
pub mod session_file;
pub mod shared_repository;
pub mod state;
pub mod state_file;
pub mod temporary;
