//! What the worktree holds beyond the index that is being committed.
//!
//! Stat data, names and ignore rules decide silence: nearly always all is as the index has
//! it. Whatever may differ is put to `git status`, so that the answer is git's.

use std::collections::BTreeSet;

use bstr::{BStr, ByteSlice};
use gix::index::State;

use crate::git::repository::Repo;
use crate::git::status::collapse::{StatusItem, collapse};
use crate::git::status::expected::Expected;
use crate::git::status::index_stat::IndexStat;
use crate::git::status::status_command::{CandidateCount, StatusCandidate};
use crate::git::status::status_command::{StatusLine, UntrackedMode, parse_status, status_command};
use crate::git::status::tracked_walk::TrackedWalk;
use crate::git::status::untracked_scan::UntrackedScan;
use crate::terms::changed_paths::{Change, ChangeKind, UncommittedChange};

impl Repo {
    /// Returns what will still differ once the index is committed, as `git status` has it: the
    /// worktree against that index, and untracked files. Linked worktrees are not part of it.
    /// Sorted by path; the index is not written.
    pub fn uncommitted(&self, expected: &Expected) -> anyhow::Result<Vec<UncommittedChange>> {
        self.differing(None, expected)
    }

    /// Returns the same without what is expected.
    pub fn unexpected_uncommitted(
        &self,
        expected: &Expected,
    ) -> anyhow::Result<Vec<UncommittedChange>> {
        let mut found = self.differing(Some(expected), expected)?;
        found.retain(|found| found.suggestion.is_some());
        Ok(found)
    }

    /// Whether there is nothing that git would have to be asked about in this submodule, which
    /// lies in `depth` repositories.
    pub(crate) fn has_no_candidates(&self, index: &State, depth: usize) -> bool {
        let found = self.candidates_at(index, None, UntrackedMode::EachFile, depth);
        found.is_ok_and(|found| found.is_empty())
    }

    /// What differs but for `passed_over`, told apart from what is expected.
    fn differing(
        &self,
        passed_over: Option<&Expected>,
        expected: &Expected,
    ) -> anyhow::Result<Vec<UncommittedChange>> {
        let index = self.index()?;
        let mode = UntrackedMode::of(self);
        let lines = self.ask_git(index, passed_over, mode)?;
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        let suggestions = self.suggestions(&lines, expected);
        let items = lines.into_iter().zip(suggestions);
        let items = items.map(|(line, handling)| StatusItem { change: line.change, handling });
        let mut items: Vec<StatusItem> = items.collect();
        items.sort_by(|a, b| a.change.cmp(&b.change));
        Ok(collapse(items, mode, |directory| self.holds_tracked(index, directory)))
    }

    fn holds_tracked(&self, index: &State, directory: &BStr) -> bool {
        match self.config_bool("core.ignoreCase") {
            Some(true) => {
                let lookup = index.prepare_icase_backing();
                index.path_is_directory_icase(directory, true, &lookup)
            }
            _ => index.path_is_directory(directory),
        }
    }

    fn ask_git(
        &self,
        index: &State,
        expected: Option<&Expected>,
        mode: UntrackedMode,
    ) -> anyhow::Result<Vec<StatusLine>> {
        let candidates = self.candidates(index, expected, mode)?;
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let paths: BTreeSet<&BStr> =
            candidates.iter().map(|candidate| candidate.path.as_bstr()).collect();
        let paths: Vec<&BStr> = paths.into_iter().collect();
        let output = self.program.run(&status_command(&paths, mode), b"");
        Ok(output.map_or_else(
            // What looks different is better than nothing.
            |_| candidates.into_iter().map(StatusLine::from).collect(),
            |output| parse_status(&output),
        ))
    }

    /// What may differ. Where there are more than git is asked about by name, not all.
    fn candidates(
        &self,
        index: &State,
        expected: Option<&Expected>,
        mode: UntrackedMode,
    ) -> anyhow::Result<Vec<StatusCandidate>> {
        self.candidates_at(index, expected, mode, 0)
    }

    fn candidates_at(
        &self,
        index: &State,
        expected: Option<&Expected>,
        mode: UntrackedMode,
        depth: usize,
    ) -> anyhow::Result<Vec<StatusCandidate>> {
        let count = &CandidateCount::default();
        let stat = IndexStat {
            index,
            workdir: self.workdir(),
            expected,
            count,
            depth,
            fs: self.filesystem_capabilities(),
            stat: self.stat_options(),
            finds_present: self.finds_present_files(),
        };
        let tells_unknown = mode != UntrackedMode::Hidden;
        let mut untracked = UntrackedScan::new(self, index, expected, count);
        let found = TrackedWalk { stat, tells_unknown }.run(|unknown| untracked.judge(unknown));
        let filtered = self.filtered(index, &found.same_bytes);
        let filtered = filtered.into_iter().map(|entry| &index.entries()[entry]);
        let filtered = filtered.filter_map(|entry| stat.candidate(entry, ChangeKind::Modified));
        Ok(found.dirty.into_iter().chain(untracked.found).chain(filtered).collect())
    }
}

impl From<StatusCandidate> for StatusLine {
    fn from(StatusCandidate { path, kind }: StatusCandidate) -> Self {
        Self { change: Change { path, kind }, is_dirty_submodule: false }
    }
}

// With links, pipes and modes in it.
#[cfg(all(test, unix))]
mod tests;
