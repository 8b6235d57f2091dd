//! What is known of HEAD.

use std::cell::RefCell;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;

/// What HEAD was when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// The full name of its branch, born or not; `None` where it is detached.
    pub(crate) branch: Option<String>,
    /// Its commit; `None` on an unborn branch.
    pub(crate) id: Option<CommitId>,
    /// The references that stand for an operation in progress, where those are not files.
    pub(crate) operations: Vec<String>,
}

/// What is known of HEAD so far.
#[derive(Debug, Default)]
pub(crate) struct KnownHead {
    pub(crate) head: RefCell<Option<Head>>,
    pub(crate) commit: RefCell<Option<CommitInfo>>,
    /// Where references are in tables, which ones when HEAD was read.
    pub(crate) tables: RefCell<Option<RefTables>>,
}

/// The lists of tables of a repository as they were: git puts another file in the place of the
/// list with each change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RefTables(pub(crate) Vec<ListState>);

/// Inode, time in seconds and nanoseconds, length.
pub(crate) type ListState = (u64, i64, i64, u64);
