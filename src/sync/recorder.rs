//! Brings SESSION.md up to a commit, and along with a history that was
//! rewritten: what section 5 of the contract writes, put together from git's
//! facts and the pure edits of `session`.

use crate::sync::clean_tree;

use anyhow::Result;

use crate::clean_tree::shown;
use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, recorded_hashes};
use crate::snapshot::project::Project;
use crate::store::session_file::{Refusal, SessionFile};
use crate::store::state::Baseline;
use crate::sync::backlog::Backlog;
use crate::sync::record_commit::CommitRecord;
use crate::terms::rewrite_map::{RewritePair, Rewrites};

/// What became of a recording.
#[derive(Debug)]
pub enum RecordOutcome {
    /// SESSION.md stands at the commit now.
    Done {
        /// Why it was written into the file itself, where no other could take its place.
        why_in_place: Option<String>,
        /// How many commits before it were recorded with it, since no hook had done so.
        made_up: usize,
    },
    /// It did so already: our hook is called twice, in two ways.
    UpToDate,
    /// It is no SESSION.md in the format, and none of our business.
    NotInFormat,
    /// Clean-tree mode, and a SESSION.md that was committed without it: writing
    /// into it would make it modified.
    NotConverted,
    /// It is left alone, and why.
    LeftAlone(Refusal),
}

/// Writes what the commit that was just made gives SESSION.md to know, and
/// remembers what it left.
///
/// What had to wait while an operation was under way is caught up with first.
///
/// # Errors
/// Where SESSION.md cannot be replaced; it is then untouched.
pub fn record(project: &Project, head: &CommitInfo) -> Result<RecordOutcome> {
    if project.repo.is_clean_tree() {
        return clean_tree::record(project, head);
    }
    let (mut is_known, mut made_up) = (false, 0);
    let outcome = with_session(project, |file| {
        let baseline = project.repo.state().baseline();
        let is_recorded = baseline.as_ref().is_some_and(|left| left.commit == head.id);
        let (mut replaced, mut without_missed) = (None, None);
        let catching_up = if follows_on(project, head, baseline.as_ref(), file) {
            // Should it be an amend, then of a commit that is recorded nowhere.
            Backlog::nothing()
        } else {
            // A recording that was killed leaves no baseline, and so we come by here.
            project.repo.state().sweep();
            file.sweep();
            replaced = project.repo.replaced_by_amend(head);
            let rewrites = replaced.map(|old| amended(project, &old, head));
            let rewrites = rewrites.unwrap_or_else(|| project.repo.rewrites());
            let backlog = Backlog::before(project, head, file.text(), &rewrites)?;
            if backlog.made_up() > 0 {
                let plain = Backlog::before_without_missed(project, head, file.text(), &rewrites)?;
                without_missed = Some(plain);
            }
            backlog
        };
        let step = CommitRecord::of_head(project, head, baseline, replaced.as_ref())?;
        let left = write(file, |present| step.apply(&catching_up.apply(present)))?;
        // The newest checkpoint is caught up with in silence.
        let is_more = |plain: Backlog| step.apply(&plain.apply(file.text())) != left;
        if without_missed.is_some_and(is_more) {
            made_up = catching_up.made_up();
        }
        is_known = is_recorded && left == file.text();
        let state = project.repo.state();
        state.set_baseline(&Baseline { commit: head.id, session: left })?;
        Ok(state.clear_postponed()?)
    })?;
    Ok(outcome.with_made_up(made_up).or_known(is_known))
}

impl RecordOutcome {
    pub(crate) fn or_known(self, is_known: bool) -> Self {
        if is_known && matches!(self, Self::Done { .. }) { Self::UpToDate } else { self }
    }

    fn with_made_up(self, made_up: usize) -> Self {
        match self {
            Self::Done { why_in_place, .. } => Self::Done { why_in_place, made_up },
            other => other,
        }
    }
}

/// Brings SESSION.md up with what had to wait and with rewrites; for a quiet
/// moment in which no commit was made: post-rewrite, a command that writes.
///
/// # Errors
/// Where SESSION.md cannot be replaced; it is then untouched.
pub fn catch_up(project: &Project, head: &CommitInfo) -> Result<RecordOutcome> {
    if project.repo.is_clean_tree() {
        return clean_tree::catch_up(project, head);
    }
    with_session(project, |file| {
        let state = project.repo.state();
        let is_recorded = state.postponed().contains(&head.id);
        let catching_up = Backlog::with(project, head, file.text(), &project.repo.rewrites())?;
        let left = write(file, |present| catching_up.apply(present))?;
        if is_recorded || state.baseline().is_some_and(|left| left.commit == head.id) {
            state.set_baseline(&Baseline { commit: head.id, session: left })?;
        }
        Ok(state.clear_postponed()?)
    })
}

/// Records the commits that no hook has recorded, as far as that is certain; how many there were.
///
/// # Errors
/// Where SESSION.md cannot be replaced; it is then untouched.
pub(crate) fn make_up(project: &Project, head: &CommitInfo) -> Result<usize> {
    let mut made_up = 0;
    with_session(project, |file| {
        let missed = Backlog::of_missed(project, head, file.text())?;
        made_up = missed.made_up();
        write(file, |present| missed.apply(present)).map(drop)
    })?;
    Ok(made_up)
}

