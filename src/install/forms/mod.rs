//! How a hook of ours stands in a hooks folder: as a link to the program, or as a text shim.

mod hook_file;
mod moved;
mod script;
mod shim;
mod uninstall;
mod write;

pub(super) use self::hook_file::{install, still_called};
pub(super) use self::moved::Moved;
pub(super) use self::uninstall::uninstall;
pub(super) use self::write::{create_dir, io_context};
