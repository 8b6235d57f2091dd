//! A walk over the history of a commit, the newest first.

use std::collections::{BinaryHeap, HashSet};

use gix::ObjectId;
use gix::commitgraph::Graph;

use crate::git::commit::CommitId;
use crate::git::repository::Repo;

/// The commits of a history that are not older than `cutoff`. An item is `None` where a
/// commit cannot be read.
pub(crate) struct Ancestry<'a> {
    repo: &'a Repo,
    graph: Option<Graph>,
    cutoff: i64,
    /// By time; the commits that have been seen and not given yet.
    queue: BinaryHeap<(i64, CommitId)>,
    seen: HashSet<CommitId>,
}

impl<'a> Ancestry<'a> {
    pub(crate) fn of(repo: &'a Repo, head: &CommitId, cutoff: i64) -> Self {
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

impl Repo {
    fn commit_graph(&self) -> Option<Graph> {
        self.git.commit_graph_if_enabled().ok().flatten()
    }
}
