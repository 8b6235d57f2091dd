//! The commits that a SESSION.md may name.

use std::collections::HashSet;

use gix::hash::Prefix;
use gix::objs::Kind;

use crate::git::blob::TreeEntry;
use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::repository::Repo;
use crate::store::regular_file;
use crate::terms::tree_and_history::{History, Lookup};
use crate::text::limits::MAX_TEXT_BYTES;

/// How many commits a search for a checkpoint looks at.
pub const MAX_WALK: usize = 1_000;

/// The history of HEAD, as the SESSION.md at some path sees it.
#[derive(Clone, Copy, Debug)]
pub struct RepoHistory<'a> {
    repo: &'a Repo,
    session: &'a str,
}

impl Repo {
    /// The history, for the SESSION.md at that path from the top of the worktree.
    pub fn history<'a>(&'a self, session: &'a str) -> RepoHistory<'a> {
        RepoHistory { repo: self, session }
    }

    /// The commits that an (abbreviated) hash names.
    pub fn commits_named(&self, hash: &str) -> Vec<CommitId> {
        let Ok(prefix) = Prefix::from_hex(hash) else { return Vec::new() };
        let mut candidates = HashSet::default();
        let objects = self.handle.objects();
        if !objects.is_ok_and(|all| all.lookup_prefix(prefix, Some(&mut candidates)).is_ok()) {
            return Vec::new();
        }
        let is_commit = |id: &gix::ObjectId| {
            self.handle.header(*id).is_ok_and(|(kind, _)| kind == Kind::Commit)
        };
        let mut named: Vec<_> = candidates.into_iter().filter(is_commit).map(CommitId).collect();
        named.sort();
        named
    }

    /// Whether commits may be missing here: in a shallow or partial clone.
    pub fn is_incomplete(&self) -> bool {
        self.handle.is_shallow().unwrap_or(true) || self.is_partial()
    }

    /// Whether a remote promises what is not here; older git names it in
    /// `extensions.partialClone` instead (gitrepository-layout(5)).
    fn is_partial(&self) -> bool {
        let promises = |config: &gix::config::File| {
            let remotes = config.sections_by_name("remote").into_iter().flatten();
            let mut names = remotes.filter_map(|remote| remote.header().subsection_name());
            let promisor = |name| config.boolean(&format!("remote.{name}.promisor"));
            names.any(|name| matches!(promisor(name), Ok(Some(true))))
        };
        self.config_string("extensions.partialClone").is_some() || self.handle.with_config(promises)
    }
}

impl History for RepoHistory<'_> {
    fn lookup(&self, hash: &str) -> Lookup {
        if !self.repo.commits_named(hash).is_empty() {
            return Lookup::Commit;
        }
        if self.repo.is_incomplete() { Lookup::Unknowable } else { Lookup::Missing }
    }

    fn newer_checkpoint(&self, recorded: &str) -> Option<String> {
        let mut recorder_passed = !self.is_unmodified();
        let mut commit = self.repo.head().ok()??;
        for _ in 0..MAX_WALK {
            if commit.id.is_abbreviated_by(recorded) {
                return None;
            }
            let parent = commit.parents.first().and_then(|parent| self.repo.commit(parent).ok());
            // A commit cannot hold its own hash.
            let is_recorder = !recorder_passed && self.changes_session(parent.as_ref(), &commit)?;
            recorder_passed |= is_recorder;
            if !is_recorder && commit.is_checkpoint() {
                let is_newer = !self.became(recorded, &commit.id);
                return is_newer.then(|| self.repo.abbreviate(&commit.id));
            }
            commit = parent?;
        }
        None
    }
}

impl RepoHistory<'_> {
    /// Whether SESSION.md stands as HEAD has it, line endings aside: a fresh clone.
    pub fn is_unmodified(&self) -> bool {
        let Ok(Some(committed)) = self.repo.head_blob(self.session) else { return false };
        let file = self.repo.workdir().join(self.session);
        let Ok(present) = regular_file::read_up_to(&file, MAX_TEXT_BYTES) else { return false };
        let without_returns =
            |text: &[u8]| text.iter().copied().filter(|&byte| byte != b'\r').collect::<Vec<_>>();
        present == committed || without_returns(&present) == without_returns(&committed)
    }

    /// Whether the recorded commit was rewritten as that one, so that SESSION.md
    /// will follow at the next quiet moment.
    fn became(&self, recorded: &str, id: &CommitId) -> bool {
        let rewrites = self.repo.rewrites();
        let old = rewrites.replaced(recorded);
        old.is_some_and(|old| rewrites.successors(old).contains(&id.to_hex().as_str()))
    }

    /// Whether the commit changes SESSION.md; `None` where its clone lacks what would tell.
    fn changes_session(&self, parent: Option<&CommitInfo>, commit: &CommitInfo) -> Option<bool> {
        if commit.is_cut_off {
            return None;
        }
        let before = parent.map_or(Some(None), |parent| self.entry(parent))?;
        Some(before != self.entry(commit)?)
    }

    fn entry(&self, commit: &CommitInfo) -> Option<Option<TreeEntry>> {
        self.repo.tree_entry(commit.tree, self.session).ok()
    }
}

