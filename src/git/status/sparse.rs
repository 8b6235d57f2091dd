//! Files that stand in the worktree though a sparse checkout leaves them out.

use std::borrow::Cow;
use std::path::Path;

use bstr::{BStr, BString, ByteSlice};
use gix::index::State;
use gix::index::entry::{Flags, Mode};

use crate::git::repository::Repo;

impl Repo {
    /// The index with the entries of present files made ordinary ones, as git does
    /// when it reads it (sparse-index.c, `clear_skip_worktree_from_present_files`).
    pub(crate) fn with_present<'i>(&self, index: &'i State) -> Cow<'i, State> {
        if !self.finds_present_files() {
            return Cow::Borrowed(index);
        }
        let mut absent = Absent::new(self.workdir());
        let mut index = index.clone();
        self.expand_present(&mut index, &mut absent);
        let (entries, paths) = index.entries_mut_and_pathbacking();
        let left_out = entries
            .iter_mut()
            .filter(|entry| entry.flags.contains(Flags::SKIP_WORKTREE) && entry.mode != Mode::DIR);
        for entry in left_out {
            if !absent.holds(entry.path_in(paths)) {
                entry.flags.remove(Flags::SKIP_WORKTREE);
            }
        }
        Cow::Owned(index)
    }

    /// Whether git takes a file for an ordinary one where it is there though it is left out.
    pub(crate) fn finds_present_files(&self) -> bool {
        self.config_bool("core.sparseCheckout") == Some(true)
            && self.config_bool("sparse.expectFilesOutsideOfPatterns") != Some(true)
    }

    /// Puts the entries of a directory in the place of one that a sparse index
    /// has collapsed (gitformat-index(5)), where the directory is there.
    fn expand_present(&self, index: &mut State, absent: &mut Absent<'_>) {
        let paths = index.path_backing();
        let collapsed = index.entries().iter().filter(|entry| entry.mode == Mode::DIR);
        let present = collapsed.filter(|entry| !absent.holds(entry.path_in(paths)));
        let present: Vec<_> =
            present.map(|entry| (entry.id, entry.path_in(paths).to_owned())).collect();
        for (tree, directory) in &present {
            // A partial clone may lack the tree; then it stays as it is.
            let Ok(inside) = State::from_tree(tree, &self.git.objects, Default::default()) else {
                continue;
            };
            index.remove_entries(|_, path, _| path == directory);
            for entry in inside.entries() {
                let path = [directory.as_slice(), entry.path(&inside)].concat();
                let (stat, flags) = (Default::default(), Flags::SKIP_WORKTREE);
                index.dangerously_push_entry(stat, entry.id, flags, entry.mode, path.as_bstr());
            }
        }
        if !present.is_empty() {
            index.sort_entries();
        }
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
