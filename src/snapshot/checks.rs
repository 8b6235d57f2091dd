//! Brings documents and facts together: what hooks and commands have the rules judge.

use crate::rules::message::check_message;
use crate::rules::session::check_session;
use anyhow::Result;

use crate::finding::Finding;
use crate::git::commit::{CommitId, CommitInfo};
use crate::message::cleanup::{Cleanup, CleanupMode};
use crate::message::parse::Message;
use crate::plan::model::Plan;
use crate::rules::message::check_file;
use crate::rules::message::check_file::CheckedMessage;
use crate::rules::message::facts::MessageFacts;
use crate::rules::session::check_session::new_findings;
use crate::session::model::Session;
use crate::snapshot::project::Project;
use crate::text::str::Str;

/// Which findings on SESSION.md are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingScope {
    /// All of them.
    All,
    /// Those that HEAD's version does not have already.
    New,
}

/// What the rules say of that version of SESSION.md, at their default levels.
///
/// # Errors
/// Where HEAD or one of its files cannot be read.
pub fn session(project: &Project, told: FindingScope, text: &str) -> Result<Vec<Finding>> {
    let session = Session::parse(text);
    if !session.is_in_format() {
        return Ok(Vec::new());
    }
    let head_commit = project.repo.head()?;
    let head_text = text_at(project, head_commit.as_ref().map(|head| &head.id));
    let head = head_text.as_deref().map(Session::parse);
    let plan_file = project.plan();
    let plan = plan_file.as_ref().map(|file| (file.path.as_str(), Plan::parse(&file.text)));
    let facts = check_session::SessionFacts {
        path: &project.config.session,
        head: head.as_ref(),
        plan: plan.as_ref().map(|(path, plan)| (*path, plan)),
        tree: &project.repo.worktree_files(),
        history: &project.repo.history(&project.config.session),
        session_lines: project.config.limits.session_lines,
    };
    let now = check_session::check(&session, &facts);
    match (told, &head) {
        (FindingScope::New, Some(head)) => {
            let parent = head_commit.as_ref().and_then(|head| head.parents.first());
            let parent_text = text_at(project, parent);
            let parent = parent_text.as_deref().map(Session::parse);
            let before = check_session::check(
                head,
                &check_session::SessionFacts { head: parent.as_ref(), ..facts },
            );
            let before = check_session::CheckedSession { text: &head.text, findings: before };
            Ok(new_findings(check_session::CheckedSession { text, findings: now }, &before))
        }
        _ => Ok(now),
    }
}

/// SESSION.md as the commit that is being made will leave it.
///
/// # Errors
/// Where the index or HEAD cannot be read.
pub fn session_of_commit(project: &Project) -> Result<Option<String>> {
    let path = &project.config.session;
    if project.repo.session_is_staged(path)? {
        let blob = project.repo.index_blob(path)?;
        return Ok(blob.and_then(|blob| String::from_utf8(blob).ok()));
    }
    Ok(project.repo.read_session(path).ok().map(|file| file.text().to_owned()))
}

/// A message file, judged against what is staged, at the project's levels.
/// Where nothing is staged, the files it lists have no measure.
///
/// # Errors
/// Where the index or HEAD cannot be read.
pub fn message<'a>(project: &Project, text: &'a str) -> Result<CheckedMessage<'a>> {
    let changes = project.repo.staged()?;
    let session_text = session_of_commit(project)?;
    let session = session_text.as_deref().map(Session::parse);
    let plan_file = project.plan();
    let plan = plan_file.as_ref().map(|file| Plan::parse(&file.text));
    let facts = MessageFacts {
        changes: (!changes.is_empty()).then_some(changes.as_slice()),
        session: session.as_ref(),
        session_path: &project.config.session,
        plan: plan.as_ref(),
        tree: &project.repo.worktree_files(),
        subject_columns: project.config.limits.subject_columns,
    };
    let mode = project.repo.cleanup_mode().unwrap_or(CleanupMode::Strip);
    let cleanup = Cleanup { comment: project.repo.comment_prefix(), mode };
    Ok(check_file::judge(Str::new(text), &cleanup, &facts, |findings| {
        project.config.lay_over(findings)
    }))
}

/// The message of a commit, judged against that commit's own changes, files,
/// plan and SESSION.md, at the project's levels.
///
/// # Errors
/// Where the commit's SESSION.md cannot be read.
pub fn commit(project: &Project, commit: &CommitInfo, text: &str) -> Result<Vec<Finding>> {
    // A merge's list has no measure, nor has one whose parent a shallow clone lacks.
    let is_merge = commit.parents.len() > 1;
    let changes = (!is_merge).then(|| project.repo.commit_changes(&commit.id).ok()).flatten();
    let session_text = text_at(project, Some(&commit.id));
    let session = session_text.as_deref().map(Session::parse);
    let tree = project.repo.files_at(commit);
    let plan_file = project.plan_in(&tree);
    let plan = plan_file.as_ref().map(|file| Plan::parse(&file.text));
    let facts = MessageFacts {
        changes: changes.as_deref(),
        session: session.as_ref(),
        session_path: &project.config.session,
        plan: plan.as_ref(),
        tree: &tree,
        subject_columns: project.config.limits.subject_columns,
    };
    Ok(project.config.lay_over(check_message::check(&Message::parse(text), &facts)))
}

/// SESSION.md as that commit has it.
fn text_at(project: &Project, commit: Option<&CommitId>) -> Option<String> {
    // In a partial clone it may not be here, which must not silence the rules.
    let blob = project.repo.blob_at(commit?, &project.config.session).ok().flatten()?;
    String::from_utf8(blob).ok()
}
