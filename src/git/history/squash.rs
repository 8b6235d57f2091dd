//! Commits that hold what a branch had become: where it was squashed elsewhere, nobody here was
//! told of it.

use std::collections::HashSet;

use gix::ObjectId;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::history::ancestry::WalkLimit;
use crate::git::history::recorded_commits::MAX_WALK;
use crate::git::repository::Repo;

/// HEAD's first-parent chain since another history parted from it.
pub(crate) struct ForkedChain {
    /// The commits since, the newest first.
    pub(crate) commits: Vec<CommitInfo>,
    /// The newest commit that both have; `None` where that is further back than is looked.
    fork: Option<CommitInfo>,
}

impl Repo {
    /// The chain since the history of `lost` parted from it.
    pub(crate) fn chain_since(&self, head: &CommitInfo, lost: &CommitInfo) -> ForkedChain {
        let mut commits: Vec<CommitInfo> = self.first_parents(head).take(MAX_WALK).collect();
        let ids: Vec<CommitId> = commits.iter().map(|commit| commit.id).collect();
        let shared = self.reachable(&lost.id, &ids, WalkLimit::Full).unwrap_or_default();
        let fork = commits.iter().position(|commit| shared.contains(&commit.id));
        let shared = commits.split_off(fork.unwrap_or(commits.len()));
        ForkedChain { commits, fork: shared.into_iter().next() }
    }

    /// Those of the chain that hold exactly the files of `lost`, or of a commit on top of it that
    /// a reference or a reflog of this repository still knows.
    pub(crate) fn squashes_of(&self, lost: &CommitInfo, chain: &ForkedChain) -> Vec<CommitInfo> {
        if chain.commits.is_empty() {
            return Vec::new();
        }
        let mut states = self.states_on_top(lost);
        states.insert(lost.tree);
        // A branch that came to nothing tells nothing: a revert may have led there too.
        chain.fork.iter().for_each(|fork| _ = states.remove(&fork.tree));
        let is_one = |commit: &&CommitInfo| states.contains(&commit.tree);
        chain.commits.iter().filter(is_one).cloned().collect()
    }

    fn states_on_top(&self, lost: &CommitInfo) -> HashSet<ObjectId> {
        let without = format!("^{}", lost.id);
        let options = ["rev-list", "--no-commit-header", "--format=%T", "--ancestry-path"];
        let asked = [&options[..], &["--all", "--reflog", &without]].concat();
        let listed = self.program.run(&asked, b"").unwrap_or_default();
        let trees = listed.split(|&byte| byte == b'\n').map(ObjectId::from_hex);
        trees.filter_map(Result::ok).collect()
    }
}
