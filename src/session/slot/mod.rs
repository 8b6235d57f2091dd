//! The 25 bytes of Last Checkpoint that are ours in clean-tree mode.

pub mod slot_conversion;
pub mod slot_value;
