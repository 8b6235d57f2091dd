//! The rules on SESSION.md, as pure functions from the file and facts to findings.

use crate::rules::session::copied;
use crate::rules::session::form;
use crate::rules::session::hashes;
use crate::rules::session::links;
use crate::rules::session::progress;
use std::collections::HashMap;

use crate::finding::Finding;
use crate::plan::model::Plan;
use crate::session::model::Session;
use crate::terms::project_files::{History, Tree};

/// What the rules know besides the file itself.
pub struct SessionFacts<'a> {
    /// Where SESSION.md stands, from the top of the worktree.
    pub path: &'a str,
    /// SESSION.md as HEAD has it; `None` where HEAD has none.
    pub head: Option<&'a Session<'a>>,
    /// The plan's path from the top of the worktree, and the plan.
    pub plan: Option<(&'a str, &'a Plan<'a>)>,
    /// The files that links may name.
    pub tree: &'a dyn Tree,
    /// The commits that hashes may name.
    pub history: &'a dyn History,
    /// How many lines SESSION.md may have.
    pub session_lines: usize,
}

/// Everything the rules have to say, in the order of the file; what means the
/// file as a whole comes first. Nothing for a file that is not in the format.
pub fn check(session: &Session<'_>, facts: &SessionFacts<'_>) -> Vec<Finding> {
    let has_phases = session.phases.iter().any(|phase| phase.status.is_some());
    if !session.is_in_format() && !has_phases {
        return Vec::new();
    }
    let mut found = form::check(session, facts);
    found.extend(progress::check(session, facts));
    found.extend(copied::check(session, facts));
    found.extend(links::check(session, facts));
    found.extend(hashes::check(session, facts));
    found.sort_by_key(|finding| finding.span);
    found
}

/// A version of SESSION.md and what the rules say of it.
pub struct CheckedSession<'a> {
    /// Its text.
    pub text: &'a str,
    /// What [`check`] said.
    pub findings: Vec<Finding>,
}

/// The findings that the version before did not have already. Rule and
/// culprit's text decide, not the line.
///
/// `before` should be judged with the facts of its own commit: its `head` is
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

/// What makes two findings the same; without a culprit the message does,
/// whatever its figures.
fn key(finding: &Finding, text: &str) -> (&'static str, String) {
    let culprit = finding.span.and_then(|span| text.get(span.range())).map(str::to_owned);
    let message = || finding.message.chars().filter(|c| !c.is_ascii_digit()).collect();
    (finding.rule.name, culprit.unwrap_or_else(message))
}

#[cfg(test)]
mod tests;
