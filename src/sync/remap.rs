//! Which recorded hashes name commits that were rewritten, and what those are now.

use crate::text::edit;
use std::collections::{BTreeMap, HashMap};

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::history::ancestry::WalkLimit;
use crate::git::repository::Repo;
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, recorded_hashes, remap};
use crate::session::record::recording::RecordedCommit;
use crate::snapshot::project::Project;
use crate::terms::rewrite_map::Rewrites;

/// New names for recorded hashes.
#[derive(Debug, Default)]
pub(crate) struct HashRemap(pub(crate) HashMap<String, Rename>);

/// What a recorded hash is to be.
#[derive(Debug)]
pub(crate) struct Rename {
    /// The commit that it names from now on.
    pub(crate) to: CommitInfo,
    pub(crate) hash: String,
    pub(crate) kind: RenameKind,
}

/// How a commit took the place of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RenameKind {
    /// As the same commit, rewritten.
    Rewrite,
    /// With others: it is a checkpoint only where it says so.
    Squash,
}

impl HashRemap {
    /// Those that the map knows for the hashes of this text.
    pub(crate) fn of(
        project: &Project,
        head: &CommitInfo,
        text: &str,
        (rewrites, effort): (&Rewrites, WalkLimit),
    ) -> Self {
        let repo = &project.repo;
        let replaced = replaced(repo, text, rewrites);
        let olds = replaced.values().copied();
        let news = replaced.values().flat_map(|old| rewrites.successors(old));
        let asked: Vec<CommitId> = olds.chain(news).filter_map(CommitId::from_hex).collect();
        if asked.is_empty() {
            return Self::default();
        }
        let Some(there) = repo.reachable(&head.id, &asked, effort) else { return Self::default() };
        let is_there = |id: &str| CommitId::from_hex(id).is_some_and(|id| there.contains(&id));
        let renamed = replaced.into_iter().filter_map(|(hash, old)| {
            let to = repo.commit(&CommitId::from_hex(rewrites.resolve(old, is_there)?)?).ok()?;
            Some((hash, Rename::new(repo, to, RenameKind::Rewrite)))
        });
        Self(renamed.collect())
    }

    /// Gives a hash a new name.
    pub(crate) fn insert(&mut self, repo: &Repo, hash: &str, (to, kind): (CommitInfo, RenameKind)) {
        self.0.insert(hash.to_owned(), Rename::new(repo, to, kind));
    }

    pub(crate) fn get(&self, hash: &str) -> Option<&Rename> {
        self.0.get(hash)
    }

    pub(crate) fn apply(&self, text: &str) -> String {
        if self.0.is_empty() {
            return text.to_owned();
        }
        let new_name = |place: &HashPlace, hash: &str| {
            let rename = self.0.get(hash).filter(|rename| rename.is_for(place))?;
            Some(RecordedCommit { hash: &rename.hash, date: &rename.to.committer_date })
        };
        edit::apply(text, &remap(&Session::parse(text), &new_name))
    }
}

impl Rename {
    fn new(repo: &Repo, to: CommitInfo, kind: RenameKind) -> Self {
        Self { hash: repo.abbreviate(&to.id), to, kind }
    }

    fn is_for(&self, place: &HashPlace) -> bool {
        *place != HashPlace::LastCheckpoint
            || self.kind == RenameKind::Rewrite
            || self.to.is_checkpoint()
    }
}

/// The recorded hashes of commits that were rewritten, each with the full id:
/// where the hash cannot mean another commit.
fn replaced<'m>(repo: &Repo, text: &str, rewrites: &'m Rewrites) -> BTreeMap<String, &'m str> {
    let recorded = recorded_hashes(&Session::parse(text));
    let known = recorded.iter().filter_map(|recorded| {
        let old = rewrites.replaced(&recorded.hash)?;
        let is_meant = repo.commits_named(&recorded.hash).iter().all(|id| id.to_hex() == old);
        is_meant.then(|| (recorded.hash.to_string(), old))
    });
    known.collect()
}
