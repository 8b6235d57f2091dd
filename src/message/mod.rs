//! The checkpoint message: which messages are ours, parsing, judging, and a repaired draft.

mod changed;
mod check;
mod cleanup;
mod compose;
mod correct;
mod draft;
mod encoding;
mod entry;
mod escaped;
mod facts;
mod following;
mod key;
mod kind;
mod parse;
mod pattern;
mod placeholder;
mod repair;
mod resolve;
mod section;
mod subject;
mod table;
mod trailer;

pub use self::changed::named_one_by_one;
pub use self::check::check;
pub use self::cleanup::{Cleanup, CommentPrefix, Mode};
pub use self::compose::{Author, Sources, compose};
pub use self::draft::{Draft, Extra, Part, Slot};
pub use self::encoding::{Decoded, Encoding, decode, encode};
pub use self::facts::Facts;
pub use self::kind::{Kind, kind, may_concern_us};
pub use self::parse::{Message, PhaseLine};
pub use self::repair::{Repaired, repair};
pub use self::section::{Name, Section, Title};
pub use self::subject::Subject;
use crate::finding::{Finding, Level};
use crate::text::Str;

/// The verdict on a message file.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// What its first line makes of it.
    pub kind: Kind,
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
    facts: &Facts<'_>,
    weigh: impl Fn(Vec<Finding>) -> Vec<Finding>,
) -> Judged<'a> {
    let judged = |lines: &[Str<'a>]| {
        let message = Message::of_lines(file, lines);
        Judged { kind: message.kind(), findings: weigh(check(&message, facts)), message }
    };
    let retained = cleanup.retained(file);
    let guessed = judged(&retained);
    if guessed.is_passable() || !cleanup.has_comments(file) {
        return guessed;
    }
    let mode = if cleanup.mode == Mode::Strip { Mode::Whitespace } else { Mode::Strip };
    let other = Cleanup { comment: cleanup.comment.clone(), mode };
    let otherwise = judged(&other.retained(file));
    if otherwise.kind == Kind::Checkpoint && otherwise.is_passable() {
        return otherwise;
    }
    let with_headings = cleanup.with_headings(file);
    if with_headings.len() > retained.len() { judged(&with_headings) } else { guessed }
}

impl Judged<'_> {
    /// Whether nothing in it is an error.
    pub fn is_passable(&self) -> bool {
        self.findings.iter().all(|finding| finding.level != Level::Error)
    }
}

#[cfg(test)]
mod tests;
