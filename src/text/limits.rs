//! How much text is read.

/// The largest file that we look at, in bytes: 4 MiB.
pub(crate) const MAX_TEXT_BYTES: u64 = 4 * 1024 * 1024;
