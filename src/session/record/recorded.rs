use super::{value, without_idle};
use crate::phase::PhaseNumber;
use crate::session::hash::{self, Dated};
use crate::session::record::phase::is_checkpoint;
use crate::session::{Session, is_template_hash};
use crate::text::{Edit, Str};

/// A hash that stands in one of the places we own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded<'a> {
    /// Where it stands.
    pub place: RecordedIn,
    /// Its hexadecimal digits.
    pub hash: Str<'a>,
}

/// The places that hold hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordedIn {
    /// `**Last Checkpoint**` of the header
    LastCheckpoint,
    /// `**Last Commit**` of the header
    LastCommit,
    /// `**Checkpoint**` of this phase
    Phase(PhaseNumber),
    /// `(commit: …)` behind a task
    Task,
}

/// Every recorded hash, in the order of the file. Placeholders, among them the
/// specification's example hashes, are none; nor is a hash in prose elsewhere.
pub fn recorded_hashes<'a>(session: &Session<'a>) -> Vec<Recorded<'a>> {
    let recorded = found(session).into_iter();
    recorded.map(|(place, dated)| Recorded { place, hash: dated.hash }).collect()
}

/// Gives every recorded hash that `new_name` knows a new name its new name;
/// dates stay.
pub fn remap(session: &Session<'_>, new_name: &dyn Fn(&str) -> Option<String>) -> Vec<Edit> {
    let renamed = found(session).into_iter().filter_map(|(_, dated)| {
        let name = new_name(&dated.hash)?;
        Some(value::hash_anew(&dated, &name))
    });
    without_idle(session, renamed.flatten().collect())
}

fn found<'a>(session: &Session<'a>) -> Vec<(RecordedIn, Dated<'a>)> {
    if !session.is_in_format() {
        return Vec::new();
    }
    let header =
        [("Last Checkpoint", RecordedIn::LastCheckpoint), ("Last Commit", RecordedIn::LastCommit)];
    let mut all: Vec<(RecordedIn, Dated<'a>)> = header
        .into_iter()
        .filter_map(|(key, place)| Some((place, hash::find(session.field(key)?.value)?)))
        .collect();
    for phase in &session.phases {
        let fields = phase.fields.iter().filter(|field| is_checkpoint(field));
        let values = fields.filter_map(|field| hash::find(field.value));
        all.extend(values.map(|dated| (RecordedIn::Phase(phase.number.clone()), dated)));
        let notes = phase.tasks.iter().filter_map(|task| hash::find(task.note?.hash));
        all.extend(notes.map(|dated| (RecordedIn::Task, dated)));
    }
    all.retain(|(_, dated)| !is_template_hash(&dated.hash));
    all.sort_by_key(|(_, dated)| dated.hash.span());
    all
}
