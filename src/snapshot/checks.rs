//! Reads what a check may look at from the repository, and runs the rules against it.

use anyhow::Result;

use crate::finding::Finding;
use crate::git::commit::commit_id::CommitId;
use crate::git::commit::commit_info::CommitInfo;
use crate::message::parse::Message;
use crate::message::stored::cleanup::{Cleanup, CleanupMode};
use crate::rules::check::check_file::{CheckedMessage, check_file};
use crate::rules::check::check_session::{CheckedSession, new_findings};
use crate::rules::check::sure_fixes::with_sure_fixes;
use crate::rules::check::{check_message, check_session};
use crate::session::model::Session;
use crate::snapshot::documents::{Documents, ParsedDocuments};
use crate::snapshot::model::{LostHash, Snapshot};
use crate::snapshot::project::Project;
use crate::text::str::Str;

/// Reads that version of SESSION.md, HEAD's and the plan.
pub fn session_documents(project: &Project, text: String) -> Result<Documents> {
    Ok(Documents {
        session: Some(text),
        head: session_at_head(project)?,
        plan: project.plan(),
        ..Documents::default()
    })
}

/// What the rules report on SESSION.md, at the project's levels.
pub fn session(project: &Project, parsed: &ParsedDocuments<'_>) -> Vec<Finding> {
    let known = parsed.snapshot(&project.config);
    in_format(parsed).map_or_else(Vec::new, |session| session_against(project, session, &known))
}

/// The same where it is known which recorded hashes HEAD's history does not hold, with sure fixes.
pub(crate) fn session_without(
    project: &Project,
    parsed: &ParsedDocuments<'_>,
    lost: &[LostHash],
) -> Vec<Finding> {
    let known = parsed.snapshot(&project.config);
    let check = |session: &Session<'_>, lost: &[LostHash]| {
        session_against(project, session, &Snapshot { lost, ..known })
    };
    in_format(parsed).map_or_else(Vec::new, |session| {
        with_sure_fixes(&session.text, check(session, lost), |fixed| {
            let is_there = |lost: &&LostHash| {
                fixed.get(lost.span.range()) == session.text.get(lost.span.range())
            };
            let still: Vec<LostHash> = lost.iter().filter(is_there).cloned().collect();
            check(&Session::parse(fixed), &still)
        })
    })
}

/// What the rules report on a version of SESSION.md, at the project's levels; files and
/// history are the project's.
pub fn session_against(
    project: &Project,
    session: &Session<'_>,
    known: &Snapshot<'_>,
) -> Vec<Finding> {
    if !session.is_in_format() {
        return Vec::new();
    }
    let files = project.repo.worktree_files();
    let history = project.repo.history(&project.config.session);
    let known = Snapshot { files: &files, history: &history, ..*known };
    project.config.apply_levels(check_session::check(session, &known))
}

/// What the rules report on SESSION.md and did not on HEAD's version, at the project's levels.
pub fn new_in_session(project: &Project, parsed: &ParsedDocuments<'_>) -> Result<Vec<Finding>> {
    new_among(session(project, parsed), project, parsed)
}

/// Those of the findings on SESSION.md that HEAD's version does not have.
pub(crate) fn new_among(
    now: Vec<Finding>,
    project: &Project,
    parsed: &ParsedDocuments<'_>,
) -> Result<Vec<Finding>> {
    if now.is_empty() {
        return Ok(now);
    }
    let (Some(session), Some(head)) = (in_format(parsed), &parsed.head) else { return Ok(now) };
    let commit = project.repo.head()?;
    let parent = session_at(project, commit.as_ref().and_then(|head| head.parents.first()));
    let parent = parent.as_deref().map(Session::parse);
    let known = Snapshot { head: parent.as_ref(), ..parsed.snapshot(&project.config) };
    let before = session_against(project, head, &known);
    let before = CheckedSession { text: head.text.as_str(), findings: before };
    Ok(new_findings(CheckedSession { text: session.text.as_str(), findings: now }, &before))
}

