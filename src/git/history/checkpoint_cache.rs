//! The newest checkpoint of a commit's first-parent chain, remembered in the
//! git dir that all worktrees share: what is true of a commit stays true.

use std::collections::HashMap;

use bstr::ByteSlice;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::history::recorded_commits::MAX_WALK;
use crate::git::repository::Repo;
use crate::store::state_file::StateFile;

/// A walk of so many commits costs less than writing down where it led.
const SHORT: usize = 16;

/// How many lines are kept, and how many are let stand until they are thinned out.
const KEPT: usize = 64;
const MOST: usize = 2 * KEPT;

/// The walks that were long, by where they began. In the file, each has a line:
/// `<commit> <its newest checkpoint>`, with `-` where there is none.
type Known = HashMap<CommitId, Option<CommitId>>;

/// Where a walk to the newest checkpoint led.
#[derive(Debug, PartialEq, Eq)]
struct CheckpointWalk {
    found: Option<CommitId>,
    /// How many commits it went over.
    length: usize,
    /// Whether the same walk will always lead there.
    is_certain: bool,
}

impl Repo {
    /// The newest checkpoint on the first-parent chain from `head` on, `head`
    /// itself included, as far as a bounded walk reaches.
    ///
    /// Walks that are long are remembered, so that the next one from a commit
    /// above is short, however far away the checkpoint is by then.
    pub fn newest_checkpoint(&self, head: &CommitInfo) -> Option<CommitInfo> {
        let known = self.known_walks();
        let walk = self.walk_to_checkpoint(head, &known);
        if walk.length > SHORT && walk.is_certain {
            // What cannot be remembered is only walked again.
            let _ = self.remember_walk(head.id, walk.found, known.len());
        }
        self.commit(&walk.found?).ok()
    }

    fn walk_to_checkpoint(&self, head: &CommitInfo, known: &Known) -> CheckpointWalk {
        let (mut length, mut is_at_root) = (0, false);
        for commit in self.first_parents(head).take(MAX_WALK) {
            length += 1;
            is_at_root = commit.parents.is_empty() && !commit.is_cut_off;
            let found = if commit.is_checkpoint() { Some(commit.id) } else { None };
            if let Some(found) = found.map(Some).or_else(|| known.get(&commit.id).copied()) {
                return CheckpointWalk { found, length, is_certain: true };
            }
        }
        // Where commits are missing or cannot be read, what was not found may be found one day.
        CheckpointWalk { found: None, length, is_certain: is_at_root || length == MAX_WALK }
    }

    fn known_walks(&self) -> Known {
        let text = self.shared_state().read(StateFile::Newest).unwrap_or_default();
        let id = |word: &str| CommitId::from_hex(word);
        let lines = text.lines().filter_map(|line| line.to_str().ok()?.split_once(' '));
        // Damaged lines are absent.
        let walks = lines.filter_map(|(from, to)| match to {
            "-" => Some((id(from)?, None)),
            to => Some((id(from)?, Some(id(to)?))),
        });
        walks.collect()
    }

    fn remember_walk(
        &self,
        from: CommitId,
        to: Option<CommitId>,
        known: usize,
    ) -> std::io::Result<()> {
        let to = to.map_or_else(|| "-".to_owned(), CommitId::to_hex);
        let state = self.shared_state();
        if known >= MOST {
            let text = String::from_utf8_lossy(&state.read(StateFile::Newest).unwrap_or_default())
                .into_owned();
            let lines: Vec<&str> = text.lines().collect();
            let newest = &lines[lines.len().saturating_sub(KEPT)..];
            state.write(StateFile::Newest, (newest.join("\n") + "\n").as_bytes())?;
        }
        state.append(StateFile::Newest, &format!("{from} {to}\n"))
    }
}

#[cfg(test)]
mod with_git {
    use super::*;
    use crate::git::testing::Sandbox;

