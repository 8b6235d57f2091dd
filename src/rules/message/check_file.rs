//! The checkpoint message: which messages are ours, parsing, judging, and a repaired draft.

use crate::finding::{Finding, Level};
use crate::message::classify::MessageKind;
use crate::message::cleanup::{Cleanup, CleanupMode};
use crate::message::parse::Message;
use crate::rules::message::check_message::check;
use crate::rules::message::facts::MessageFacts;
use crate::text::str::Str;

/// The verdict on a message file.
#[derive(Clone, Debug)]
pub struct CheckedMessage<'a> {
    /// What its first line makes of it.
    pub kind: MessageKind,
    /// The message, as git will store it.
    pub message: Message<'a>,
    /// What is wrong, in the order of the file, at the levels that count.
    pub findings: Vec<Finding>,
}

/// Judges a message file as git will store it.
///
/// Whether comment lines stay cannot be known for sure (`--cleanup` is not told
/// to hooks): a message without errors either way passes. With errors both
/// ways, the findings are those of the mode in `cleanup`, which names the headings that
/// git would drop, so that nothing of what stands below them is lost. `weigh` lays the
/// project's levels over the findings.
pub fn judge<'a>(
    file: Str<'a>,
    cleanup: &Cleanup,
    facts: &MessageFacts<'_>,
    weigh: impl Fn(Vec<Finding>) -> Vec<Finding>,
) -> CheckedMessage<'a> {
    let judged = |lines: &[Str<'a>]| {
        let message = Message::of_lines(file, lines);
        CheckedMessage { kind: message.kind(), findings: weigh(check(&message, facts)), message }
    };
    let retained = cleanup.retained(file);
    let guessed = judged(&retained);
    if guessed.is_passable() || !cleanup.has_comments(file) {
        return guessed;
    }
    let mode = if cleanup.mode == CleanupMode::Strip {
        CleanupMode::Whitespace
    } else {
        CleanupMode::Strip
    };
    let other = Cleanup { comment: cleanup.comment.clone(), mode };
    let otherwise = judged(&other.retained(file));
    if otherwise.kind == MessageKind::Checkpoint && otherwise.is_passable() {
        return otherwise;
    }
    let with_headings = cleanup.with_headings(file);
    if with_headings.len() > retained.len() { judged(&with_headings) } else { guessed }
}

impl CheckedMessage<'_> {
    /// Whether nothing in it is an error.
    pub fn is_passable(&self) -> bool {
        self.findings.iter().all(|finding| finding.level != Level::Error)
    }
}

#[cfg(test)]
pub(crate) mod tests;
