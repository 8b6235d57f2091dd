//! Runs the rules on the checkpoint message.

use crate::finding::Finding;
use crate::message::classify::MessageKind;
use crate::message::parse::Message;
use crate::rules::shared::context::MessageContext;
use crate::rules::{MESSAGE, near_miss};
use crate::snapshot::model::Snapshot;

/// All that is wrong with a message, in the order of the document.
///
/// A message that is not a checkpoint has no findings, a near miss that one.
pub fn check(message: &Message<'_>, known: &Snapshot<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    match message.kind() {
        MessageKind::Other => {}
        MessageKind::NearMiss => {
            near_miss::check(&MessageContext::new(message, known), &mut found);
        }
        MessageKind::Checkpoint => checkpoint(message, known, &mut found),
    }
    found
}

fn checkpoint(message: &Message<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let context = MessageContext::new(message, known);
    for row in MESSAGE.iter().filter(|row| row.rule != &near_miss::RULE) {
        (row.check)(&context, found);
    }
    found.sort_by_key(|finding| finding.span.map_or(usize::MAX, |span| span.start));
}
