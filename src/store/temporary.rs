//! The names of files that will take the place of others.

pub(crate) const TEMPORARY: &str = ".tmp-";

/// The name of a file that will be renamed, or is gone when dropped.
pub(crate) fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    builder
}

pub(crate) fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY)
}
