//! Runs the rules on SESSION.md.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::rules::SESSION;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::text::span::Span;

/// All findings, in the order of the file; those on the file as a whole come first.
/// None for a file that is not in the format.
pub fn check(session: &Session<'_>, known: &Snapshot<'_>) -> Vec<Finding> {
    let has_phases = session.phases.iter().any(|phase| phase.status.is_some());
    let mut found = Vec::new();
    if session.is_in_format() || has_phases {
        for row in SESSION {
            (row.check)(session, known, &mut found);
        }
    }
    found.sort_by_key(|finding| finding.span);
    found
}

/// A version of SESSION.md and its findings.
pub struct CheckedSession<'a> {
    /// Its text.
    pub text: &'a str,
    /// What [`check`] returned.
    pub findings: Vec<Finding>,
}

/// The findings that the version before did not have already, at every one of their places. Rule
/// and marked text decide, not the line.
///
/// `before` should be checked against its own commit: its `head` is
/// the version of that commit's first parent.
pub fn new_findings(now: CheckedSession<'_>, before: &CheckedSession<'_>) -> Vec<Finding> {
    let mut known: HashMap<(&str, String), usize> = HashMap::new();
    for key in before.findings.iter().flat_map(|finding| keys(finding, before.text)) {
        *known.entry(key).or_default() += 1;
    }
    let CheckedSession { text, mut findings } = now;
    let mut is_known = |key| match known.get_mut(&key) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    };
    findings.retain(|finding| !keys(finding, text).into_iter().all(&mut is_known));
    findings
}

/// What makes two findings the same, for each of their places; without one the message does,
/// whatever its digits.
pub(crate) fn keys(finding: &Finding, text: &str) -> Vec<(&'static str, String)> {
    let marked = |span: &Span| text.get(span.range()).map(str::to_owned);
    let message = || finding.message.chars().filter(|c| !c.is_ascii_digit()).collect();
    let first = finding.span.as_ref().and_then(marked).unwrap_or_else(message);
    let all = std::iter::once(first).chain(finding.also.iter().filter_map(marked));
    all.map(|key| (finding.rule.name, key)).collect()
}

#[cfg(test)]
mod tests;
