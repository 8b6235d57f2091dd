//! What hashes, revisions and ranges name.

use anyhow::Context;

use crate::git::commit::commit_id::CommitId;
use crate::git::open::handle::RepositoryHandle;
use crate::git::repository::Repo;

/// Enough for the deltas of commits, which are small.
const CACHE: usize = 4 * 1024 * 1024;

/// What an (abbreviated) hash names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// This commit.
    Commit(CommitId),
    /// More than one object, so that nobody can tell.
    Ambiguous,
    /// No commit of this repository.
    Nothing,
}

/// The commits that a revision or a range names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revisions {
    /// Those that are here, newest first.
    pub ids: Vec<CommitId>,
    /// Whether a shallow clone hides some of them.
    pub is_cut_off: bool,
}

impl Repo {
    /// This repository, faster for walks over many commits and slower for a single look.
    #[must_use]
    pub fn for_long_walks(mut self) -> Self {
        if let Ok(mut git) = self.git().cloned() {
            git.object_cache_size(CACHE);
            // Abbreviating would look for new packs each time.
            git.objects.refresh_never();
            self.handle = RepositoryHandle::opened(git);
        }
        self
    }

    /// What that hash names, four digits at the least.
    pub fn named(&self, hash: &str) -> Named {
        // git, too, takes the only commit among the objects of a prefix.
        match self.commits_named(hash).as_slice() {
            [] => Named::Nothing,
            [one] => Named::Commit(*one),
            _ => Named::Ambiguous,
        }
    }

    /// Whether commits are missing because the clone is shallow.
    pub fn is_shallow(&self) -> bool {
        self.handle.is_shallow().unwrap_or(false)
    }

    /// The commits of a range (`A..B`, `A..`, all that git-rev-list(1) knows) or
    /// that single one, newest first.
    ///
    /// git itself is asked: what a revision may be called is a language of its own.
    ///
    /// # Errors
    /// Where git cannot make it out; its own words are the error.
    pub fn revisions(&self, revisions: &str) -> anyhow::Result<Revisions> {
        let is_range = ["..", "^!", "^@", "^-"].iter().any(|mark| revisions.contains(mark));
        let mode = if is_range { "--boundary" } else { "--no-walk" };
        // Nothing the user gives can be taken for an option, or for a path.
        let asked = ["rev-list", mode, "--end-of-options", revisions, "--"];
        let listed = self.program.run_for_text(&asked, b"")?;
        let (excluded, ids): (Vec<&str>, Vec<&str>) =
            listed.lines().partition(|line| line.starts_with('-'));
        let ids = ids.into_iter().map(CommitId::from_hex).collect::<Option<Vec<_>>>();
        let ids = ids.context("git rev-list printed something that is not a hash")?;
        let is_cut_off =
            self.is_shallow() && self.is_range_cut_off(revisions, &ids, excluded.is_empty());
        Ok(Revisions { ids, is_cut_off })
    }

    /// Whether a range of a shallow clone leads to where its history ends: it may have more
    /// commits, and where it never meets what is excluded, it may have too many.
    fn is_range_cut_off(&self, range: &str, ids: &[CommitId], meets_nothing: bool) -> bool {
        let ends_shallow = || ids.iter().any(|id| self.commit(id).is_ok_and(|it| it.is_cut_off));
        match (range.contains(".."), range.contains("^@")) {
            (true, _) => !ids.is_empty() && (meets_nothing || ends_shallow()),
            (_, true) => ids.is_empty() || ends_shallow(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod with_git {
    use super::*;
    use crate::git::testing::{Sandbox, id};

    #[test]
    fn first_parents_are_walked_to_the_first_commit() {
        let sandbox = Sandbox::new();
        let one = sandbox.commit("a", "1", "one");
        sandbox.git(&["checkout", "-q", "-b", "side"]);
        let side = sandbox.commit("b", "1", "side");
        sandbox.git(&["checkout", "-q", "main"]);
        let two = sandbox.commit("a", "2", "two");
        sandbox.git(&["merge", "-q", "--no-edit", "side"]);
        let repo = sandbox.repo().for_long_walks();
        let head = repo.head().unwrap().unwrap();
        let walked: Vec<_> = repo.first_parents(&head).map(|commit| commit.id).collect();
        assert_eq!(walked, [head.id, id(&two), id(&one)]);
        assert!(repo.is_ancestor(&id(&side), &head.id).unwrap());
        assert!(!repo.is_ancestor(&id(&side), &id(&two)).unwrap());
        assert!(repo.is_ancestor(&id(&one), &id(&one)).unwrap());
        assert_eq!(repo.branch().as_deref(), Some("main"));
    }

    #[test]
    fn a_hash_names_a_commit_or_nothing() {
        let sandbox = Sandbox::new();
        let one = sandbox.commit("a", "1", "one");
        let blob = sandbox.git(&["rev-parse", "HEAD:a"]);
        let repo = sandbox.repo();
        assert_eq!(repo.named(&one[..7]), Named::Commit(id(&one)));
        for none in [&blob[..10], "0000000", "zzz", ""] {
            assert_eq!(repo.named(none), Named::Nothing, "{none}");
        }
    }
}
