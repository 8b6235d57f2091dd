//! What a check reports: the rule, where, what, and the fix.

use crate::text::edit::Edit;
use crate::text::span::Span;
use crate::text::str::Str;

/// Severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported; the commit proceeds.
    Warning,
    /// Reported; the commit is rejected.
    Error,
}

impl Level {
    /// All levels, least severe first.
    pub const ALL: [Level; 3] = [Level::Off, Level::Warning, Level::Error];

    /// The word used in output and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// The record of one rule; `explain`, the README and the schema are made from it.
#[derive(Debug)]
pub struct Rule {
    /// Its name in output and configuration.
    pub name: &'static str,
    /// Its default level.
    pub level: Level,
    /// When it fires, in a few words.
    pub fires: &'static str,
    /// Why it exists.
    pub why: &'static str,
    /// How to satisfy it.
    pub how: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Edits to the document that settle a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fix {
    /// The edits, with spans of the document as it was read.
    pub edits: Vec<Edit>,
    /// Whether the text holds `<…>` parts that only the author can fill in.
    pub is_open: bool,
}

impl Fix {
    /// Replaces `old` by `new`.
    pub fn replace(old: Str<'_>, new: impl Into<String>) -> Self {
        let new = new.into();
        let is_open = PARTS.iter().any(|part| new.contains(part));
        Self { edits: vec![Edit::replace(old.span(), new)], is_open }
    }
}

/// What stands in a fix for what only the author knows.
pub(crate) const PARTS: [&str; 9] = [
    "<N>",
    "<Status>",
    "<description>",
    "<phase name>",
    "<path>",
    "<line>",
    "<what changed>",
    "<what to do next, with file and line>",
    "<what was accomplished this session>",
];

/// One report of one rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that fired.
    pub rule: &'static Rule,
    /// Its level: the rule's default until the project's levels are applied.
    pub level: Level,
    /// Where; `None` for the document as a whole.
    pub span: Option<Span>,
    /// Further places, where one habit has several: they are one finding.
    pub also: Vec<Span>,
    /// One sentence, without a full stop: what is wrong.
    pub message: String,
    /// A few words under the caret; may be empty.
    pub label: String,
    /// What to do, as an imperative with the exact text or command: ``write `…` ``.
    pub help: Option<String>,
    /// The edits that do it, where edits can.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding at the rule's default level, without a place, help or fix.
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            level: rule.level,
            span: None,
            also: Vec::new(),
            message: message.into(),
            label: String::new(),
            help: None,
            fix: None,
        }
    }

    /// Points at the place, with a few words for under the caret.
    pub fn at(mut self, span: Span, label: impl Into<String>) -> Self {
        self.span = Some(span);
        self.label = label.into();
        self
    }

    /// One finding of several that have one cause and one help, at the place of the first and with
    /// the edits of all; those that say the same say it once.
    pub fn merged(found: Vec<Self>, message: impl FnOnce() -> String) -> Option<Self> {
        let mut all = found.into_iter();
        let mut first = all.next()?;
        let others: Vec<Self> = all.collect();
        if others.iter().any(|other| other.message != first.message) {
            first.message = message();
        }
        for other in others {
            first.also.extend(other.span);
            if let (Some(fix), Some(own)) = (other.fix, &mut first.fix) {
                own.edits.extend(fix.edits);
                own.is_open |= fix.is_open;
            }
        }
        Some(first)
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Replaces `old` by `new`, and says so.
    pub fn write(self, old: Str<'_>, new: impl Into<String>) -> Self {
        let new = new.into();
        let help = format!("write `{new}`");
        self.fix(Fix::replace(old, new)).help(help)
    }

    /// Replaces `old`, what stands after `key:`, by `new`, and says so.
    pub fn write_value(self, key: &str, old: Str<'_>, new: impl Into<String>) -> Self {
        let new = new.into();
        let help = format!("write `{key}: {new}`");
        self.fix(Fix::replace(old, new)).help(help)
    }

    /// Attaches the edits; the help is the caller's.
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}
