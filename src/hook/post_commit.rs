//! Writes the new commit's hash into SESSION.md.

use anyhow::Result;

use super::Verdict;
use crate::project::Project;
use crate::recorder::{self, Recorded};
use crate::repo::{CommitInfo, Operation, Refusal};
use crate::report::{ColorChoice, Output, Stream, note};

pub(super) fn run(output: &mut Output) -> Result<Verdict> {
    let Some(project) = Project::discover()? else { return Ok(Verdict::Pass) };
    let Some(head) = project.repo.head()? else { return Ok(Verdict::Pass) };
    let operation = project.repo.operation();
    if operation.is_some_and(Operation::is_under_way) {
        project.repo.state().postpone(&head.id)?;
        return Ok(Verdict::Pass);
    }
    let recorded = recorder::record(&project, &head)?;
    let style = project.style(ColorChoice::Auto, Stream::Stderr);
    for said in [what_was_recorded(&project, &head, &recorded), left_over(&project, operation)] {
        output.say(&said.map_or(String::new(), |said| note(style, &said)));
    }
    Ok(Verdict::Pass)
}

/// One line on a checkpoint, and on a SESSION.md that cannot be written; none
/// on an ordinary commit.
fn what_was_recorded(project: &Project, head: &CommitInfo, recorded: &Recorded) -> Option<String> {
    let session = &project.config.session;
    let is_checkpoint = head.is_checkpoint();
    match recorded {
        Recorded::Done if is_checkpoint && project.config.record.last_checkpoint => {
            let hash = project.repo.abbreviate(&head.id);
            Some(format!("checkpoint {hash} recorded in {session}"))
        }
        Recorded::LeftAlone(Refusal::Absent) => is_checkpoint.then(|| {
            format!(
                "there is no {session} to record the checkpoint in; `git checkpoint init` makes one"
            )
        }),
        Recorded::LeftAlone(reason) => Some(format!("{session} is left alone: {reason}")),
        _ => None,
    }
}

/// Names the command that clears an abandoned operation away, once.
fn left_over(project: &Project, operation: Option<Operation>) -> Option<String> {
    let Some(Operation::LeftOver { quit }) = operation else { return None };
    let is_news = project.repo.state().tell_once(quit).unwrap_or(false);
    is_news.then(|| {
        format!("an abandoned operation was left lying in the git dir; `{quit}` clears it away")
    })
}
