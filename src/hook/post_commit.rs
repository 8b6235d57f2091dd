//! Writes the new commit's hash into SESSION.md.

use anyhow::Result;

use crate::git::commit::commit_info::CommitInfo;
use crate::git::operation::Operation;
use crate::hook::outcome::HookOutcome;
use crate::report::terminal::color::ColorChoice;
use crate::report::terminal::output::{Output, note};
use crate::report::terminal::stream::Stream;
use crate::snapshot::project::Project;
use crate::store::session_file::Refusal;
use crate::store::state::Turn;
use crate::sync::recorder;
use crate::sync::session_update::RecordOutcome;
use crate::terms::tree_and_history::Tree;

pub(crate) fn run(output: &mut Output) -> Result<HookOutcome> {
    let Some(project) = Project::discover()? else { return Ok(HookOutcome::Pass) };
    let Some(made) = project.repo.head()? else { return Ok(HookOutcome::Pass) };
    let operation = project.repo.operation();
    if operation.is_some_and(Operation::is_in_progress) {
        project.repo.state().postpone(&made.id)?;
        if operation == Some(Operation::Rebase) {
            project.repo.remember_rewrites(&project.repo.rewrites_of_rebase(&made))?;
        }
        return Ok(HookOutcome::Pass);
    }
    let _turn = turn(&project);
    let head = newest(&project, made)?;
    let recorded = recorder::record(&project, &head).inspect_err(|_| {
        let _ = project.repo.state().postpone(&head.id);
    })?;
    let style = project.style(ColorChoice::Auto, Stream::Stderr);
    let noted = what_was_recorded(&project, &head, &recorded)
        .filter(|said| is_news(&project, &head, &recorded, said));
    let in_place = written_in_place(&project, &recorded);
    let made_up = recorded_late(&project, &recorded);
    for said in [noted, made_up, in_place, left_over(&project, operation)] {
        output.say(&said.map_or(String::new(), |said| note(style, &said)));
    }
    Ok(HookOutcome::Pass)
}

/// Of commits made at once each has its hook, and the last to write must be
/// one that has seen the newest. Where the turn cannot be had, SESSION.md is
/// still replaced under a lock.
fn turn(project: &Project) -> Option<Turn> {
    let has_session = project.repo.worktree_files().exists(&project.config.session);
    if has_session { project.repo.state().turn().ok() } else { None }
}

/// HEAD, which another commit may have moved on while we waited.
fn newest(project: &Project, made: CommitInfo) -> Result<CommitInfo> {
    match project.repo.reread_head()? {
        Some(head) if head.id != made.id => {
            project.repo.state().postpone(&made.id)?;
            Ok(head)
        }
        _ => Ok(made),
    }
}

/// One line on a checkpoint, and on a SESSION.md that cannot be written; none
/// on an ordinary commit.
fn what_was_recorded(
    project: &Project,
    head: &CommitInfo,
    recorded: &RecordOutcome,
) -> Option<String> {
    let session = &project.config.session;
    let is_checkpoint = head.is_checkpoint();
    match recorded {
        RecordOutcome::Recorded { .. } if is_checkpoint && project.config.record.last_checkpoint => {
            let hash = project.repo.abbreviate(&head.id);
            Some(format!("checkpoint {hash} recorded in {session}"))
        }
        RecordOutcome::NotConverted => is_checkpoint.then(|| {
            format!(
                "could not update {session}: the committed Last Checkpoint is not in clean-tree form; `git checkpoint install --clean-tree` shows the commit that fixes it"
            )
        }),
        RecordOutcome::Skipped(Refusal::Absent) => is_checkpoint.then(|| {
            format!(
                "there is no {session} to record the checkpoint in; `git checkpoint init` makes one"
            )
        }),
        RecordOutcome::Skipped(reason) => Some(format!("{session} not updated: {reason}")),
        _ => None,
    }
}

/// One line on commits that no hook had recorded: they went by while the hooks were off or died.
fn recorded_late(project: &Project, recorded: &RecordOutcome) -> Option<String> {
    let commits = match recorded {
        RecordOutcome::Recorded { made_up: 1, .. } => "1 commit".to_owned(),
        RecordOutcome::Recorded { made_up: made_up @ 2.., .. } => format!("{made_up} commits"),
        _ => return None,
    };
    let session = &project.config.session;
    Some(format!("recorded {commits} that the hooks had missed in {session}"))
}

/// Whether a note on SESSION.md has to be made: each checkpoint that it does not
/// show is worth one, and ordinary commits one until something was recorded again.
fn is_news(project: &Project, head: &CommitInfo, outcome: &RecordOutcome, note: &str) -> bool {
    if matches!(outcome, RecordOutcome::Recorded { .. }) {
        return true;
    }
    let state = project.repo.state();
    let last = state.baseline().map(|left| left.commit);
    let about = if head.is_checkpoint() { Some(head.id) } else { last };
    let about = about.map_or_else(|| "-".to_owned(), |commit| commit.to_hex());
    state.tell_once(&format!("{note} {about}")).unwrap_or(true)
}

/// Names, once, what the file system does not do for us.
fn written_in_place(project: &Project, recorded: &RecordOutcome) -> Option<String> {
    let RecordOutcome::Recorded { why_in_place: Some(why), .. } = recorded else { return None };
    let session = &project.config.session;
    let text = format!(
        "{session} cannot be replaced in one step here ({why}), so it is written in place; the version before is kept in the git dir, as checkpoint/SESSION.md.orig"
    );
    project.repo.state().tell_once(&text).unwrap_or(false).then_some(text)
}

/// Names the command that clears an abandoned operation away, once.
fn left_over(project: &Project, operation: Option<Operation>) -> Option<String> {
    let Some(Operation::Stale { quit }) = operation else { return None };
    let is_news = project.repo.state().tell_once(quit).unwrap_or(false);
    is_news.then(|| {
        format!("a stale operation is still recorded in the git dir; run `{quit}` to clear it")
    })
}