#[cfg(test)]
mod with_git {
    use super::*;
    use crate::git::testing::Sandbox;

    fn newer(sandbox: &Sandbox, recorded: &str) -> Option<String> {
        sandbox.repo().history("SESSION.md").newer_checkpoint(recorded)
    }

    #[test]
    fn hashes_are_commits_or_missing() {
        let sandbox = Sandbox::new();
        let hash = sandbox.commit("a", "a", "one");
        let blob = sandbox.git(&["rev-parse", "HEAD:a"]);
        let repo = sandbox.repo();
        let lookup = |hash: &str| repo.history("S").lookup(hash);
        assert_eq!(lookup(&hash), Lookup::Commit);
        assert_eq!(lookup(&hash[..7]), Lookup::Commit);
        assert_eq!(lookup(&hash[..7].to_uppercase()), Lookup::Commit);
        assert_eq!(lookup(&blob[..10]), Lookup::Missing);
        for none in ["", "0000000", "pending", "ghi9012", "abc", "ä"] {
            assert_eq!(lookup(none), Lookup::Missing, "{none}");
        }
    }

    #[test]
    fn a_shallow_clone_cannot_tell() {
        let sandbox = Sandbox::new();
        let old = sandbox.commit("a", "a", "one");
        let new = sandbox.commit("a", "b", "two");
        let url = format!("file://{}", sandbox.root().display());
        sandbox.git(&["clone", "-q", "--depth=1", &url, "clone"]);
        let repo = Repo::discover_at(&sandbox.path("clone")).unwrap();
        assert_eq!(repo.history("S").lookup(&old), Lookup::Unknowable);
        assert_eq!(repo.history("S").lookup(&new), Lookup::Commit);
        assert_eq!(repo.history("S").newer_checkpoint(&old), None);
    }

    #[test]
    fn a_treeless_clone_cannot_tell_which_commit_changed_the_session() {
        let sandbox = Sandbox::new();
        let first = sandbox.commit("SESSION.md", "x", "checkpoint: Phase 1 Complete - a");
        sandbox.commit("a", "1", "checkpoint: Phase 2 Complete - a");
        sandbox.commit("a", "2", "checkpoint: Phase 3 Complete - a");
        sandbox.git(&["config", "uploadpack.allowFilter", "true"]);
        let url = format!("file://{}", sandbox.root().display());
        sandbox.git(&["clone", "-q", "--filter=tree:0", &url, "clone"]);
        let repo = Repo::discover_at(&sandbox.path("clone")).unwrap();
        assert_eq!(repo.history("SESSION.md").newer_checkpoint(&first), None);
    }

    #[test]
    fn the_newest_checkpoint_is_found_behind_other_commits() {
        let sandbox = Sandbox::new();
        let first = sandbox.commit("a", "1", "checkpoint: Phase 1 Complete - a");
        let second = sandbox.commit("a", "2", "checkpoint: Phase 2 Complete - a");
        sandbox.commit("a", "3", "more");
        assert_eq!(newer(&sandbox, &first[..7]).as_deref(), Some(&second[..7]));
        assert_eq!(newer(&sandbox, &second[..7]), None);
        assert_eq!(newer(&sandbox, "pending").as_deref(), Some(&second[..7]));
    }

    #[test]
    fn a_history_without_checkpoints_has_none() {
        let sandbox = Sandbox::new();
        assert_eq!(newer(&sandbox, "abc1234"), None);
        sandbox.commit("a", "1", "Checkpoint: no");
        assert_eq!(newer(&sandbox, "abc1234"), None);
    }

    #[test]
    fn what_a_merge_brings_in_from_the_side_does_not_count() {
        let sandbox = Sandbox::new();
        let first = sandbox.commit("a", "1", "checkpoint: Phase 1 Complete - a");
        sandbox.git(&["checkout", "-q", "-b", "side"]);
        sandbox.commit("b", "1", "checkpoint: Phase 2 Complete - b");
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.commit("c", "1", "c");
        sandbox.git(&["merge", "-q", "--no-edit", "side"]);
        assert_eq!(newer(&sandbox, &first[..7]), None);
    }

    #[test]
    fn in_a_fresh_clone_the_commit_that_changed_the_session_does_not_count() {
        let sandbox = Sandbox::new();
        let first = sandbox.commit("a", "1", "checkpoint: Phase 1 Complete - a");
        let second = sandbox.commit("SESSION.md", "x\r\n", "checkpoint: Phase 2 Complete - b");
        sandbox.commit("a", "2", "more");
        assert_eq!(newer(&sandbox, &first[..7]), None);
        sandbox.write("SESSION.md", "x\n");
        assert_eq!(newer(&sandbox, &first[..7]), None);
        sandbox.write("SESSION.md", "changed\n");
        assert_eq!(newer(&sandbox, &first[..7]).as_deref(), Some(&second[..7]));
    }
}
