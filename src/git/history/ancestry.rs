//! Which commits a history holds: one walk over all parents, the newest first, and one along
//! the first parents.

use std::collections::{BinaryHeap, HashSet};

use gix::ObjectId;
use gix::commitgraph::Graph;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::repository::Repo;

/// How far clocks may go wrong, in seconds: a commit is not older than its
/// parents by more than a day.
const MAX_CLOCK_SKEW: i64 = 86_400;

/// How many commits of a history are looked at, the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WalkLimit {
    /// So many that nobody has to wait for it: for hooks.
    Bounded,
    /// All that need be: for a command that was asked to.
    Full,
}

impl WalkLimit {
    fn limit(self) -> usize {
        match self {
            Self::Bounded => 20_000,
            Self::Full => usize::MAX,
        }
    }
}

impl Repo {
    /// Those of the commits that `head` is or descends from; `None` where
    /// that cannot be told with this effort.
    ///
    /// Looks only at commits that are not older than the oldest of those asked for.
    pub fn reachable(
        &self,
        head: &CommitId,
        asked: &[CommitId],
        effort: WalkLimit,
    ) -> Option<HashSet<CommitId>> {
        let times = asked.iter().filter_map(|id| Some((*id, self.committer_time(id)?)));
        // What is not here is in no history either.
        let (mut open, times): (HashSet<CommitId>, Vec<i64>) = times.unzip();
        let mut found = HashSet::new();
        let Some(&oldest) = times.iter().min() else { return Some(found) };
        for (count, id) in self.newer_commits(head, oldest).enumerate() {
            if count >= effort.limit() {
                return None;
            }
            let id = id?;
            if open.remove(&id) {
                found.insert(id);
            }
            if open.is_empty() {
                break;
            }
        }
        Some(found)
    }

    /// Whether `older` is reached from `newer`, over whatever parents; `None` where that cannot
    /// be told.
    pub fn is_ancestor(&self, older: &CommitId, newer: &CommitId) -> Option<bool> {
        let found = self.reachable(newer, &[*older], WalkLimit::Full)?;
        Some(found.contains(older))
    }

    /// The commits of `head`'s history for which `is_wanted` says so, among
    /// those that are not older than `oldest` (seconds since the epoch).
    pub fn commits_since(
        &self,
        head: &CommitId,
        oldest: i64,
        mut is_wanted: impl FnMut(&CommitInfo) -> bool,
    ) -> Vec<CommitInfo> {
        let ids = self.newer_commits(head, oldest).flatten();
        ids.filter_map(|id| self.commit(&id).ok()).filter(|commit| is_wanted(commit)).collect()
    }

    /// The first-parent chain from `head` on, `head` first; it ends with the first
    /// commit, where a shallow clone is cut off, and where one cannot be read.
    pub fn first_parents<'a>(
        &'a self,
        head: &CommitInfo,
    ) -> impl Iterator<Item = CommitInfo> + use<'a> {
        let next = |commit: &CommitInfo| self.commit(commit.parents.first()?).ok();
        std::iter::successors(Some(head.clone()), next)
    }

    /// The history of `head`, newest first; an item is `None` where a commit cannot be read.
    fn newer_commits(&self, head: &CommitId, oldest: i64) -> Ancestry<'_> {
        Ancestry::of(self, head, oldest.saturating_sub(MAX_CLOCK_SKEW))
    }

    fn commit_graph(&self) -> Option<Graph> {
        self.git().ok()?.commit_graph_if_enabled().ok().flatten()
    }
}

/// The commits of a history that are not older than `cutoff`. An item is `None` where a
/// commit cannot be read.
struct Ancestry<'a> {
    repo: &'a Repo,
    graph: Option<Graph>,
    cutoff: i64,
    /// By time; the commits that have been seen and not given yet.
    queue: BinaryHeap<(i64, CommitId)>,
    seen: HashSet<CommitId>,
}

impl<'a> Ancestry<'a> {
    fn of(repo: &'a Repo, head: &CommitId, cutoff: i64) -> Self {
        // git, too, goes by the objects where a shallow clone ends the history.
        let graph = if repo.is_shallow() { None } else { repo.commit_graph() };
        let queue = BinaryHeap::from([(i64::MAX, *head)]);
        Self { repo, graph, cutoff, queue, seen: HashSet::from([*head]) }
    }

    fn add(&mut self, parent: CommitId, child_time: i64) -> Option<()> {
        if self.seen.insert(parent) {
            let time = match self.time(parent)? {
                // A commit with a broken date must not hide what it stands on.
                0 => child_time,
                time => time,
            };
            if time >= self.cutoff {
                self.queue.push((time, parent));
            }
        }
        Some(())
    }