/// What [`catch_up`] would make of SESSION.md's text: for those who only look.
///
/// # Errors
/// Where commits cannot be read.
pub fn caught_up(project: &Project, head: &CommitInfo, text: &str) -> Result<String> {
    if project.repo.is_clean_tree() {
        return shown::shown(project, head, text);
    }
    if !Session::parse(text).is_in_format() {
        return Ok(text.to_owned());
    }
    Ok(Backlog::with(project, head, text, &project.repo.rewrites())?.apply(text))
}

/// Takes SESSION.md as it stands for what HEAD left, so that ticks count from
/// here on: for the moment at which the hooks come into a project.
///
/// # Errors
/// Where HEAD or our state in the git dir cannot be read or written.
pub fn begin(project: &Project) -> Result<()> {
    let (Some(head), Ok(file)) =
        (project.repo.head()?, project.repo.read_session(&project.config.session))
    else {
        return Ok(());
    };
    let state = project.repo.state();
    if state.baseline().is_none() && Session::parse(file.text()).is_in_format() {
        state.set_baseline(&Baseline { commit: head.id, session: file.text().to_owned() })?;
    }
    Ok(())
}

/// Does the work on a SESSION.md that is ours to write.
pub(crate) fn with_session(
    project: &Project,
    work: impl FnOnce(&SessionFile) -> Result<()>,
) -> Result<RecordOutcome> {
    let recorded = match project.repo.read_session(&project.config.session) {
        Ok(file) if Session::parse(file.text()).is_in_format() => {
            work(&file)?;
            return Ok(RecordOutcome::Done { why_in_place: file.why_in_place(), made_up: 0 });
        }
        Ok(_) => RecordOutcome::NotInFormat,
        Err(Refusal::Absent) => RecordOutcome::LeftAlone(Refusal::Absent),
        // It may be readable again, and will then be caught up.
        Err(refusal) => return Ok(RecordOutcome::LeftAlone(refusal)),
    };
    // Nobody will ever ask.
    project.repo.state().clear_postponed()?;
    Ok(recorded)
}

/// Replaces SESSION.md by what `edit` makes of it; what stands there then.
pub(crate) fn write(file: &SessionFile, edit: impl Fn(&str) -> String) -> Result<String> {
    let mut left = String::new();
    file.update(|present| {
        left = edit(present);
        Some(left.clone())
    })?;
    Ok(left)
}

/// The rewrites with this amend: also where it cannot be remembered, and where
/// no post-rewrite hook runs (git gui, `--no-post-rewrite`).
fn amended(project: &Project, old: &CommitId, head: &CommitInfo) -> Rewrites {
    let pair = RewritePair { old: old.to_hex(), new: head.id.to_hex() };
    let _ = project.repo.remember_rewrites(std::slice::from_ref(&pair));
    let mut pairs = project.repo.rewrites().pairs().to_vec();
    pairs.push(pair);
    Rewrites::of(pairs)
}

/// Whether the commit stands on the one that was recorded last, with the
/// SESSION.md that it left: the ordinary case, in which the history of every
/// recorded hash is what it was, and nothing need be asked.
fn follows_on(
    project: &Project,
    head: &CommitInfo,
    baseline: Option<&Baseline>,
    file: &SessionFile,
) -> bool {
    let Some(baseline) = baseline else { return false };
    head.parents == [baseline.commit]
        && !project.repo.state().is_postponed()
        && names_the_same(file.text(), &baseline.session)
}

/// Whether the text names no commit that the text before did not name at the
/// same kind of place, and has the header's two still.
fn names_the_same(text: &str, before: &str) -> bool {
    // Spares the parsing of both, nearly always.
    if naming_lines(text).eq(naming_lines(before)) {
        return true;
    }
    let (now, before) = (named(text), named(before));
    let is_header = |(place, _): &&(HashPlace, String)| {
        matches!(place, HashPlace::LastCheckpoint | HashPlace::LastCommit)
    };
    now.iter().all(|entry| before.contains(entry))
        && before.iter().filter(is_header).all(|entry| now.contains(entry))
}

/// The lines that can name a commit, by the keys of the places that do.
fn naming_lines(text: &str) -> impl Iterator<Item = &str> {
    let names = |line: &&str| {
        let line = line.to_ascii_lowercase();
        line.contains("commit") || line.contains("checkpoint")
    };
    text.lines().filter(names)
}

fn named(text: &str) -> Vec<(HashPlace, String)> {
    let recorded = recorded_hashes(&Session::parse(text));
    recorded.into_iter().map(|recorded| (recorded.place, recorded.hash.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use crate::sync::recorder::names_the_same;

    const BEFORE: &str = "**Last Checkpoint**: d1d1d1d\n**Last Commit**: e2e2e2e\n\n## Phase 1: A\n- [x] a (commit: c3c3c3c)\n- [ ] b\n";

    #[test]
    fn only_new_and_vanished_hashes_are_news() {
        assert!(names_the_same(BEFORE, BEFORE));
        assert!(names_the_same(&BEFORE.replace("- [ ] b", "- [x] b"), BEFORE));
        assert!(names_the_same(&BEFORE.replace(" (commit: c3c3c3c)", ""), BEFORE));
        for change in ["d1d1d1d", "e2e2e2e", "c3c3c3c"] {
            assert!(!names_the_same(&BEFORE.replace(change, "f4f4f4f"), BEFORE), "{change}");
        }
        assert!(!names_the_same(&BEFORE.replace("d1d1d1d", "[none yet]"), BEFORE));
    }
}
