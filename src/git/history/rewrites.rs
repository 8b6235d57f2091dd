//! The rewrite map, in the git dir that all worktrees share: a rebase in one
//! of them may rewrite what the SESSION.md of another names.

use std::io;

use crate::git::repository::Repo;
use crate::store::state::State;
use crate::store::state_file::StateFile;
use crate::terms::rewrite_map::{NEWEST, RewritePair, Rewrites, parse, to_text};

/// How many pairs too many are let stand, so that not every append rewrites the file.
const SLACK: usize = 1_024;

impl Repo {
    /// The rewrites that are known; none where the file cannot be read.
    pub fn rewrites(&self) -> Rewrites {
        Rewrites::read(&self.rewrites_text())
    }

    /// Remembers rewrites, the oldest first; whether one of them is news.
    pub fn remember_rewrites(&self, pairs: &[RewritePair]) -> io::Result<bool> {
        let known = self.rewrites();
        let news: Vec<RewritePair> =
            pairs.iter().filter(|pair| !known.knows(pair)).cloned().collect();
        if news.is_empty() {
            return Ok(false);
        }
        let shared = self.shared_state();
        // Without the lock the one write still holds together; only the pairs
        // that others append must not get lost, and so nothing is thrown away.
        let lock = shared.lock(StateFile::Lock);
        shared.append(StateFile::Rewrites, &to_text(&news))?;
        if lock.is_ok() {
            self.compact(&shared)?;
        }
        Ok(true)
    }

    /// Throws the oldest pairs away where there are too many.
    fn compact(&self, shared: &State) -> io::Result<()> {
        let pairs = parse(&self.rewrites_text());
        if pairs.len() <= NEWEST + SLACK {
            return Ok(());
        }
        shared.write(StateFile::Rewrites, to_text(&pairs[pairs.len() - NEWEST..]).as_bytes())
    }

    fn rewrites_text(&self) -> String {
        let bytes = self.shared_state().read(StateFile::Rewrites).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub(crate) fn shared_state(&self) -> State {
        State::new(self.common_dir(), self.sharing(self.common_dir()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::testing::Sandbox;

    pub(crate) fn pair(old: usize, new: usize) -> RewritePair {
        RewritePair { old: format!("{old:040x}"), new: format!("{new:040x}") }
    }

    #[test]
    fn a_damaged_file_loses_its_damaged_lines() {
        let sandbox = Sandbox::new();
        let text = to_text(&[pair(1, 2)]);
        sandbox.write(".git/checkpoint/rewrites", &format!("{text}\u{fffd}\n{}", &text[..50]));
        assert!(sandbox.repo().remember_rewrites(&[pair(3, 4)]).unwrap());
        assert_eq!(sandbox.repo().rewrites().pairs(), [pair(1, 2), pair(3, 4)]);
        sandbox.write(".git/checkpoint/rewrites", "");
        assert_eq!(sandbox.repo().rewrites().pairs(), []);
    }

    #[test]
    fn the_file_keeps_the_newest_pairs() {
        let sandbox = Sandbox::new();
        let repo = sandbox.repo();
        let last = NEWEST + SLACK + 1;
        let many: Vec<RewritePair> = (0..last).map(|n| pair(n, n + 1)).collect();
        repo.remember_rewrites(&many[..last - 1]).unwrap();
        assert_eq!(parse(&repo.rewrites_text()).len(), last - 1);
        repo.remember_rewrites(&many[last - 1..]).unwrap();
        assert_eq!(parse(&repo.rewrites_text()), many[last - NEWEST..]);
    }

    #[test]
    fn nothing_is_lost_where_several_append_at_once() {
        let sandbox = Sandbox::new();
        let append = |first: usize| {
            let repo = sandbox.repo();
            for n in first..first + 20 {
                repo.remember_rewrites(&[pair(n, n + 1)]).unwrap();
            }
        };
        std::thread::scope(|scope| {
            for first in [100, 200, 300, 400] {
                scope.spawn(move || append(first));
            }
        });
        assert_eq!(sandbox.repo().rewrites().pairs().len(), 80);
    }
}

#[cfg(test)]
mod with_git {
    use super::tests::pair;
    use super::*;
    use crate::git::testing::Sandbox;

    #[test]
    fn rewrites_are_shared_by_all_worktrees_and_known_once() {
        let sandbox = Sandbox::new();
        sandbox.commit("a", "a", "one");
        sandbox.git(&["worktree", "add", "-q", "linked"]);
        let linked = Repo::discover_at(&sandbox.path("linked")).unwrap();
        assert!(linked.remember_rewrites(&[pair(1, 2), pair(2, 3)]).unwrap());
        assert!(!sandbox.repo().remember_rewrites(&[pair(2, 3)]).unwrap());
        assert_eq!(sandbox.repo().rewrites().pairs(), [pair(1, 2), pair(2, 3)]);
    }
}
