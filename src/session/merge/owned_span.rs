//! The spans of SESSION.md that a merge decides by itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::markdown::field::Field;
use crate::session::hash::date::starts_numeric;
use crate::session::hash::hash_value;
use crate::session::hash::hash_value::{HashValue, is_template_hash};
use crate::session::model::{Note, Phase, Session, Task};
use crate::session::placeholder;
use crate::session::record::phase::filled;
use crate::session::record::recording::RecordedCommit;
use crate::session::record::value;
use crate::session::slot::slot_value;
use crate::text::edit::Edit;
use crate::text::str::Str;

/// What makes a span of one version the same as one of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SpanKey {
    /// `**Last Checkpoint**` of the header.
    LastCheckpoint,
    /// `**Last Commit**` of the header.
    LastCommit,
    /// `**Completed**` of a phase, by its number and how many of the name stand above.
    Completed(String, usize),
    /// `**Checkpoint**` of a phase, likewise.
    Checkpoint(String, usize),
    /// The check mark of a task, by its phase and words.
    Mark(String),
    /// `(commit: …)` of a task, or the place for it.
    Note(String),
}

/// A span that merging decides by itself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OwnedSpan<'a> {
    /// A field, of which the value counts.
    Field(Field<'a>),
    /// The character between the brackets of a task.
    Mark(Str<'a>),
    /// The note of a task whose text ends there.
    Note { end: usize, note: Option<Note<'a>> },
}

/// The owned spans of one version.
pub(crate) type OwnedSpans<'a> = BTreeMap<SpanKey, OwnedSpan<'a>>;

/// Finds the owned spans. Of tasks with the same words nobody can tell which is which.
pub(crate) fn owned_spans<'a>(session: &Session<'a>) -> OwnedSpans<'a> {
    let mut spans = OwnedSpans::new();
    if !session.is_in_format() {
        return spans;
    }
    let header =
        [("Last Checkpoint", SpanKey::LastCheckpoint), ("Last Commit", SpanKey::LastCommit)];
    for (name, key) in header {
        spans.extend(session.field(name).map(|field| (key, OwnedSpan::Field(*field))));
    }
    let mut twice = BTreeSet::new();
    for phase in &session.phases {
        add_fields(&mut spans, phase);
        for task in phase.tasks.iter().filter(|task| !task.text.is_empty()) {
            let words = format!("{}\n{}", phase.number, task.words());
            if spans.insert(SpanKey::Mark(words.clone()), OwnedSpan::Mark(task.mark)).is_some() {
                twice.insert(words.clone());
            }
            spans.insert(SpanKey::Note(words), note_of(task));
        }
    }
    for words in twice {
        spans.remove(&SpanKey::Mark(words.clone()));
        spans.remove(&SpanKey::Note(words));
    }
    spans
}

fn note_of<'a>(task: &Task<'a>) -> OwnedSpan<'a> {
    OwnedSpan::Note { end: task.text.span().end, note: task.note }
}

fn add_fields<'a>(spans: &mut OwnedSpans<'a>, phase: &Phase<'a>) {
    let number = phase.number.to_string();
    for field in &phase.fields {
        let key: fn(String, usize) -> SpanKey = if field.is_named("Checkpoint") {
            SpanKey::Checkpoint
        } else if field.is_named("Completed") && is_date_or_open(field) {
            SpanKey::Completed
        } else {
            continue;
        };
        let free = (0..).map(|nth| key(number.clone(), nth)).find(|key| !spans.contains_key(key));
        spans.extend(free.map(|key| (key, OwnedSpan::Field(*field))));
    }
}

/// `**Completed**:` often heads a list, or says in words what was completed: that is the author's.
fn is_date_or_open(field: &Field<'_>) -> bool {
    field.value.is_empty()
        || starts_numeric(&field.value)
        || placeholder::is_placeholder(&field.value)
}

