//! Runs the rules on SESSION.md.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::rules::SESSION;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;

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

/// The findings that the version before did not have already. Rule and
/// marked text decide, not the line.
///
/// `before` should be checked against its own commit: its `head` is
/// the version of that commit's first parent.
pub fn new_findings(now: CheckedSession<'_>, before: &CheckedSession<'_>) -> Vec<Finding> {
    let mut known: HashMap<(&str, String), usize> = HashMap::new();
    for finding in &before.findings {
        *known.entry(key(finding, before.text)).or_default() += 1;
    }
    let CheckedSession { text, mut findings } = now;
    findings.retain(|finding| match known.get_mut(&key(finding, text)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    findings
}

/// What makes two findings the same; without a place the message does,
/// whatever its digits.
pub(crate) fn key(finding: &Finding, text: &str) -> (&'static str, String) {
    let marked = finding.span.and_then(|span| text.get(span.range())).map(str::to_owned);
    let message = || finding.message.chars().filter(|c| !c.is_ascii_digit()).collect();
    (finding.rule.name, marked.unwrap_or_else(message))
}

#[cfg(test)]
mod tests;
