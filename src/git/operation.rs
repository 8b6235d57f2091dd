//! What git is in the middle of.

use bstr::ByteSlice;

use crate::git::repository::Repo;
use crate::store::{directory, regular_file};

/// An operation that has not come to its end. While it is under way nothing is
/// written into the worktree, for that would break it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// A rebase, with either backend.
    Rebase,
    /// `git am`.
    Am,
    /// A cherry-pick, of one commit or several.
    CherryPick,
    /// A revert, of one commit or several.
    Revert,
    /// A merge.
    Merge,
    /// Changes that `--autostash` put aside are still to come back.
    Autostash,
    /// What an abandoned operation left; we record all the same.
    Stale {
        /// The command that clears it away.
        quit: &'static str,
    },
}

impl Operation {
    /// Its name in git's words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rebase => "rebase",
            Self::Am => "git am",
            Self::CherryPick => "cherry-pick",
            Self::Revert => "revert",
            Self::Merge => "merge",
            Self::Autostash => "rebase or merge with an autostash",
            Self::Stale { .. } => "stale operation",
        }
    }

    /// Whether writing would disturb it.
    pub fn is_in_progress(self) -> bool {
        !matches!(self, Self::Stale { .. })
    }
}

impl Repo {
    /// The operation in progress in this worktree; `None` where there is none, and where the git
    /// dir cannot be read.
    ///
    /// In post-rewrite a finished rebase is still told, as stale where HEAD
    /// is back on its branch.
    pub fn operation(&self) -> Option<Operation> {
        let entries = directory::entries(self.git_dir()).ok()?;
        let files = entries.iter().filter_map(|(name, _)| name.to_str().ok());
        let refs = self.operation_refs();
        let refs = refs.iter().map(String::as_str);
        files.chain(refs).filter_map(|name| self.marked_by(name)).min()
    }

    /// Whether changes that `rebase --autostash` put aside are still to come back.
    ///
    /// They wait until after every hook (sequencer.c), and could not come back into
    /// a file that a hook has written.
    pub fn is_autostash_pending(&self) -> bool {
        let places = ["rebase-merge/autostash", "rebase-apply/autostash"];
        places.iter().any(|place| self.git_dir().join(place).exists())
    }

    /// What a rebase that comes to its end has rewritten: the very text that git
    /// gives to post-rewrite, whose files go away after it (sequencer.c, builtin/am.c).
    pub fn rewritten_by_rebase(&self) -> String {
        self.git_file("rebase-merge/rewritten-list") + &self.git_file("rebase-apply/rewritten")
    }

    /// The operation that a file of this name in the git dir, or a reference, stands for.
    fn marked_by(&self, name: &str) -> Option<Operation> {
        match name {
            "rebase-merge" => Some(self.rebase()),
            "rebase-apply" if self.git_dir().join("rebase-apply/applying").exists() => {
                Some(Operation::Am)
            }
            "rebase-apply" => Some(self.rebase()),
            "CHERRY_PICK_HEAD" => Some(Operation::CherryPick),
            "REVERT_HEAD" => Some(Operation::Revert),
            "MERGE_HEAD" => Some(Operation::Merge),
            "MERGE_AUTOSTASH" => Some(Operation::Autostash),
            "sequencer" => Some(self.sequence()),
            _ => None,
        }
    }

    /// A rebase works on a detached HEAD, with either backend.
    fn rebase(&self) -> Operation {
        if self.is_on_branch() {
            return Operation::Stale { quit: "git rebase --quit" };
        }
        Operation::Rebase
    }

    /// `abort-safety` is where the last pick left HEAD; it is HEAD's parent
    /// while post-commit runs for the next one, unless a conflict was committed in between.
    fn sequence(&self) -> Operation {
        let is_revert = self.git_file("sequencer/todo").starts_with("revert ");
        let (operation, action, quit) = if is_revert {
            (Operation::Revert, "revert", "git revert --quit")
        } else {
            (Operation::CherryPick, "cherry-pick", "git cherry-pick --quit")
        };
        let safety = self.git_file("sequencer/abort-safety");
        let Some(safety) = crate::git::commit::commit_id::CommitId::from_hex(safety.trim()) else {
            return operation;
        };
        let Ok(Some(head)) = self.head() else { return operation };
        let is_near = head.id == safety || head.parents.contains(&safety);
        if is_near || self.last_action_was(action) {
            return operation;
        }
        Operation::Stale { quit }
    }

