pub mod atomic_replace;
pub mod lock;
pub mod session_file;
pub mod shared_repository;
pub mod state;
pub mod tempfile_reuse;
