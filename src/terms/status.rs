//! The statuses of a phase, their words and icons.

use std::fmt;

/// Where a phase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Not started.
    Pending,
    /// Active work.
    InProgress,
    /// Waiting for a decision. Only checkpoint messages use it; SESSION.md has no icon for it.
    Paused,
    /// Waiting for something outside.
    Blocked,
    /// Done.
    Complete,
}

impl Status {
    /// The statuses a checkpoint message may carry, in the order the specification lists them.
    pub const OF_CHECKPOINTS: [Status; 4] =
        [Status::Complete, Status::InProgress, Status::Paused, Status::Blocked];

    /// Its name, as written in messages and in the words dialect.
    pub fn name(self) -> &'static str {
        match self {
            Status::Pending => "Pending",
            Status::InProgress => "In Progress",
            Status::Paused => "Paused",
            Status::Blocked => "Blocked",
            Status::Complete => "Complete",
        }
    }

    /// Its icon in the emoji dialect.
    pub fn icon(self) -> &'static str {
        match self {
            Status::Pending | Status::Paused => "⏸️",
            Status::InProgress => "🔄",
            Status::Blocked => "🚫",
            Status::Complete => "✅",
        }
    }

    /// The status a person means by these words: case, hyphens and the usual
    /// synonyms (`completed`, `done`, `not started`) folded.
    pub fn parse_lenient(words: &str) -> Option<Status> {
        let folded = words.trim().to_lowercase().replace(['-', '_'], " ");
        match folded.as_str() {
            "pending" | "not started" | "todo" | "planned" => Some(Status::Pending),
            "in progress" | "inprogress" | "wip" | "active" | "current" => Some(Status::InProgress),
            "paused" | "parked" | "on hold" => Some(Status::Paused),
            "blocked" => Some(Status::Blocked),
            "complete" | "completed" | "done" | "finished" => Some(Status::Complete),
            _ => None,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The stage within a phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Writing code for the tasks.
    Implementation,
    /// Testing against the plan's verification criteria.
    Verification,
    /// Fixing what verification found.
    Debugging,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Stage; 3] = [Stage::Implementation, Stage::Verification, Stage::Debugging];

    /// Its name, as written in SESSION.md.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Implementation => "Implementation",
            Stage::Verification => "Verification",
            Stage::Debugging => "Debugging",
        }
    }

    /// The stage of this name, in any case.
    pub fn named(name: &str) -> Option<Stage> {
        Self::ALL.into_iter().find(|stage| stage.name().eq_ignore_ascii_case(name.trim()))
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Folds a phase name for comparison: case, markup, emoji, trailing
/// parentheses and runs of spaces do not count.
pub fn fold_name(name: &str) -> String {
    let mut rest = name.trim();
    while let Some(open) = rest.strip_suffix(')').and_then(|inner| inner.rfind('(')) {
        if open == 0 {
            break;
        }
        rest = rest[..open].trim_end();
    }
    let plain: String = rest.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_names_round_trip() {
        for status in Status::OF_CHECKPOINTS.into_iter().chain([Status::Pending]) {
            assert_eq!(Status::parse_lenient(&status.name().to_uppercase()), Some(status));
        }
        assert_eq!(Status::parse_lenient("in-progress"), Some(Status::InProgress));
    }

    #[test]
    fn names_fold_case_markup_emoji_and_a_trailing_parenthesis() {
        assert_eq!(fold_name("**Tasks  API** 🏁 (Week 1-2)"), "tasks api");
        assert_eq!(fold_name("(only this)"), "only this");
        assert_eq!(fold_name("Überblick & Ziel"), "überblick ziel");
    }
}
