//! Which recorded commits come first on HEAD's first-parent chain.

use crate::git::history::recorded_commits::MAX_WALK;
use crate::git::repository::Repo;
use crate::session::merge::choice::MergeSide;
use crate::terms::rewrite_map::Rewrites;

/// The commits of HEAD's first-parent chain, as far as is looked at, by their full ids.
pub(crate) struct ChainOrder {
    /// Sorted by id, each with how many commits are newer.
    positions: Vec<(String, usize)>,
    rewrites: Rewrites,
}

impl ChainOrder {
    /// The order of the chain that a merge adds to; empty where there is none.
    pub(crate) fn of(repo: &Repo) -> Self {
        let head = repo.head().ok().flatten();
        let chain = head.iter().flat_map(|head| repo.first_parents(head).take(MAX_WALK));
        let mut positions: Vec<(String, usize)> =
            chain.enumerate().map(|(at, commit)| (commit.id.to_hex(), at)).collect();
        positions.sort();
        Self { positions, rewrites: repo.rewrites() }
    }

    /// The side whose hash names the newer commit of the chain, also by what took its place; ours
    /// where neither is there.
    pub(crate) fn newer(&self, ours: &str, theirs: &str) -> MergeSide {
        match (self.position(ours), self.position(theirs)) {
            (None, Some(_)) => MergeSide::Theirs,
            (Some(ours), Some(theirs)) if theirs < ours => MergeSide::Theirs,
            _ => MergeSide::Ours,
        }
    }

    fn position(&self, hash: &str) -> Option<usize> {
        const MIN_DIGITS: usize = 4;
        if hash.len() < MIN_DIGITS {
            return None;
        }
        self.of_id(hash).or_else(|| {
            let old = self.rewrites.replaced(hash)?;
            self.of_id(self.rewrites.resolve(old, |id| self.of_id(id).is_some())?)
        })
    }

    /// The position of the commit of which that is the id, or an abbreviation.
    fn of_id(&self, hash: &str) -> Option<usize> {
        let from = self.positions.partition_point(|(id, _)| id.as_str() < hash);
        let named = self.positions[from..].iter().take_while(|(id, _)| id.starts_with(hash));
        named.map(|(_, at)| *at).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;

    #[test]
    fn without_a_commit_ours_stays() {
        assert_eq!(ChainOrder::of(&Sandbox::new().repo()).newer("aaaa", "bbbb"), MergeSide::Ours);
    }
}

#[cfg(test)]
mod with_git {
    use super::*;
    use crate::git::testing::Sandbox;
    use crate::terms::rewrite_map::RewritePair;

    #[test]
    fn the_newer_commit_of_the_chain_wins_also_by_its_successor() {
        let sandbox = Sandbox::new();
        let old = sandbox.commit("a", "1", "one");
        let new = sandbox.commit("a", "2", "two");
        let gone = "f".repeat(old.len());
        let repo = sandbox.repo();
        repo.remember_rewrites(&[RewritePair { old: gone.clone(), new: new.clone() }]).unwrap();
        let order = ChainOrder::of(&repo);
        for (ours, theirs, expected) in [
            (&old[..7], &new[..7], MergeSide::Theirs),
            (&new[..7], &old[..7], MergeSide::Ours),
            (&old[..7], &gone[..7], MergeSide::Theirs),
            (&gone[..7], &old[..7], MergeSide::Ours),
            ("", &old[..7], MergeSide::Theirs),
            (&old[..7], "", MergeSide::Ours),
            ("eeeeeee", "ddddddd", MergeSide::Ours),
        ] {
            assert_eq!(order.newer(ours, theirs), expected, "{ours} {theirs}");
        }
    }
}
