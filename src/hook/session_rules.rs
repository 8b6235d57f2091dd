//! SESSION.md's own rules, in the hooks.

use anyhow::Result;

use crate::finding::{Finding, Level};
use crate::plan::Plan;
use crate::project::Project;
use crate::repo::CommitId;
use crate::report::{self, Document, Output, Style};
use crate::session::{Facts, Judged, Session, check, new_findings};

/// Which SESSION.md is looked at, and what of it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The staged one, where the commit changes it: what HEAD's does not have already.
    StagedOnly,
    /// The worktree's, where the commit does not change it: everything.
    UnstagedOnly,
}

/// Reports what is wrong in one short block; the heaviest level, `Off` for nothing.
pub(super) fn report(
    project: &Project,
    scope: Scope,
    style: Style,
    output: &mut Output,
) -> Result<Level> {
    let path = &project.config.session;
    let is_staged = project.repo.session_is_staged(path)?;
    let text = match (scope, is_staged) {
        (Scope::StagedOnly, true) => {
            project.repo.index_blob(path)?.and_then(|blob| String::from_utf8(blob).ok())
        }
        (Scope::UnstagedOnly, false) => {
            project.repo.read_session(path).ok().map(|file| file.text().to_owned())
        }
        _ => None,
    };
    let Some(text) = text else { return Ok(Level::Off) };
    let findings = project.config.lay_over(findings(project, scope, &text)?);
    output.say(&report::brief(&Document { name: path, text: &text }, &findings, style));
    Ok(findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Off))
}

fn findings(project: &Project, scope: Scope, text: &str) -> Result<Vec<Finding>> {
    let session = Session::parse(text);
    if !session.is_in_format() {
        return Ok(Vec::new());
    }
    let head_commit = project.repo.head()?;
    let head_text = text_at(project, head_commit.as_ref().map(|head| &head.id))?;
    let head = head_text.as_deref().map(Session::parse);
    let plan_file = project.plan();
    let plan = plan_file.as_ref().map(|file| (file.path.as_str(), Plan::parse(&file.text)));
    let facts = Facts {
        head: head.as_ref(),
        plan: plan.as_ref().map(|(path, plan)| (*path, plan)),
        tree: &project.repo.worktree_files(),
        history: &project.repo.history(&project.config.session),
        session_lines: project.config.limits.session_lines,
    };
    let now = check(&session, &facts);
    match (scope, &head) {
        (Scope::StagedOnly, Some(head)) => {
            let parent = head_commit.as_ref().and_then(|head| head.parents.first());
            let parent_text = text_at(project, parent)?;
            let parent = parent_text.as_deref().map(Session::parse);
            let before = check(head, &Facts { head: parent.as_ref(), ..facts });
            let before = Judged { text: &head.text, findings: before };
            Ok(new_findings(Judged { text, findings: now }, &before))
        }
        _ => Ok(now),
    }
}

/// SESSION.md as that commit has it.
fn text_at(project: &Project, commit: Option<&CommitId>) -> Result<Option<String>> {
    let Some(commit) = commit else { return Ok(None) };
    let blob = project.repo.blob_at(commit, &project.config.session)?;
    Ok(blob.and_then(|blob| String::from_utf8(blob).ok()))
}
