//! The rules of the checkpoint message, a file per group.

use crate::draft::inferred::Inferred;
use crate::finding::Finding;
use crate::message::classify::{MessageKind, PREFIX};
use crate::message::literal_newlines::first_break;
use crate::message::parse::Message;
use crate::rules::message::agreement;
use crate::rules::message::facts::MessageFacts;
use crate::rules::message::files;
use crate::rules::message::next;
use crate::rules::message::project;
use crate::rules::message::sections;
use crate::rules::message::subject;
use crate::rules::table;
use crate::text::str::Str;

/// Of one kind of mistake nobody reads more; the draft mends all.
pub(crate) const MOST_TOLD: usize = 20;

/// All that is wrong with a message, in the order of the document.
///
/// An ordinary message has no findings, a near miss that one.
pub fn check(message: &Message<'_>, facts: &MessageFacts<'_>) -> Vec<Finding> {
    match message.kind() {
        MessageKind::Ordinary => Vec::new(),
        MessageKind::NearMiss => vec![near_miss(message, facts)],
        MessageKind::Checkpoint => match first_break(message) {
            Some(escaped) => vec![one_line(escaped)],
            None => checkpoint(message, facts),
        },
    }
}

fn checkpoint(message: &Message<'_>, facts: &MessageFacts<'_>) -> Vec<Finding> {
    let resolved = Inferred::of(message, facts);
    let mut found = Vec::new();
    subject::check(message, &resolved, facts, &mut found);
    sections::check(message, &resolved, &mut found);
    agreement::check(message, &resolved, &mut found);
    project::check(message, &resolved, facts, &mut found);
    files::check(message, facts, &mut found);
    next::check(message, facts, &mut found);
    found.sort_by_key(|finding| finding.span.map_or(usize::MAX, |span| span.start));
    found
}

fn one_line(escaped: Str<'_>) -> Finding {
    Finding::new(&table::MISSING_SECTION, "the message has no lines: `\\n` is none for a shell")
        .at(escaped.span(), "the first break that was meant")
        .help("give the message by `git commit -F`, or each paragraph by a `-m` of its own")
}

fn near_miss(message: &Message<'_>, facts: &MessageFacts<'_>) -> Finding {
    let corrected = Inferred::of(message, facts).subject();
    Finding::new(&table::NEAR_MISS, "the subject is almost a checkpoint's, so it is taken for none")
        .at(message.subject.line.span(), format!("a checkpoint begins with `{PREFIX}`"))
        .help(format!("write `{corrected}`"))
}

#[cfg(test)]
mod tests;
