//! What a check has to say.

use crate::rules::table::Rule;
use crate::text::span::Span;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not looked at.
    Off,
    /// Said, and the commit goes on.
    Warning,
    /// Said, and the commit stops.
    Error,
}

impl Level {
    /// All levels, in the order of their weight.
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

/// One complaint of one rule: where, what, and how to mend it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that fired.
    pub rule: &'static Rule,
    /// Its weight: the rule's default until the configuration is laid over it.
    pub level: Level,
    /// The culprit; `None` where the document as a whole is meant.
    pub span: Option<Span>,
    /// One sentence, without a full stop: what is wrong.
    pub message: String,
    /// A few words under the caret; may be empty.
    pub label: String,
    /// The exact text or command that mends it, as an imperative: ``write `…` ``.
    pub help: Option<String>,
}

impl Finding {
    /// A finding at the rule's default level, without a place, label or help.
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            level: rule.level,
            span: None,
            message: message.into(),
            label: String::new(),
            help: None,
        }
    }

    /// Points at the culprit, with a few words for under the caret.
    pub fn at(mut self, span: Span, label: impl Into<String>) -> Self {
        self.span = Some(span);
        self.label = label.into();
        self
    }

    /// Says how to mend it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
