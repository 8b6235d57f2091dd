//! Makes base, ours and theirs say the same in the spans that we own.

use std::collections::BTreeSet;

use crate::session::merge::choice::{MergeSide, choose};
use crate::session::merge::owned_span::{OwnedSpan, OwnedSpans, SpanKey, owned_spans};
use crate::session::model::Session;
use crate::text::edit::{Edit, apply};

/// Makes three versions of SESSION.md, base, ours and theirs, say the same in every span that we
/// own: what one side changed, and where both did, what `newer` says of the two hashes (ours,
/// then theirs). Last Checkpoint is always the newer of both. All other bytes stay.
///
/// Where either side is not in the format, all three stay as they are.
pub fn agree(versions: [&str; 3], newer: &dyn Fn(&str, &str) -> MergeSide) -> [String; 3] {
    let sessions = versions.map(Session::parse);
    let spans = sessions.each_ref().map(owned_spans);
    let [_, ours, theirs] = &spans;
    let keys: BTreeSet<&SpanKey> = ours.keys().chain(theirs.keys()).collect();
    let mut edits: [Vec<Edit>; 3] = Default::default();
    for key in keys.into_iter().filter(|_| !ours.is_empty() && !theirs.is_empty()) {
        let Some(side) = choose(key, spans.each_ref(), newer) else { continue };
        let chosen = if side == MergeSide::Ours { ours.get(key) } else { theirs.get(key) };
        let Some(set) = chosen.and_then(|chosen| set_all(key, chosen, &spans)) else { continue };
        edits.iter_mut().zip(set).for_each(|(edits, set)| edits.extend(set));
    }
    let [base, mine, other] = edits;
    let [base_text, our_text, their_text] = versions;
    [apply(base_text, &base), apply(our_text, &mine), apply(their_text, &other)]
}

/// The edits in each of the three versions; `None` where one of them has no room for the value.
fn set_all(
    key: &SpanKey,
    chosen: &OwnedSpan<'_>,
    versions: &[OwnedSpans<'_>; 3],
) -> Option<[Vec<Edit>; 3]> {
    let mut all: [Vec<Edit>; 3] = Default::default();
    for (edits, spans) in all.iter_mut().zip(versions) {
        if let Some(span) = spans.get(key).filter(|span| span.content() != chosen.content()) {
            *edits = span.set_to(chosen)?;
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests;
