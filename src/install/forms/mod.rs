//! How a hook of ours stands in a hooks folder: as a link to the program, or as a text shim.

pub mod hook_file;
pub mod moved;
pub mod script;
pub mod shim;
pub mod uninstall;
pub mod write;
