//! Whether references in tables (gitformat-reftable(5)) have changed, without asking git.

use std::env;
use std::path::Path;

use crate::git::refs::known_head::{ListState, RefTables};
use crate::git::refs::ref_storage::RefStorage;
use crate::git::repository::Repo;

impl Repo {
    /// The lists of this worktree and of what it shares; `None` where references are kept otherwise.
    pub(crate) fn ref_tables(&self) -> Option<RefTables> {
        let is_told = || self.config_string("extensions.refStorage").as_deref() == Some("reftable");
        let is_elsewhere = || env::var_os("GIT_REFERENCE_BACKEND").is_some();
        if self.refs == RefStorage::Files || is_elsewhere() || !is_told() {
            return None;
        }
        let folders = [self.git_dir(), self.common_dir()].into_iter();
        folders
            .map(|folder| list_state(&folder.join("reftable/tables.list")))
            .collect::<Option<_>>()
            .map(RefTables)
    }
}

#[cfg(unix)]
fn list_state(file: &Path) -> Option<ListState> {
    use std::os::unix::fs::MetadataExt;
    let found = file.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
    Some((found.ino(), found.mtime(), found.mtime_nsec(), found.len()))
}

/// Times alone are too coarse to tell.
#[cfg(not(unix))]
fn list_state(_: &Path) -> Option<ListState> {
    None
}
