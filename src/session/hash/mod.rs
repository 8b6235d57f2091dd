//! A recorded hash with its date, as people write them.

pub mod context;
pub mod date;
pub mod hash_value;
