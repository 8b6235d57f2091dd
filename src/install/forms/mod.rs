//! How git finds a hook of ours: in its configuration, or in a hooks folder as a link to the
//! program or as a text shim.

pub mod configured;
pub mod hook_file;
pub mod moved;
pub mod script;
pub mod shim;
pub mod uninstall;
pub mod write;
