//! Checks a message file as git will store it.

use crate::finding::{Finding, Level};
use crate::message::classify::MessageKind;
use crate::message::parse::Message;
use crate::message::stored::cleanup::{Cleanup, CleanupMode};
use crate::rules::check::check_message::check;
use crate::snapshot::model::Snapshot;
use crate::text::str::Str;

/// A message file and its findings.
#[derive(Clone, Debug)]
pub struct CheckedMessage<'a> {
    /// The kind its first line makes it.
    pub kind: MessageKind,
    /// The message, as git will store it.
    pub message: Message<'a>,
    /// What is wrong, in the order of the file, at the levels that count.
    pub findings: Vec<Finding>,
}

/// Checks a message file as git will store it.
///
/// Whether comment lines stay cannot be known for sure (`--cleanup` is not passed
/// to hooks): a message without errors either way passes. With errors both
/// ways, the findings are those of the mode in `cleanup`, which names the headings that
/// git would drop, so that nothing below them is lost. `levels` applies the
/// project's levels to the findings.
pub fn check_file<'a>(
    file: Str<'a>,
    cleanup: &Cleanup,
    known: &Snapshot<'_>,
    levels: impl Fn(Vec<Finding>) -> Vec<Finding>,
) -> CheckedMessage<'a> {
    let checked = |lines: &[Str<'a>]| {
        let message = Message::of_lines(file, lines);
        CheckedMessage { kind: message.kind(), findings: levels(check(&message, known)), message }
    };
    let retained = cleanup.retained(file);
    let guessed = checked(&retained);
    if guessed.is_passable() || !cleanup.has_comments(file) {
        return guessed;
    }
    let mode = if cleanup.mode == CleanupMode::Strip {
        CleanupMode::Whitespace
    } else {
        CleanupMode::Strip
    };
    let other = Cleanup { comment: cleanup.comment.clone(), mode };
    let otherwise = checked(&other.retained(file));
    if otherwise.kind == MessageKind::Checkpoint && otherwise.is_passable() {
        return otherwise;
    }
    let with_headings = cleanup.with_headings(file);
    if with_headings.len() > retained.len() { checked(&with_headings) } else { guessed }
}

impl CheckedMessage<'_> {
    /// Whether nothing in it is an error.
    pub fn is_passable(&self) -> bool {
        self.findings.iter().all(|finding| finding.level != Level::Error)
    }
}

#[cfg(test)]
pub(crate) mod tests;
