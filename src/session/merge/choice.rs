//! Which side of a merge wins a span.

use crate::session::merge::owned_span::{OwnedSpan, OwnedSpans, SpanKey};

/// One of the two versions that are merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeSide {
    /// The one that the other is merged into.
    Ours,
    /// The other one.
    Theirs,
}

/// The two sides' own spans, and the hashes by which the newer one is known.
struct Sides<'s, 'a> {
    ours: &'s OwnedSpan<'a>,
    theirs: &'s OwnedSpan<'a>,
    hashes: [Option<String>; 2],
}

/// Which of two hashes counts, where both sides changed one: ours, then theirs. One that a side
/// does not have is empty.
pub(crate) type Newer<'n> = dyn Fn(&str, &str) -> MergeSide + 'n;

/// The side whose value counts; `None` where the lines decide.
pub(crate) fn choose(
    key: &SpanKey,
    [base, ours, theirs]: [&OwnedSpans<'_>; 3],
    newer: &Newer<'_>,
) -> Option<MergeSide> {
    let (base, is_mark) = (base.get(key), matches!(key, SpanKey::Mark(_)));
    let (mine, other) = match (ours.get(key), theirs.get(key)) {
        (Some(mine), Some(other)) => (mine, other),
        // A line that one side deleted goes, whatever hash the other wrote into it.
        (Some(_), None) if base.is_some() && !is_mark => return Some(MergeSide::Ours),
        (None, Some(_)) if base.is_some() && !is_mark => return Some(MergeSide::Theirs),
        _ => return None,
    };
    let hash = |spans: &OwnedSpans<'_>| spans.get(&hash_key(key)).and_then(OwnedSpan::hash);
    let sides = Sides { ours: mine, theirs: other, hashes: [hash(ours), hash(theirs)] };
    if *key == SpanKey::LastCheckpoint {
        return sides.last_checkpoint(newer);
    }
    let (mine, other) = (mine.content(), other.content());
    let base = base.map(OwnedSpan::content);
    match base {
        _ if mine == other => Some(MergeSide::Ours),
        Some(base) if base == mine => Some(MergeSide::Theirs),
        Some(base) if base == other => Some(MergeSide::Ours),
        _ if is_mark => None,
        _ => sides.newer(newer),
    }
}

/// The span that holds the hash: a date of completion goes with the checkpoint beside it.
fn hash_key(key: &SpanKey) -> SpanKey {
    match key {
        SpanKey::Completed(phase, nth) => SpanKey::Checkpoint(phase.clone(), *nth),
        other => other.clone(),
    }
}

impl Sides<'_, '_> {
    /// Always the newest checkpoint of this history. The constant of clean-tree mode stands for
    /// that, whoever wrote it.
    fn last_checkpoint(&self, newer: &Newer<'_>) -> Option<MergeSide> {
        if self.ours.has_constant() {
            return Some(MergeSide::Ours);
        }
        if self.theirs.has_constant() {
            return Some(MergeSide::Theirs);
        }
        match &self.hashes {
            [None, None] => None,
            [ours, theirs] if ours == theirs => Some(MergeSide::Ours),
            [ours, theirs] => {
                let (ours, theirs) = (ours.as_deref(), theirs.as_deref());
                Some(newer(ours.unwrap_or_default(), theirs.unwrap_or_default()))
            }
        }
    }

    fn newer(&self, newer: &Newer<'_>) -> Option<MergeSide> {
        match &self.hashes {
            [Some(ours), Some(theirs)] => Some(newer(ours, theirs)),
            [Some(_), None] => Some(MergeSide::Ours),
            [None, Some(_)] => Some(MergeSide::Theirs),
            [None, None] => None,
        }
    }
}
