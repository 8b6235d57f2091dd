//! Where the newest checkpoint's hash is kept, and what follows from that.

use crate::session::slot::slot_conversion::to_placeholder;
use crate::session::transition::advance::PendingHash;
use crate::snapshot::project::Project;

/// Where the newest checkpoint's hash is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointMode {
    /// SESSION.md holds it, and is modified after each commit.
    InFile,
    /// Only the worktree's file shows it, through the filter; no commit holds it.
    CleanTree,
}

impl CheckpointMode {
    /// The mode of this clone.
    pub fn of(project: &Project) -> Self {
        if project.repo.has_clean_filter() { Self::CleanTree } else { Self::InFile }
    }

    /// Whether what we write into SESSION.md leaves the worktree clean.
    pub fn keeps_tree_clean(self) -> bool {
        self == Self::CleanTree
    }

    /// A new SESSION.md, as it is to be written.
    pub fn new_session(self, text: String) -> String {
        match self {
            Self::InFile => text,
            Self::CleanTree => to_placeholder(&text),
        }
    }

    /// What takes the place of the hash of a checkpoint that is still to come.
    pub fn pending_hash(self) -> PendingHash {
        match self {
            Self::InFile => PendingHash::Hash,
            Self::CleanTree => PendingHash::Command,
        }
    }
}
