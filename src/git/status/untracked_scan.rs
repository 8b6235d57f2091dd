//! Names in a worktree that are neither in the index nor ignored: nearly always none.

use std::path::PathBuf;

use bstr::{BStr, BString, ByteSlice};
use gix::index::State;

use crate::git::repository::Repo;
use crate::git::status::expected::Expected;
use crate::git::status::ignore_rules::IgnoreRules;
use crate::git::status::nested::is_linked_worktree;
use crate::git::status::status_command::{CandidateCount, StatusCandidate};
use crate::git::status::tracked_walk::{UnknownName, is_shown};
use crate::store::directory;
use crate::store::directory::FileType;
use crate::terms::changed_paths::ChangeKind;

/// A scan for untracked files.
pub(crate) struct UntrackedScan<'a> {
    repo: &'a Repo,
    rules: IgnoreRules<'a>,
    expected: Option<&'a Expected>,
    count: &'a CandidateCount,
    /// What git may show as untracked: of a directory without tracked files itself alone.
    pub(crate) found: Vec<StatusCandidate>,
}

impl<'a> UntrackedScan<'a> {
    pub(crate) fn new(
        repo: &'a Repo,
        index: &'a State,
        expected: Option<&'a Expected>,
        count: &'a CandidateCount,
    ) -> Self {
        Self { repo, rules: IgnoreRules::new(repo, index), expected, count, found: Vec::new() }
    }

    /// Judges names that the index does not know. Stops early where the count is full.
    pub(crate) fn judge(&mut self, unknown: Vec<UnknownName>) {
        for UnknownName { path, file_type } in unknown {
            if self.count.is_full() {
                break;
            }
            if self.is_untracked(path.as_ref(), file_type) {
                self.count.add_one();
                self.found.push(StatusCandidate { path, kind: ChangeKind::Untracked });
            }
        }
    }

    fn is_untracked(&mut self, path: &BStr, file_type: FileType) -> bool {
        self.rules.enter(parent(path));
        let is_directory = file_type == FileType::Directory;
        self.may_be_untracked(path, is_directory) && (!is_directory || self.holds_untracked(path))
    }

    /// Whether it is neither ignored nor expected.
    fn may_be_untracked(&self, path: &BStr, is_directory: bool) -> bool {
        !self.is_expected(path, is_directory) && !self.rules.is_ignored(path, is_directory)
    }

    fn is_expected(&self, path: &BStr, is_directory: bool) -> bool {
        self.expected.is_some_and(|expected| match is_directory {
            true => expected.matches([path.as_bytes(), b"/"].concat().as_bstr()),
            false => expected.matches(path) || expected.is_left_over(path),
        })
    }

    /// Whether something untracked lies below a directory that the index does not know. With a list
    /// of what is still to be looked at, so that neither the stack nor the number of open files
    /// depends on how deep a tree is.
    fn holds_untracked(&mut self, directory: &BStr) -> bool {
        let mut open = vec![join(directory, BStr::new("/"))];
        while let Some(directory) = open.pop() {
            self.rules.enter(directory.as_ref());
            if self.holds_untracked_itself(directory.as_ref(), &mut open) {
                return true;
            }
        }
        false
    }

    /// The same for what lies in the directory itself; what is below it is put on the list.
    fn holds_untracked_itself(&self, directory: &BStr, open: &mut Vec<BString>) -> bool {
        let git_dir = self.on_disk(join(directory, BStr::new(".git")).as_ref());
        if git_dir.symlink_metadata().is_ok() {
            return !is_linked_worktree(self.repo.handle.common_dir(), &git_dir);
        }
        // git shows nothing of what it cannot read.
        let found = directory::entries(&self.on_disk(directory)).unwrap_or_default();
        for (name, file_type) in found.iter().filter(is_shown) {
            let is_directory = file_type == FileType::Directory;
            let path = join(directory, name);
            match file_type {
                FileType::Other => {}
                _ if !self.may_be_untracked(path.as_ref(), is_directory) => {}
                FileType::File => return true,
                FileType::Directory => open.push(join(path.as_ref(), BStr::new("/"))),
            }
        }
        false
    }

    fn on_disk(&self, path: &BStr) -> PathBuf {
        self.repo.workdir().join(gix::path::from_bstr(path).unwrap_or_default())
    }
}

/// The directory that a path lies in: empty, or with `/` at the end.
fn parent(path: &BStr) -> &BStr {
    path[..path.rfind_byte(b'/').map_or(0, |slash| slash + 1)].as_bstr()
}

fn join(directory: &BStr, name: &BStr) -> BString {
    [directory.as_bytes(), name.as_bytes()].concat().into()
}
