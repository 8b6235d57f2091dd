//! SESSION.md's own rules, in the hooks.

use anyhow::Result;

use crate::finding::{Finding, Level};
use crate::report::findings::document::Document;
use crate::report::findings::summary;
use crate::report::terminal::color::Style;
use crate::report::terminal::output::Output;
use crate::snapshot::checks;
use crate::snapshot::project::Project;

/// Reports what is wrong with the SESSION.md that the commit changes and was not in HEAD's
/// version; returns the highest level, `Off` for nothing.
pub(crate) fn report_staged(project: &Project, style: Style, output: &mut Output) -> Result<Level> {
    let path = &project.config.session;
    if !project.repo.session_is_staged(path)? {
        return Ok(Level::Off);
    }
    let blob = project.repo.index_blob(path)?;
    let Some(text) = blob.and_then(|blob| String::from_utf8(blob).ok()) else {
        return Ok(Level::Off);
    };
    let documents = checks::session_documents(project, text)?;
    let findings = checks::new_in_session(project, &documents.parse())?;
    let text = documents.session.as_deref().unwrap_or_default();
    Ok(report(project, text, &findings, style, output))
}

/// Reports the findings in one short block; returns the highest level, `Off` for nothing.
pub(crate) fn report(
    project: &Project,
    text: &str,
    findings: &[Finding],
    style: Style,
    output: &mut Output,
) -> Level {
    let document = Document { name: &project.config.session, text };
    output.say(&summary::brief(&document, findings, style));
    findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Off)
}