    fn newest(sandbox: &Sandbox) -> Option<String> {
        let repo = sandbox.repo();
        let head = repo.head().unwrap().unwrap();
        repo.newest_checkpoint(&head).map(|found| found.id.to_hex())
    }

    fn remembered(sandbox: &Sandbox) -> usize {
        std::fs::read_to_string(sandbox.path(".git/checkpoint/newest"))
            .map_or(0, |text| text.lines().count())
    }

    fn ordinary(sandbox: &Sandbox, count: usize) {
        for _ in 0..count {
            sandbox.git(&["commit", "-q", "--allow-empty", "-m", "more"]);
        }
    }

    #[test]
    fn short_walks_leave_nothing_behind() {
        let sandbox = Sandbox::new();
        let checkpoint = sandbox.commit("a", "1", "checkpoint: Phase 1 Complete - a");
        assert_eq!(newest(&sandbox), Some(checkpoint.clone()));
        ordinary(&sandbox, SHORT - 1);
        assert_eq!(newest(&sandbox), Some(checkpoint));
        assert_eq!(remembered(&sandbox), 0);
    }

    #[test]
    fn long_walks_are_remembered_and_used() {
        let sandbox = Sandbox::new();
        let checkpoint = sandbox.commit("a", "1", "checkpoint: Phase 1 Complete - a");
        ordinary(&sandbox, SHORT + 4);
        assert_eq!(newest(&sandbox), Some(checkpoint.clone()));
        assert_eq!(remembered(&sandbox), 1);
        ordinary(&sandbox, 2);
        let repo = sandbox.repo();
        let head = repo.head().unwrap().unwrap();
        let walk = repo.walk_to_checkpoint(&head, &repo.known_walks());
        assert_eq!((walk.found.map(CommitId::to_hex), walk.length), (Some(checkpoint), 3));
    }

    #[test]
    fn that_there_is_none_is_remembered_too_and_damage_is_absent() {
        let sandbox = Sandbox::new();
        ordinary(&sandbox, SHORT + 1);
        assert_eq!((newest(&sandbox), remembered(&sandbox)), (None, 1));
        assert_eq!((newest(&sandbox), remembered(&sandbox)), (None, 1));
        sandbox.write(".git/checkpoint/newest", "x y\nno\n\u{fffd} -\n");
        assert_eq!(newest(&sandbox), None);
        let checkpoint = sandbox.commit("a", "1", "checkpoint: Phase 1 Complete - a");
        assert_eq!(newest(&sandbox), Some(checkpoint));
    }

    #[test]
    fn that_a_shallow_clone_holds_none_is_not_remembered() {
        let sandbox = Sandbox::new();
        let checkpoint = sandbox.commit("a", "1", "checkpoint: Phase 1 Complete - a");
        ordinary(&sandbox, SHORT * 2);
        let url = format!("file://{}", sandbox.root().display());
        let depth = format!("--depth={}", SHORT + 2);
        sandbox.git(&["clone", "-q", &depth, &url, "clone"]);
        let newest = || {
            let repo = Repo::discover_at(&sandbox.path("clone")).unwrap();
            let head = repo.head().unwrap().unwrap();
            repo.newest_checkpoint(&head).map(|found| found.id.to_hex())
        };
        assert_eq!(newest(), None);
        sandbox.git(&["-C", "clone", "fetch", "-q", "--unshallow"]);
        assert_eq!(newest(), Some(checkpoint));
    }

    #[test]
    fn the_file_stays_small() {
        let sandbox = Sandbox::new();
        ordinary(&sandbox, 1);
        let repo = sandbox.repo();
        let head = repo.head().unwrap().unwrap();
        let line = format!("{} -\n", head.id);
        sandbox.write(".git/checkpoint/newest", &line.repeat(MOST));
        repo.remember_walk(head.id, None, MOST).unwrap();
        assert_eq!(remembered(&sandbox), KEPT + 1);
    }
}
