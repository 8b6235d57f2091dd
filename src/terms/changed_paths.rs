//! Changed paths as data.

use std::collections::BTreeSet;

use bstr::{BString, ByteSlice};

/// What happened to a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// New.
    Added,
    /// Other content or mode.
    Modified,
    /// Gone.
    Deleted,
    /// Moved here, with or without other content.
    Renamed {
        /// Where it was.
        from: BString,
    },
    /// Of another type: a symlink that was a file, say.
    TypeChanged,
    /// Never added to git. Directories end in `/`.
    Untracked,
    /// Left unmerged by a conflict.
    Conflicted,
}

/// One changed path, relative to the top of the worktree, as git stores it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The path now; of a deleted file, the path it had.
    pub path: BString,
    /// What happened to it.
    pub kind: ChangeKind,
}

impl Change {
    /// The paths it touches: the one now, and where it was.
    pub fn sides(&self) -> impl Iterator<Item = &[u8]> {
        let from = match &self.kind {
            ChangeKind::Renamed { from } => Some(from.as_slice()),
            _ => None,
        };
        std::iter::once(self.path.as_slice()).chain(from)
    }
}

/// A change that a commit leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UncommittedChange {
    /// What differs.
    pub change: Change,
    /// What to do about it; `None` where it is expected.
    pub suggestion: Option<Suggestion>,
}

/// What to do about a change that a commit leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suggestion {
    /// Stage it.
    Add,
    /// Stage it, though a sparse checkout leaves its place out.
    AddOutsideCone,
    /// It is staged, and the next commit takes it.
    Commit,
    /// Resolve its conflict first.
    Resolve,
    /// Commit inside the submodule first.
    CommitInside,
    /// Make it readable first.
    MakeReadable,
    /// Ignore it: it is generated, or no business of others.
    Ignore,
    /// Ignore it: it is a repository, and not a submodule.
    IgnoreRepository,
}

/// The changes without deletions that go with another one: who adds what took
/// the file's or its directory's place has removed it, and git refuses both together.
pub fn without_replaced<'c>(changes: &[&'c Change]) -> Vec<&'c Change> {
    let all: BTreeSet<&[u8]> = changes.iter().map(|change| change.path.as_slice()).collect();
    let is_replaced = |path: &[u8]| {
        let below = path.find_iter(b"/").any(|end| all.contains(&path[..end]));
        below || all.contains([path, b"/"].concat().as_slice())
    };
    let stays = |change: &&Change| change.kind != ChangeKind::Deleted || !is_replaced(&change.path);
    changes.iter().copied().filter(stays).collect()
}

/// How many lines of a file came and went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineCount {
    /// Lines that are new.
    pub added: usize,
    /// Lines that are gone.
    pub removed: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deletion_goes_with_what_took_its_place() {
        let change = |path: &str, kind| Change { path: path.into(), kind };
        let changes = [
            change("d", ChangeKind::Untracked),
            change("d/x", ChangeKind::Deleted),
            change("f", ChangeKind::Deleted),
            change("f/", ChangeKind::Untracked),
            change("gone", ChangeKind::Deleted),
        ];
        let left = without_replaced(&changes.each_ref());
        let left: Vec<_> = left.iter().map(|change| change.path.to_string()).collect();
        assert_eq!(left, ["d", "f/", "gone"]);
    }
}
