//! Files that will take the place of others: their names, and the moment.

use std::io;
use std::path::Path;

use tempfile::{Builder, TempPath};

use crate::store::regular_file::while_held;

pub(crate) const TEMPORARY: &str = ".tmp-";
const PREFIX: &str = ".SESSION.md.";
const SUFFIX: &str = ".tmp";

/// A file in the git dir that will be renamed, or is gone when dropped.
pub(crate) fn temporary_in_git_dir() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(TEMPORARY);
    builder
}

/// Whether [`temporary_in_git_dir`] gives such names.
pub(crate) fn is_temporary_in_git_dir(name: &str) -> bool {
    name.starts_with(TEMPORARY)
}

/// The same beside a file of the worktree: hidden, should a status come by.
pub(crate) fn temporary_beside() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    builder
}

/// Whether [`temporary_beside`] gives such names.
pub(crate) fn is_temporary_beside(name: &[u8]) -> bool {
    let rest = name.strip_prefix(PREFIX.as_bytes());
    let middle = rest.and_then(|rest| rest.strip_suffix(SUFFIX.as_bytes()));
    middle.is_some_and(|middle| middle.len() == 6 && middle.iter().all(u8::is_ascii_alphanumeric))
}

/// Puts the file in the place of the one at `target`.
pub(crate) fn put_in_place(file: TempPath, target: &Path) -> io::Result<()> {
    let mut file = Some(file);
    while_held(|| {
        let failed = file.take().expect("it comes back where that fails").persist(target);
        failed.map_err(|failed| {
            file = Some(failed.path);
            failed.error
        })
    })
}
