//! SESSION.md's own rules, in the hooks.

use crate::report::summary;
use anyhow::Result;

use crate::finding::Level;
use crate::report::color::Style;
use crate::report::document::Document;
use crate::report::output::Output;
use crate::snapshot::checks;
use crate::snapshot::checks::FindingScope;
use crate::snapshot::project::Project;

/// Which SESSION.md is looked at, and what of it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionScope {
    /// The staged one, where the commit changes it: what HEAD's does not have already.
    StagedOnly,
    /// The worktree's, where the commit does not change it: everything.
    UnstagedOnly,
}

/// Reports what is wrong in one short block; the heaviest level, `Off` for nothing.
pub(crate) fn report(
    project: &Project,
    scope: SessionScope,
    style: Style,
    output: &mut Output,
) -> Result<Level> {
    let path = &project.config.session;
    let is_staged = project.repo.session_is_staged(path)?;
    let text = match (scope, is_staged) {
        (SessionScope::StagedOnly, true) => {
            project.repo.index_blob(path)?.and_then(|blob| String::from_utf8(blob).ok())
        }
        (SessionScope::UnstagedOnly, false) => {
            project.repo.read_session(path).ok().map(|file| file.text().to_owned())
        }
        _ => None,
    };
    let Some(text) = text else { return Ok(Level::Off) };
    let told =
        if scope == SessionScope::StagedOnly { FindingScope::New } else { FindingScope::All };
    let findings = project.config.lay_over(checks::session(project, told, &text)?);
    output.say(&summary::brief(&Document { name: path, text: &text }, &findings, style));
    Ok(findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Off))
}
