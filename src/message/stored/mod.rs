//! What git will store of a message file.

pub mod cleanup;
pub mod encoding;