fn in_format<'p, 'a>(parsed: &'p ParsedDocuments<'a>) -> Option<&'p Session<'a>> {
    parsed.session.as_ref().filter(|session| session.is_in_format())
}

/// SESSION.md as the commit that is being made will leave it.
pub fn session_of_commit(project: &Project) -> Result<Option<String>> {
    let path = &project.config.session;
    if project.repo.session_is_staged(path)? {
        let blob = project.repo.index_blob(path)?;
        return Ok(blob.and_then(|blob| String::from_utf8(blob).ok()));
    }
    Ok(project.repo.read_session(path).ok().map(|file| file.text().to_owned()))
}

/// A message file, checked against what is staged, at the project's levels.
/// Where nothing is staged, the files it lists are not compared. Its fixes are sure ones.
pub fn message<'a>(project: &Project, text: &'a str) -> Result<CheckedMessage<'a>> {
    let documents = Documents {
        changes: Some(project.repo.staged()?).filter(|changes| !changes.is_empty()),
        session: session_of_commit(project)?,
        head: None,
        plan: project.plan(),
    };
    let parsed = documents.parse();
    let files = project.repo.worktree_files();
    let known = Snapshot { files: &files, ..parsed.snapshot(&project.config) };
    let mode = project.repo.cleanup_mode().unwrap_or(CleanupMode::Strip);
    let cleanup = Cleanup { comment: project.repo.comment_prefix(), mode };
    let levels = |findings| project.config.apply_levels(findings);
    let mut judged = check_file(Str::new(text), &cleanup, &known, levels);
    judged.findings = with_sure_fixes(text, judged.findings, |fixed| {
        check_file(Str::new(fixed), &cleanup, &known, levels).findings
    });
    Ok(judged)
}

/// The message of a commit, checked against that commit's own changes, files,
/// plan and SESSION.md, at the project's levels, with sure fixes.
pub fn commit(project: &Project, commit: &CommitInfo, text: &str) -> Vec<Finding> {
    // A merge's list is not compared, nor one whose parent a shallow clone lacks.
    let is_comparable = commit.parents.len() < 2 && !commit.is_cut_off;
    let own = is_comparable.then(|| project.repo.commit_changes(&commit.id).ok()).flatten();
    let parent = commit.parents.first().and_then(|parent| project.repo.commit(parent).ok());
    let path = &project.config.session;
    let changes = own.map(|own| project.repo.changes_of_session(own, path, parent.as_ref()));
    let files = project.repo.files_at(commit);
    // With half of what names the phases, those of the other half would be unknown.
    let mut paths = project.plan_paths().into_iter().chain([project.config.session.as_str()]);
    let is_known = !paths.any(|path| files.is_unknown(path));
    let session = session_at(project, Some(&commit.id)).filter(|_| is_known);
    let plan = project.plan_in(&files).filter(|_| is_known);
    let documents = Documents { changes, session, head: None, plan };
    let parsed = documents.parse();
    let known = Snapshot { files: &files, ..parsed.snapshot(&project.config) };
    let check = |text: &str| {
        project.config.apply_levels(check_message::check(&Message::parse(text), &known))
    };
    with_sure_fixes(text, check(text), check)
}

/// SESSION.md as HEAD has it.
pub fn session_at_head(project: &Project) -> Result<Option<String>> {
    let head = project.repo.head()?;
    Ok(session_at(project, head.as_ref().map(|head| &head.id)))
}

/// SESSION.md as that commit has it.
fn session_at(project: &Project, commit: Option<&CommitId>) -> Option<String> {
    // In a partial clone the blob may be missing, which must not silence the rules.
    let blob = project.repo.blob_at(commit?, &project.config.session).ok().flatten()?;
    String::from_utf8(blob).ok()
}
