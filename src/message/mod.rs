//! The checkpoint message.