    fn time(&self, id: CommitId) -> Option<i64> {
        let graphed = self.graph.as_ref().and_then(|graph| graph.commit_by_id(id.0));
        match graphed {
            Some(commit) => i64::try_from(commit.committer_timestamp()).ok(),
            None => self.repo.committer_time(&id),
        }
    }

    fn parents(&self, id: CommitId) -> Option<Vec<CommitId>> {
        self.parents_in_graph(id).or_else(|| Some(self.repo.commit(&id).ok()?.parents))
    }

    fn parents_in_graph(&self, id: CommitId) -> Option<Vec<CommitId>> {
        let graph = self.graph.as_ref()?;
        let parents = graph.commit_by_id(id.0)?.iter_parents();
        let ids = parents.map(|at| Some(CommitId(ObjectId::from(graph.id_at(at.ok()?)))));
        ids.collect()
    }
}

impl Iterator for Ancestry<'_> {
    type Item = Option<CommitId>;

    fn next(&mut self) -> Option<Self::Item> {
        let (time, id) = self.queue.pop()?;
        let Some(parents) = self.parents(id) else { return Some(None) };
        let all =
            parents.into_iter().map(|parent| self.add(parent, time)).collect::<Option<Vec<_>>>();
        Some(all.map(|_| id))
    }
}

#[cfg(test)]
mod with_git {
    use super::*;
    use crate::git::testing::{Sandbox, id};

    #[test]
    fn a_history_holds_its_commits_and_no_others() {
        let sandbox = Sandbox::new();
        let one = sandbox.commit("a", "1", "one");
        sandbox.git(&["checkout", "-q", "-b", "side"]);
        let side = sandbox.commit("b", "1", "side");
        sandbox.git(&["checkout", "-q", "main"]);
        let two = sandbox.commit("a", "2", "two");
        let absent = "12".repeat(20);
        let asked = [&one, &side, &two, &absent].map(|hash| id(hash));
        let reached =
            |head: &str| sandbox.repo().reachable(&id(head), &asked, WalkLimit::Bounded).unwrap();
        assert_eq!(reached(&two), [&one, &two].map(|hash| id(hash)).into());
        assert_eq!(reached(&one), [id(&one)].into());
        sandbox.git(&["merge", "-q", "--no-edit", "side"]);
        assert_eq!(reached(&sandbox.head()), [&one, &side, &two].map(|hash| id(hash)).into());
        sandbox.git(&["commit-graph", "write", "--reachable"]);
        assert_eq!(reached(&sandbox.head()), [&one, &side, &two].map(|hash| id(hash)).into());
    }

    #[test]
    fn a_commit_that_is_older_than_its_parents_by_a_wrong_clock_hides_nothing() {
        let sandbox = Sandbox::new();
        let one = sandbox.commit("a", "1", "one");
        let commit = "git commit -q --allow-empty -m early";
        let early = format!("alias.early=!GIT_COMMITTER_DATE='2026-11-23T02:00:00 -0500' {commit}");
        sandbox.git(&["-c", &early, "early"]);
        sandbox.git(&["-c", &early, "early"]);
        let (repo, head) = (sandbox.repo(), id(&sandbox.head()));
        let reached = repo.reachable(&head, &[id(&one)], WalkLimit::Full).unwrap();
        assert_eq!(reached, [id(&one)].into());
        assert!(repo.is_ancestor(&id(&one), &head).unwrap());
    }

    #[test]
    fn a_shallow_history_ends_where_it_was_cut_off() {
        let sandbox = Sandbox::new();
        let one = sandbox.commit("a", "1", "one");
        sandbox.commit("a", "2", "two");
        sandbox.commit("a", "3", "three");
        let url = format!("file://{}", sandbox.root().display());
        sandbox.git(&["clone", "-q", "--depth=2", &url, "clone"]);
        let repo = Repo::discover_at(&sandbox.path("clone")).unwrap();
        let head = id(&sandbox.head());
        let parent = id(sandbox.git(&["rev-parse", "HEAD~1"]).trim());
        let found = repo.reachable(&head, &[id(&one), parent], WalkLimit::Bounded).unwrap();
        assert_eq!(found, [parent].into());
    }

    #[test]
    fn the_first_parents_come_newest_first() {
        let sandbox = Sandbox::new();
        let one = sandbox.commit("a", "1", "one");
        let two = sandbox.commit("a", "2", "two");
        let repo = sandbox.repo();
        let head = repo.head().unwrap().unwrap();
        let chain: Vec<_> = repo.first_parents(&head).map(|commit| commit.id.to_hex()).collect();
        assert_eq!(chain, [two, one]);
    }
}
