//! How what a commit leaves behind gets into one.

use std::ffi::OsString;
use std::path::PathBuf;

use bstr::{BStr, BString, ByteSlice};
use gix::index::entry::Mode;

use crate::git::repository::Repo;
use crate::terms::changed_paths::{Change, ChangeKind, Suggestion};

const STATUS: [&str; 7] = [
    "--literal-pathspecs",
    "status",
    "--porcelain=v2",
    "-z",
    "--no-renames",
    "--untracked-files=normal",
    "--",
];

impl Repo {
    /// What mends each of the changes that the index being committed leaves behind.
    ///
    /// git is asked only where there is more than to add: of a commit of paths,
    /// which leaves behind what is staged besides, and of submodules.
    pub fn remedies(&self, changes: &[Change]) -> Vec<Suggestion> {
        let to_be = self.index_to_be();
        let is_asked = to_be.is_some() || changes.iter().any(|change| self.is_submodule(change));
        let when_staged = if to_be.is_some() { Suggestion::Commit } else { Suggestion::Add };
        let unstaged = is_asked.then(|| self.unstaged(to_be, changes)).flatten();
        let told = |change: &Change| {
            let Some(unstaged) = &unstaged else { return Suggestion::Add };
            let concerned = unstaged.iter().filter(|left| left.concerns(change.path.as_ref()));
            concerned.map(|left| left.remedy).max().unwrap_or(when_staged)
        };
        let remedy = |change: &Change| {
            if self.is_repository(change) { Suggestion::MakeSubmodule } else { told(change) }
        };
        changes.iter().map(remedy).collect()
    }

    /// The index as it will be after a commit of paths, which commits another
    /// one beside it (builtin/commit.c, `prepare_index`).
    fn index_to_be(&self) -> Option<PathBuf> {
        let path = self.git.index_path();
        let is_false = path.file_name()?.to_str()?.starts_with("next-index-");
        is_false.then(|| path.with_file_name("index.lock")).filter(|path| path.is_file())
    }

    /// What git finds to be added, beyond that index.
    fn unstaged(&self, index: Option<PathBuf>, changes: &[Change]) -> Option<Vec<Unstaged>> {
        // A command line holds only so many.
        const MOST_NAMED: usize = 100;
        let named = if changes.len() <= MOST_NAMED { changes } else { &[] };
        let paths = named.iter().filter_map(|change| on_disk(&change.path).map(OsString::from));
        let arguments: Vec<OsString> =
            STATUS.map(OsString::from).into_iter().chain(paths).collect();
        let program = match index {
            Some(index) => self.program.with_index(index),
            None => self.program.clone(),
        };
        let told = program.ask(&arguments).ok()?;
        Some(told.split(|&byte| byte == 0).filter_map(Unstaged::read).collect())
    }

    fn is_submodule(&self, change: &Change) -> bool {
        let Ok(index) = self.index() else { return false };
        let entry = index.entry_by_path(change.path.as_ref());
        entry.is_some_and(|entry| entry.mode == Mode::COMMIT)
    }

    fn is_repository(&self, change: &Change) -> bool {
        let is_directory = change.kind == ChangeKind::Untracked && change.path.ends_with(b"/");
        let git_dir = || Some(self.workdir().join(on_disk(&change.path)?).join(".git"));
        is_directory && git_dir().is_some_and(|git_dir| git_dir.symlink_metadata().is_ok())
    }
}

fn on_disk(path: &BString) -> Option<PathBuf> {
    gix::path::from_bstring(path.clone()).ok()
}

/// A path that is not as the index has it.
struct Unstaged {
    path: BString,
    remedy: Suggestion,
}

impl Unstaged {
    /// `1 XY <sub> <mH> <mI> <mW> <hH> <hI> <path>`, `u XY <sub> …`, `? <path>`
    /// (git-status(1)); `None` where the worktree is as the index.
    fn read(line: &[u8]) -> Option<Self> {
        let (fields, remedy) = match line.first()? {
            b'?' => (2, Suggestion::Add),
            b'u' => (11, Suggestion::Resolve),
            b'1' if line.get(3) == Some(&b'.') => return None,
            b'1' if is_dirty_submodule(line.get(5..9)?) => (9, Suggestion::CommitInside),
            b'1' => (9, Suggestion::Add),
            _ => return None,
        };
        let path = line.splitn(fields, |&byte| byte == b' ').last()?;
        Some(Self { path: path.into(), remedy })
    }

    fn concerns(&self, path: &BStr) -> bool {
        self.path == path || (path.ends_with(b"/") && self.path.starts_with(path.as_bytes()))
    }
}

/// `S<c><m><u>`: another commit, modified content, untracked files.
fn is_dirty_submodule(sub: &[u8]) -> bool {
    sub.starts_with(b"S") && sub.find_byteset(b"MU").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_git_status_tell_what_is_to_be_done() {
        let read =
            |line: &str| Unstaged::read(line.as_bytes()).map(|left| (left.path, left.remedy));
        let rest = "100644 100644 100644 0 0 a b";
        let told = |remedy| Some((BString::from("a b"), remedy));
        assert_eq!(read("? a b"), told(Suggestion::Add));
        assert_eq!(read(&format!("1 .D N... {rest}")), told(Suggestion::Add));
        assert_eq!(read(&format!("1 AM SC.. {rest}")), told(Suggestion::Add));
        assert_eq!(read(&format!("1 .M S.M. {rest}")), told(Suggestion::CommitInside));
        assert_eq!(read(&format!("1 .M SC.U {rest}")), told(Suggestion::CommitInside));
        assert_eq!(read("u UU N... 1 2 3 4 5 6 7 a b"), told(Suggestion::Resolve));
        for none in [format!("1 M. N... {rest}"), "! a".to_owned(), "1".to_owned(), String::new()] {
            assert_eq!(read(&none), None, "{none}");
        }
    }
}
