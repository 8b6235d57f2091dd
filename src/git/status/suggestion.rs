//! What to do about a file that a commit leaves out, so that the command works as printed and
//! takes nothing else along.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::PathBuf;

use bstr::{BStr, BString, ByteSlice};

use crate::git::repository::Repo;
use crate::git::status::collapse::Handling;
use crate::git::status::expected::Expected;
use crate::git::status::ignore_rules::IgnoreRules;
use crate::git::status::nested::is_linked_worktree;
use crate::git::status::status_command::{StatusLine, UntrackedMode, parse_status, status_command};
use crate::terms::changed_paths::{ChangeKind, Suggestion};

/// The `.gitignore` at the root of the worktree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RootGitignore {
    /// Whether it ends in the middle of a line.
    pub lacks_final_newline: bool,
    /// Whether `git add` takes it.
    pub can_be_added: bool,
}

impl Repo {
    /// How each of the paths is handled.
    pub(crate) fn suggestions(&self, lines: &[StatusLine], expected: &Expected) -> Vec<Handling> {
        let index_to_be = self.index_to_be();
        let to_be = index_to_be.map(|index| self.lines_beyond(index, lines));
        let outside = self.outside_cone(lines);
        let handling = |line: &StatusLine| {
            let path = line.change.path.as_bstr();
            if expected.matches(path) {
                return Handling::Expected;
            }
            if line.change.kind == ChangeKind::Untracked && expected.is_left_over(path) {
                return Handling::PassedOver;
            }
            if is_repository(line) && self.is_linked(path) {
                return Handling::PassedOver;
            }
            let line = match &to_be {
                None => line,
                Some(to_be) => match to_be.iter().find(|line| line.change.path == path) {
                    None => return Handling::Unexpected(Suggestion::Commit),
                    Some(line) => line,
                },
            };
            Handling::Unexpected(match self.suggestion(line) {
                Suggestion::Add if outside.contains(path) => Suggestion::AddOutsideCone,
                suggestion => suggestion,
            })
        };
        lines.iter().map(handling).collect()
    }

    /// Returns what can be said to append to the `.gitignore` at the root; `None` where there
    /// is something else in its place.
    pub fn root_gitignore(&self) -> Option<RootGitignore> {
        let index = self.index().ok()?;
        let path = BStr::new(".gitignore");
        let is_tracked = index.entry_by_path(path).is_some();
        let file = self.workdir().join(".gitignore");
        let is_there = match file.symlink_metadata() {
            Ok(found) if found.is_file() => true,
            Err(error) if error.kind() == ErrorKind::NotFound && !is_tracked => false,
            _ => return None,
        };
        let mut rules = IgnoreRules::new(self, index);
        rules.enter(BStr::new(""));
        Some(RootGitignore {
            lacks_final_newline: is_there && lacks_final_newline(&file) == Some(true),
            can_be_added: is_tracked || !rules.is_ignored(path, false),
        })
    }

    fn suggestion(&self, line: &StatusLine) -> Suggestion {
        match line.change.kind {
            ChangeKind::Conflicted => Suggestion::Resolve,
            _ if line.is_dirty_submodule => Suggestion::CommitInside,
            _ if is_repository(line) => Suggestion::IgnoreRepository,
            ChangeKind::Deleted => Suggestion::Add,
            _ if self.is_unreadable(line.change.path.as_ref()) => Suggestion::MakeReadable,
            _ => Suggestion::Add,
        }
    }

    fn is_unreadable(&self, path: &BStr) -> bool {
        let Some(path) = self.on_disk(path) else { return false };
        let is_file = path.symlink_metadata().is_ok_and(|found| found.is_file());
        let denied = |error: std::io::Error| error.kind() == ErrorKind::PermissionDenied;
        is_file && File::open(path).err().is_some_and(denied)
    }

    fn is_linked(&self, path: &BStr) -> bool {
        let git_file = self.on_disk(path).map(|path| path.join(".git"));
        git_file.is_some_and(|git_file| is_linked_worktree(self.handle.common_dir(), &git_file))
    }

    fn on_disk(&self, path: &BStr) -> Option<PathBuf> {
        Some(self.workdir().join(gix::path::from_bstr(path).ok()?))
    }

    /// The index as it will be after a commit of paths, which commits another one beside it
    /// (builtin/commit.c, `prepare_index`).
    fn index_to_be(&self) -> Option<PathBuf> {
        let path = self.handle.index_path();
        let is_false = path.file_name()?.to_str()?.starts_with("next-index-");
        is_false.then(|| path.with_file_name("index.lock")).filter(|path| path.is_file())
    }

    /// What of these paths differs from that index.
    fn lines_beyond(&self, index: PathBuf, lines: &[StatusLine]) -> Vec<StatusLine> {
        let paths: Vec<&BStr> = lines.iter().map(|line| line.change.path.as_bstr()).collect();
        let command = status_command(&paths, UntrackedMode::EachFile);
        let output = self.program.with_index(index).run(&command, b"");
        output.map_or_else(|_| lines.to_owned(), |output| parse_status(&output))
    }

    /// The paths that a sparse checkout leaves out, which `git add` refuses unless told.
    fn outside_cone(&self, lines: &[StatusLine]) -> BTreeSet<BString> {
        let paths = || lines.iter().map(|line| line.change.path.clone());
        let has_rules = || self.git_dir().join("info/sparse-checkout").exists();
        if self.config_bool("core.sparseCheckout") != Some(true) || !has_rules() {
            return BTreeSet::new();
        }
        let input = paths().map(|path| [path.as_slice(), b"\0"].concat()).collect::<Vec<_>>();
        let rules = ["sparse-checkout", "check-rules", "-z"];
        let mut outside: BTreeSet<BString> = paths().collect();
        // Before git 2.41 all are told so, which harms none.
        let inside = self.program.run(&rules, &input.concat()).unwrap_or_default();
        for path in inside.split(|&byte| byte == 0) {
            outside.remove(path.as_bstr());
        }
        outside
    }
}

/// With git's `--untracked-files=all` no other directory is shown.
fn is_repository(line: &StatusLine) -> bool {
    line.change.kind == ChangeKind::Untracked && line.change.path.ends_with(b"/")
}

fn lacks_final_newline(path: &std::path::Path) -> Option<bool> {
    let mut last = [0];
    let mut file = File::open(path).ok()?;
    if file.metadata().ok()?.len() == 0 {
        return Some(false);
    }
    file.seek(SeekFrom::End(-1)).ok()?;
    file.read_exact(&mut last).ok()?;
    Some(last != *b"\n")
}
