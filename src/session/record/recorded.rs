//! Every recorded hash of a SESSION.md, by place, and giving them new names.

use crate::session::hash::hash_value;
use crate::session::hash::hash_value::{HashValue, is_template_hash};
use crate::session::model::Session;
use crate::session::placeholder;
use crate::session::record::phase::is_checkpoint;
use crate::session::record::recording::{RecordedCommit, without_idle};
use crate::session::record::value;
use crate::session::slot::slot_value;
use crate::terms::phase_number::PhaseNumber;
use crate::text::edit::Edit;
use crate::text::span::Span;
use crate::text::str::Str;

/// A hash that stands in one of the places we own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedHash<'a> {
    /// Where it stands.
    pub place: HashPlace,
    /// Its hexadecimal digits.
    pub hash: Str<'a>,
}

/// The places that hold hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HashPlace {
    /// `**Last Checkpoint**` of the header
    LastCheckpoint,
    /// `**Last Commit**` of the header
    LastCommit,
    /// `**Checkpoint**` of this phase
    Phase(PhaseNumber),
    /// `(commit: …)` after a task
    Task,
}

/// Every recorded hash, in the order of the file. Placeholders, among them the
/// specification's example hashes, are none; nor is a hash in prose elsewhere.
pub fn recorded_hashes<'a>(session: &Session<'a>) -> Vec<RecordedHash<'a>> {
    let recorded = found(session).into_iter();
    recorded.map(|(place, _, found)| RecordedHash { place, hash: found.hash }).collect()
}

/// The places of the header and of phases and tasks that hold a placeholder
/// instead of a hash, in the order of the file.
pub fn placeholders<'a>(session: &Session<'a>) -> Vec<RecordedHash<'a>> {
    let mut all = places(session);
    all.retain(|(_, value)| match hash_value::parse(*value) {
        Some(dated) => is_template_hash(&dated.hash),
        None => placeholder::is_placeholder(value) || slot_value::constant_in(*value).is_some(),
    });
    all.into_iter().map(|(place, hash)| RecordedHash { place, hash }).collect()
}

/// Gives every recorded hash that `new_name` knows a new name its new name. A
/// date beside it is that commit's, and follows.
pub fn remap<'n>(
    session: &Session<'_>,
    new_name: &dyn Fn(&HashPlace, &str) -> Option<RecordedCommit<'n>>,
) -> Vec<Edit> {
    let renamed = found(session).into_iter().filter_map(|(place, value, found)| {
        Some(value::followed(value, &found, &new_name(&place, &found.hash)?))
    });
    without_idle(session, renamed.flatten().collect())
}

/// Gives the recorded hash at that place another name.
pub(crate) fn renamed_at(session: &Session<'_>, at: Span, name: &RecordedCommit<'_>) -> Vec<Edit> {
    let recorded = found(session).into_iter().find(|(_, _, found)| found.hash.span() == at);
    let edits = recorded.map(|(_, value, found)| value::followed(value, &found, name));
    without_idle(session, edits.unwrap_or_default())
}

fn found<'a>(session: &Session<'a>) -> Vec<(HashPlace, Str<'a>, HashValue<'a>)> {
    let values = places(session).into_iter();
    let mut all: Vec<_> = values
        .filter_map(|(place, value)| Some((place, value, hash_value::parse(value)?)))
        .collect();
    all.retain(|(_, _, found)| !is_template_hash(&found.hash));
    all
}

/// The values that we own, in the order of the file.
fn places<'a>(session: &Session<'a>) -> Vec<(HashPlace, Str<'a>)> {
    if !session.is_in_format() {
        return Vec::new();
    }
    let header =
        [("Last Checkpoint", HashPlace::LastCheckpoint), ("Last Commit", HashPlace::LastCommit)];
    let mut all: Vec<(HashPlace, Str<'a>)> = header
        .into_iter()
        .filter_map(|(key, place)| Some((place, session.field(key)?.value)))
        .collect();
    for phase in &session.phases {
        let fields = phase.fields.iter().filter(|field| is_checkpoint(field));
        all.extend(fields.map(|field| (HashPlace::Phase(phase.number.clone()), field.value)));
        let notes = phase.tasks.iter().filter_map(|task| task.note);
        all.extend(notes.map(|note| (HashPlace::Task, note.hash)));
    }
    all.sort_by_key(|(_, value)| value.span());
    all
}
