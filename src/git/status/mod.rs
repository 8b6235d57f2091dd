pub mod expected;
pub mod index_stat;
pub mod sparse;
pub mod submodules;
pub mod suggestion;
pub mod uncommitted;
pub mod untracked;
pub mod untracked_scan;
