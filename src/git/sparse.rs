//! Files that stand in the worktree though a sparse checkout leaves them out.

use std::path::Path;

use bstr::{BStr, BString, ByteSlice};

use crate::git::repository::Repo;

impl Repo {
    /// Whether git takes a file for an ordinary one where it is there though it is left out.
    pub(crate) fn finds_present_files(&self) -> bool {
        self.config_bool("core.sparseCheckout") == Some(true)
            && self.config_bool("sparse.expectFilesOutsideOfPatterns") != Some(true)
    }
}

/// Tells absent files, and remembers the directory that is not there: of
/// thousands of entries left out, most are below a few such.
pub(crate) struct Absent<'a> {
    workdir: &'a Path,
    directory: Option<BString>,
}

impl<'a> Absent<'a> {
    pub(crate) fn new(workdir: &'a Path) -> Self {
        Self { workdir, directory: None }
    }

    pub(crate) fn holds(&mut self, path: &BStr) -> bool {
        if self.directory.as_ref().is_some_and(|directory| path.starts_with(directory)) {
            return true;
        }
        if self.is_there(path) {
            return false;
        }
        let slashes = path.find_iter(b"/").map(|slash| &path[..=slash]);
        let missing = slashes.map(BStr::new).find(|directory| !self.is_there(directory));
        self.directory = missing.map(ToOwned::to_owned);
        true
    }

    fn is_there(&self, path: &BStr) -> bool {
        let path = path.trim_end_with(|c| c == '/');
        let path = gix::path::from_bstr(BStr::new(path));
        path.is_ok_and(|path| self.workdir.join(path).symlink_metadata().is_ok())
    }
}