impl<'a> OwnedSpan<'a> {
    /// What it says, as far as that makes a difference: the hash without what is around it.
    pub(crate) fn content(&self) -> String {
        match self {
            Self::Mark(mark) => mark.to_lowercase(),
            Self::Note { note: None, .. } => String::new(),
            _ => self.hash().unwrap_or_else(|| self.text().to_lowercase()),
        }
    }

    /// The hash that it holds.
    pub(crate) fn hash(&self) -> Option<String> {
        recorded(self.text()).map(|found| found.hash.to_lowercase())
    }

    /// Whether it holds the constant of clean-tree mode.
    pub(crate) fn has_constant(&self) -> bool {
        slot_value::constant_in(self.text()).is_some()
    }

    /// The edits that make it say what another one says, each in its own style; `None` where
    /// that style leaves no room for it.
    pub(crate) fn set_to(&self, chosen: &OwnedSpan<'_>) -> Option<Vec<Edit>> {
        match (self, chosen) {
            (Self::Mark(mark), OwnedSpan::Mark(to)) => {
                Some(vec![Edit::replace(mark.span(), to.as_str())])
            }
            (Self::Note { end, note: None }, OwnedSpan::Note { note: Some(to), .. }) => {
                Some(vec![Edit::insert(*end, format!(" {}", to.whole))])
            }
            (Self::Note { note: Some(note), .. }, OwnedSpan::Note { note: Some(to), .. }) => {
                value_set_to(note.hash, to.hash)
            }
            (Self::Field(field), OwnedSpan::Field(to)) => field_set_to(field, to),
            _ => None,
        }
    }

    fn text(&self) -> Str<'a> {
        match self {
            Self::Field(field) => field.value,
            Self::Mark(mark) => *mark,
            Self::Note { note, .. } => note.map_or(Str::new(""), |note| note.hash),
        }
    }
}

fn field_set_to(field: &Field<'_>, to: &Field<'_>) -> Option<Vec<Edit>> {
    if field.is_named("Completed") && !field.value.is_empty() {
        return Some(vec![Edit::replace(field.value.span(), to.value.as_str())]);
    }
    let is_of_phase = field.is_named("Completed") || field.is_named("Checkpoint");
    if is_of_phase && field.value.is_empty() && !to.value.is_empty() {
        return Some(filled(field, to.value.as_str()).into_iter().collect());
    }
    value_set_to(field.value, to.value)
}

/// The hash of a value; an example of the specification is none.
fn recorded(value: Str<'_>) -> Option<HashValue<'_>> {
    hash_value::parse(value).filter(|found| !is_template_hash(&found.hash))
}

fn value_set_to(value: Str<'_>, to: Str<'_>) -> Option<Vec<Edit>> {
    match (recorded(value), recorded(to)) {
        (found, Some(new)) => hash_set_to(value, found.as_ref(), &new),
        (None, None)
            if slot_value::constant_in(to).is_none()
                || slot_value::constant_in(value).is_some() =>
        {
            Some(Vec::new())
        }
        (_, None) => Some(value::words(value, words_of(to))),
    }
}

fn hash_set_to(
    value: Str<'_>,
    found: Option<&HashValue<'_>>,
    new: &HashValue<'_>,
) -> Option<Vec<Edit>> {
    let date = new.dates.first().map(|date| date.as_str());
    let commit = RecordedCommit { hash: &new.hash, date: date.unwrap_or_default() };
    match (found, date) {
        (_, Some(_)) => Some(value::hash_and_date(value, &commit)),
        (None, None) => Some(value::words(value, &new.hash)),
        // The date that belongs to another hash would have to be another one.
        (Some(found), None) if !found.dates.is_empty() => None,
        (Some(found), None) => Some(value::followed(value, found, &commit)),
    }
}

/// The words that hold the place of a hash: the constant, else a placeholder, else all of it.
fn words_of(value: Str<'_>) -> &str {
    let constant = slot_value::constant_in(value);
    constant.or_else(|| placeholder::placeholder(value)).unwrap_or(value).as_str()
}