    /// Whether git moved HEAD last in the course of that; its word for it is not translated.
    fn last_action_was(&self, action: &str) -> bool {
        self.moves().first().is_some_and(|last| last.why.starts_with(action))
    }

    /// The text of a file in the git dir, empty where there is none: half a list would say
    /// something else than the whole one, so none of a larger one either.
    pub(crate) fn git_file(&self, name: &str) -> String {
        /// The todo list of a hundred thousand commits.
        const MAX_BYTES: u64 = 16 * 1024 * 1024;
        let bytes = regular_file::read_up_to(&self.git_dir().join(name), MAX_BYTES);
        let bytes = bytes.ok().filter(|bytes| bytes.len() as u64 <= MAX_BYTES).unwrap_or_default();
        // Subjects in it may be in any encoding.
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

#[cfg(test)]
mod with_git {
    use super::*;
    use crate::git::testing::Sandbox;

    /// `main` and `side` change the same line, `side` in two commits.
    fn conflicting() -> Sandbox {
        let sandbox = Sandbox::new();
        sandbox.commit("a", "base", "base");
        sandbox.git(&["checkout", "-q", "-b", "side"]);
        sandbox.commit("a", "side", "side 1");
        sandbox.commit("a", "side 2", "side 2");
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.commit("a", "main", "main");
        sandbox
    }

    fn after(arguments: &[&str]) -> Option<Operation> {
        let sandbox = conflicting();
        sandbox.may_git(arguments);
        sandbox.repo().operation()
    }

    #[test]
    fn each_operation_is_told_while_it_waits_for_a_conflict() {
        assert_eq!(after(&["status"]), None);
        assert_eq!(after(&["merge", "side"]), Some(Operation::Merge));
        assert_eq!(after(&["rebase", "side"]), Some(Operation::Rebase));
        assert_eq!(after(&["rebase", "--apply", "side"]), Some(Operation::Rebase));
        assert_eq!(after(&["cherry-pick", "side"]), Some(Operation::CherryPick));
        assert_eq!(after(&["cherry-pick", "side~1", "side"]), Some(Operation::CherryPick));
        assert_eq!(after(&["revert", "--no-edit", "side"]), Some(Operation::Revert));
    }

    #[test]
    fn am_is_told_though_head_is_on_a_branch() {
        let sandbox = conflicting();
        sandbox.git(&["format-patch", "-q", "-1", "side"]);
        sandbox.may_git(&["am", "0001-side-2.patch"]);
        assert_eq!(sandbox.repo().operation(), Some(Operation::Am));
    }

    #[test]
    fn a_sequence_goes_on_between_its_picks() {
        let sandbox = conflicting();
        sandbox.may_git(&["revert", "--no-edit", "side", "side~1"]);
        sandbox.write("a", "resolved");
        sandbox.git(&["add", "a"]);
        sandbox.git(&["commit", "-q", "-m", "resolved"]);
        assert_eq!(sandbox.repo().operation(), Some(Operation::Revert));
    }

    #[test]
    fn a_sequence_that_head_has_left_is_stale() {
        let sandbox = conflicting();
        sandbox.commit("b", "b", "more");
        sandbox.may_git(&["cherry-pick", "side~1", "side"]);
        sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
        let quit = "git cherry-pick --quit";
        assert_eq!(sandbox.repo().operation(), Some(Operation::Stale { quit }));
        sandbox.git(&["cherry-pick", "--quit"]);
        assert_eq!(sandbox.repo().operation(), None);
    }

    #[test]
    fn a_rebase_with_head_on_a_branch_is_stale() {
        for backend in ["--merge", "--apply"] {
            let sandbox = conflicting();
            sandbox.write("b", "uncommitted");
            sandbox.git(&["add", "b"]);
            sandbox.may_git(&["rebase", backend, "--autostash", "side"]);
            assert_eq!(sandbox.repo().operation(), Some(Operation::Rebase));
            sandbox.git(&["checkout", "-q", "-f", "side"]);
            let quit = "git rebase --quit";
            assert_eq!(sandbox.repo().operation(), Some(Operation::Stale { quit }));
        }
    }

    #[test]
    fn what_is_in_progress_comes_before_what_is_stale() {
        let sandbox = conflicting();
        sandbox.may_git(&["rebase", "side"]);
        sandbox.git(&["checkout", "-q", "-f", "main"]);
        sandbox.may_git(&["merge", "side"]);
        assert_eq!(sandbox.repo().operation(), Some(Operation::Merge));
    }
}
