//! What `resume` and the answer to an agent say, gathered from the repository.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::clean_tree::checkpoint_mode::CheckpointMode;
use crate::clean_tree::shown;
use crate::finding::Level;
use crate::git::commit::commit_info::CommitInfo;
use crate::git::history::recorded_commits::MAX_WALK;
use crate::git::history::revisions::Named;
use crate::git::status::expected::Expected;
use crate::message::parse::Message;
use crate::message::sections::section::SectionKey;
use crate::plan::model::Plan;
use crate::resume::build::ResumeFacts;
use crate::resume::history::{CommitSummary, HistoryFacts, LastWords, RecordedState};
use crate::resume::model::{DoneTask, ResumeData, Uncommitted};
use crate::session::model::Session;
use crate::session::record::recorded::{HashPlace, recorded_hashes};
use crate::snapshot::checks;
use crate::snapshot::project::Project;
use crate::sync::{missed, recorder, task_commits};
use crate::terms::status::Status;
use crate::terms::tree_and_history::History;

/// Everything that can be found out about a SESSION.md with this text; `None` where it is
/// not in the format.
pub(crate) fn resume_data(project: &Project, text: &str) -> Result<Option<ResumeData>> {
    let text = shown::up_to_date(project, text)?;
    let session = Session::parse(&text);
    let has_phases = session.phases.iter().any(|phase| phase.status.is_some());
    if !session.is_in_format() && !has_phases && session.next_action_of_file().is_none() {
        return Ok(None);
    }
    let plan_file = project.plan();
    let plan = plan_file.as_ref().map(|file| Plan::parse(&file.text));
    let found = ResumeData::of(
        &session,
        ResumeFacts {
            path: &project.config.session,
            plan_path: plan_file.as_ref().map_or("", |file| &file.path),
            plan: plan.as_ref(),
            tree: &project.repo.worktree_files(),
            past: past(project, &text)?,
            uncommitted: uncommitted(project)?,
        },
    );
    Ok(Some(found))
}

/// What history says about what SESSION.md records, with rewrites followed
/// that are still to be written into it.
fn past(project: &Project, text: &str) -> Result<HistoryFacts> {
    let repo = &project.repo;
    let operation = repo.operation().filter(|operation| operation.is_in_progress());
    let mut past = HistoryFacts {
        branch: repo.branch(),
        operation: operation.map(|operation| operation.name()),
        ..HistoryFacts::default()
    };
    let Some(head) = repo.head()? else { return Ok(past) };
    let text = recorder::preview_sync(project, &head, text)?;
    let session = Session::parse(&text);
    let hash = |place: HashPlace| {
        recorded_hashes(&session).into_iter().find(|r| r.place == place).map(|r| r.hash.as_str())
    };
    let history = repo.history(&project.config.session);
    past.newer = history.newer_checkpoint(hash(HashPlace::LastCheckpoint).unwrap_or_default());
    past.checkpoint = hash(HashPlace::LastCheckpoint).map(|hash| what_is(project, &head, hash));
    past.unrecorded = missed::unrecorded(project, &head, &session.text);
    past.done =
        CheckpointMode::of(project).keeps_tree_clean().then(|| done(project, &head, &session));
    walk(project, &head, &mut past);
    Ok(past)
}

/// The tasks of the phase that are done, and the commits that ticked them.
fn done(project: &Project, head: &CommitInfo, session: &Session<'_>) -> Vec<DoneTask> {
    let phase = session.phase_at_work().map(|phase| phase.number.clone());
    let found =
        task_commits::done(project, head, session, &|number| Some(number) == phase.as_ref());
    let named = |commit: CommitInfo| project.repo.abbreviate(&commit.id);
    found
        .into_iter()
        .map(|done| DoneTask { text: done.text, commit: done.commit.map(named) })
        .collect()
}

/// Collects the commits up to the newest checkpoint.
fn walk(project: &Project, head: &CommitInfo, past: &mut HistoryFacts) {
    let mut seen = 0;
    for commit in project.repo.first_parents(head).take(MAX_WALK) {
        seen += 1;
        past.chain.push(commit_of(project, &commit));
        if commit.is_checkpoint() {
            past.words = Some(words_of(&commit));
            past.is_malformed = is_malformed(project, &commit);
            break;
        }
    }
    past.is_cut_off = seen == MAX_WALK;
}

/// Whether a client that runs no commit-msg hook, or `--no-verify`, let a message through.
fn is_malformed(project: &Project, commit: &CommitInfo) -> bool {
    if commit.is_message_too_large() {
        return false;
    }
    let found = checks::commit(project, commit, &commit.text());
    found.iter().any(|finding| finding.level == Level::Error)
}

/// What a checkpoint says was done and comes next.
fn words_of(commit: &CommitInfo) -> LastWords {
    let text = commit.text();
    let message = Message::parse(&text);
    let lines = |key| {
        let section = message.section(key).filter(|section| !section.is_empty());
        section.into_iter().flat_map(|s| s.content()).map(|line| line.to_string()).collect()
    };
    LastWords {
        status: message.status().map(Status::name),
        session: lines(SectionKey::Session),
        next: lines(SectionKey::Next),
    }
}

fn commit_of(project: &Project, commit: &CommitInfo) -> CommitSummary {
    CommitSummary {
        hash: project.repo.abbreviate(&commit.id),
        date: commit.committer_date.clone(),
        subject: commit.subject(),
        is_checkpoint: commit.is_checkpoint(),
    }
}

fn what_is(project: &Project, head: &CommitInfo, hash: &str) -> RecordedState {
    let repo = &project.repo;
    match repo.named(hash) {
        Named::Commit(id) => match repo.is_ancestor(&id, &head.id) {
            Some(true) => RecordedState::Ancestor,
            Some(false) if !repo.is_shallow() => RecordedState::NotAnAncestor,
            _ => RecordedState::Unknowable,
        },
        Named::Ambiguous if !repo.is_shallow() => RecordedState::Ambiguous,
        Named::Nothing if !repo.is_incomplete() => RecordedState::Unknown,
        _ => RecordedState::Unknowable,
    }
}

/// What is staged, changed or untracked, sorted into what a project expects and what not.
fn uncommitted(project: &Project) -> Result<Uncommitted> {
    let patterns = project.config.expected.iter().map(String::as_str);
    let expected = Expected::new(&project.config.session, patterns);
    let staged = project.repo.staged()?.into_iter().map(|change| change.path);
    let found = project.repo.uncommitted(&expected)?.into_iter().map(|found| found.change.path);
    let paths: BTreeSet<_> = staged.chain(found).collect();
    let is_expected = |path: &&bstr::BString| expected.matches(path.as_slice().into());
    let (expected, not): (Vec<_>, Vec<_>) = paths.iter().partition(is_expected);
    let strings = |paths: Vec<&bstr::BString>| paths.iter().map(ToString::to_string).collect();
    Ok(Uncommitted { expected: strings(expected), unexpected: strings(not) })
}
