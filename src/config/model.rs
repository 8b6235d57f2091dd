//! `.git-checkpoint.yaml` as data, and its levels applied to findings.
//!
//! The file belongs to the repository, so it is untrusted: whatever stands in
//! it, reading is bounded in time and memory, no path in it leads out of the
//! worktree, and what cannot be used is a [`ConfigDiagnostic`] while the rest counts.

use crate::finding::{Finding, Level, Rule};
use crate::session::record::recording::RecordOptions;
use crate::text::span::Span;

/// The file's name, at the top of the worktree.
pub const FILE_NAME: &str = ".git-checkpoint.yaml";

/// Larger files are not looked at; a configuration is a page, not a book.
pub const MAX_BYTES: usize = 16 * 1024;

/// What a project has chosen; `default()` is a project without the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where SESSION.md is, from the top of the worktree: `/` between names, no `.` or `..`.
    pub session: String,
    /// Where the plan is, from the top; `None` where the file does not say.
    pub plan: Option<String>,
    /// What may stay uncommitted, in gitignore syntax, besides SESSION.md and CLAUDE.md.
    pub expected: Vec<String>,
    /// The levels the file sets; ask [`Config::level`].
    pub levels: Levels,
    /// Limits of length.
    pub limits: Limits,
    /// What is recorded in SESSION.md.
    pub record: RecordOptions,
}

/// Rules whose level the project has set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Levels(Vec<RuleLevel>);

#[derive(Clone, Debug, PartialEq)]
struct RuleLevel {
    rule: &'static str,
    level: Level,
}

/// Limits of length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Lines that SESSION.md may have (`session-length`).
    pub session_lines: usize,
    /// Columns that a subject may have (`subject-length`).
    pub subject_columns: usize,
}

/// Something in the file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigDiagnostic {
    /// The culprit in the file's text; `None` where the file as a whole is meant.
    pub span: Option<Span>,
    /// One sentence, without a full stop.
    pub message: String,
    /// How to fix it: the nearest key, the values that are possible.
    pub help: Option<String>,
}

impl ConfigDiagnostic {
    /// A problem of the file as a whole.
    pub(crate) fn of_file(message: String) -> Self {
        Self { span: None, message, help: None }
    }
}

impl Config {
    /// The rule's level here.
    pub fn level(&self, rule: &Rule) -> Level {
        self.levels.get(rule.name).unwrap_or(rule.level)
    }

    /// The findings with the levels that this project has set, without those that are off.
    ///
    /// A finding of a rule that the project says nothing about keeps its level.
    pub fn apply_levels(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        for finding in &mut findings {
            finding.level = self.levels.get(finding.rule.name).unwrap_or(finding.level);
        }
        findings.retain(|finding| finding.level != Level::Off);
        findings
    }
}

impl Levels {
    /// The level that the project has set for the rule, if it has.
    fn get(&self, rule: &str) -> Option<Level> {
        self.0.iter().find(|set| set.rule == rule).map(|set| set.level)
    }

    pub(crate) fn set(&mut self, rule: &'static str, level: Level) {
        self.0.push(RuleLevel { rule, level });
    }
}

/// The findings with every error made a warning, where a rejection
/// would do harm: it would stop a rebase, and `--continue` would keep the old message.
pub fn downgrade_errors(mut findings: Vec<Finding>) -> Vec<Finding> {
    for finding in &mut findings {
        finding.level = finding.level.min(Level::Warning);
    }
    findings
}

impl Default for Config {
    fn default() -> Self {
        Self {
            session: "SESSION.md".to_owned(),
            plan: None,
            expected: Vec::new(),
            levels: Levels::default(),
            limits: Limits::default(),
            record: RecordOptions::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { session_lines: 200, subject_columns: 72 }
    }
}

#[cfg(test)]
mod tests;
