//! SESSION.md's own rules, in the hooks.

use std::collections::BTreeSet;

use anyhow::Result;
use bstr::BString;

use crate::finding::{Finding, Level};
use crate::report::findings::document::Document;
use crate::report::findings::summary;
use crate::report::terminal::color::Style;
use crate::report::terminal::output::Output;
use crate::rules::check::check_session::keys;
use crate::snapshot::checks;
use crate::snapshot::documents::ParsedDocuments;
use crate::snapshot::project::Project;
use crate::text::words::one_line;

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

/// Reports what is wrong with a SESSION.md that a checkpoint leaves out; returns the highest level,
/// `Off` for nothing. What HEAD's version has too, or the checkpoint before reported, is counted.
pub(crate) fn report_left_out(
    project: &Project,
    parsed: &ParsedDocuments<'_>,
    style: Style,
    output: &mut Output,
) -> Result<Level> {
    let all = checks::session(project, parsed);
    let text = parsed.session.as_ref().map_or("", |session| session.text.as_str());
    let all_keys = |findings: &[Finding]| -> BTreeSet<BString> {
        findings.iter().flat_map(|finding| state_keys(finding, text)).collect()
    };
    let new = all_keys(&checks::new_among(all.clone(), project, parsed)?);
    let reported = project.repo.state().reported_findings();
    // An error is reported each time: it is what has to be fixed.
    let is_shown = |finding: &&Finding| {
        let is_new = |key: &BString| new.contains(key) && !reported.contains(key);
        finding.level == Level::Error || state_keys(finding, text).iter().any(is_new)
    };
    let shown: Vec<Finding> = all.iter().filter(is_shown).cloned().collect();
    let now = all_keys(&all);
    if now != reported {
        // What cannot be remembered is reported in full again.
        let _ = project.repo.state().set_reported_findings(&now);
    }
    let level = report(project, text, &shown, style, output);
    let is_on = |finding: &&Finding| finding.level != Level::Off;
    let known = all.iter().filter(is_on).count() - shown.iter().filter(is_on).count();
    output.say(&summary::known(&project.config.session, known, style));
    Ok(level.max(if known > 0 { Level::Warning } else { Level::Off }))
}

/// What makes a finding the same in the next version of SESSION.md, in a form to be kept.
fn state_keys(finding: &Finding, text: &str) -> Vec<BString> {
    const MAX_KEY: usize = 200;
    let kept = |(rule, marked): (&str, String)| {
        let marked: String = one_line(&marked).chars().take(MAX_KEY).collect();
        BString::from(format!("{rule} {marked}"))
    };
    keys(finding, text).into_iter().map(kept).collect()
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
