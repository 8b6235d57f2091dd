//! What the worktree holds beyond the index that is being committed.

use std::sync::atomic::AtomicBool;

use bstr::BStr;
use gix::index::entry::Flags;
use gix::index::{Entry, State};
use gix::status::plumbing::index_as_worktree::traits::FastEq;
use gix::status::plumbing::index_as_worktree::{
    Change as Found, Context, EntryStatus, Options, VisitEntry,
};
use gix::worktree::stack::state::attributes::Source;

use crate::git::repository::Repo;
use crate::git::status::expected::Expected;
use crate::git::status::index_stat::{Preload, Threads};
use crate::git::status::submodules::Submodules;
use crate::git::status::untracked::untracked;
use crate::terms::changed_paths::{Change, ChangeKind};

impl Repo {
    /// What will still differ once the index is committed: the worktree against
    /// that index, and untracked files as `git status` shows them, never ignored
    /// ones. Sorted by path; the index is not written.
    ///
    /// # Errors
    /// Where the index or the worktree cannot be read.
    pub fn left_behind(&self) -> anyhow::Result<Vec<Change>> {
        self.beyond_index(None)
    }

    /// The same without what may stay. An untracked directory is told only
    /// where something in it may not.
    ///
    /// # Errors
    /// Where the index or the worktree cannot be read.
    pub fn unexpected(&self, expected: &Expected) -> anyhow::Result<Vec<Change>> {
        let mut changes = self.beyond_index(Some(expected))?;
        changes.retain(|change| !expected.matches(change.path.as_ref()));
        Ok(changes)
    }

    fn beyond_index(&self, expected: Option<&Expected>) -> anyhow::Result<Vec<Change>> {
        let index = self.with_present(self.index()?);
        let walked = self.without_gaps(&index);
        let walk = || untracked(&self.git, &self.workdir, &walked, expected);
        let (mut suspects, untracked) = self.preload(&index)?.suspects_while(walk);
        suspects.retain(|&entry| {
            let path = index.entry(entry).path(&index);
            !expected.is_some_and(|expected| expected.matches(path))
        });
        let mut changes = self.look_closer(&index, &suspects)?;
        changes.extend(untracked?);
        changes.sort();
        Ok(changes)
    }

    /// Tracked files that differ from the index.
    pub(crate) fn modified(&self, index: &State) -> anyhow::Result<Vec<Change>> {
        let (suspects, ()) = self.preload(index)?.suspects_while(|| ());
        self.look_closer(index, &suspects)
    }

    fn preload<'a>(&'a self, index: &'a State) -> anyhow::Result<Preload<'a>> {
        let (fs, stat) = (self.git.filesystem_options()?, self.git.stat_options()?);
        let threads = Threads::for_entries(index.entries().len());
        Ok(Preload { index, workdir: &self.workdir, fs, stat, threads })
    }

    /// What of these entries' files differs in content, type or mode.
    fn look_closer(&self, index: &State, suspects: &[usize]) -> anyhow::Result<Vec<Change>> {
        if suspects.is_empty() {
            return Ok(Vec::new());
        }
        let git = &self.git;
        let index = &marked(index, suspects);
        let attributes = || git.attributes_only(index, Source::WorktreeThenIdMapping);
        let filter = gix::filter::Pipeline::new(git, attributes()?.detach())?;
        let (filter, stack) = filter.into_parts();
        let everything = git.pathspec(false, None::<&BStr>, true, index, Source::IdMapping)?;
        let mut seen = ChangeCollector::default();
        gix::status::plumbing::index_as_worktree(
            index,
            self.workdir(),
            &mut seen,
            FastEq,
            Submodules::of(git, &self.program, index)?,
            git.objects.clone().into_arc()?,
            &mut gix::progress::Discard,
            Context {
                pathspec: everything.into_parts().0,
                stack,
                filter,
                should_interrupt: &AtomicBool::new(false),
            },
            Options {
                fs: git.filesystem_options()?,
                thread_limit: Some(1),
                stat: git.stat_options()?,
                fscache: false,
            },
        )?;
        Ok(seen.changes)
    }
}

/// The index with all but these entries said to be up to date, which has them passed over.
fn marked(index: &State, suspects: &[usize]) -> State {
    let mut index = index.clone();
    let mut suspects = suspects.iter().peekable();
    for (place, entry) in index.entries_mut().iter_mut().enumerate() {
        if suspects.next_if_eq(&&place).is_none() {
            entry.flags.insert(Flags::UPTODATE);
        }
    }
    index
}

#[derive(Default)]
struct ChangeCollector {
    changes: Vec<Change>,
}

impl<'index> VisitEntry<'index> for ChangeCollector {
    type ContentChange = ();
    type SubmoduleStatus = ();

    fn visit_entry(
        &mut self,
        _entries: &'index [Entry],
        _entry: &'index Entry,
        _entry_index: usize,
        path: &'index BStr,
        status: EntryStatus<(), ()>,
    ) {
        let kind = match status {
            EntryStatus::Conflict { .. } => ChangeKind::Conflicted,
            EntryStatus::Change(Found::Removed) => ChangeKind::Deleted,
            EntryStatus::Change(Found::Type { .. }) => ChangeKind::TypeChanged,
            EntryStatus::Change(_) => ChangeKind::Modified,
            EntryStatus::IntentToAdd => ChangeKind::Added,
            EntryStatus::NeedsUpdate(_) => return,
        };
        self.changes.push(Change { path: path.to_owned(), kind });
    }
}

#[cfg(test)]
mod tests;
