//! Changed paths as data, and what kind of file a path is.

use bstr::BString;

/// What happened to a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
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
    pub kind: Kind,
}
