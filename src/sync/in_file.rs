//! Recording in the file: SESSION.md holds what commits gave it to know, and follows rewrites.

use anyhow::Result;

use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, recorded_hashes};
use crate::snapshot::project::Project;
use crate::store::session_file::SessionFile;
use crate::store::state::Baseline;
use crate::sync::backlog::Backlog;
use crate::sync::commit_record::CommitRecord;
use crate::sync::session_update::{RecordOutcome, with_session, write};
use crate::terms::rewrite_map::{RewritePair, Rewrites};

/// Writes what the commit that was just made gives to know, after what had to wait while an
/// operation was in progress, and remembers what it left.
pub(crate) fn record(project: &Project, head: &CommitInfo) -> Result<RecordOutcome> {
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

/// Writes what had to wait and follows rewrites.
pub(crate) fn sync_now(project: &Project, head: &CommitInfo) -> Result<RecordOutcome> {
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

/// What [`sync_now`] would make of the text.
pub(crate) fn preview_sync(project: &Project, head: &CommitInfo, text: &str) -> Result<String> {
    if !Session::parse(text).is_in_format() {
        return Ok(text.to_owned());
    }
    Ok(Backlog::with(project, head, text, &project.repo.rewrites())?.apply(text))
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
    use crate::sync::in_file::names_the_same;

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
