//! A SESSION.md that is to be kept in clean-tree form from here on.

use crate::session::hash::hash_value;
use crate::session::model::Session;
use crate::session::record::header::last_checkpoint_with;
use crate::session::slot::slot_value::{CONSTANT, slot_span};
use crate::text::edit::{Edit, apply};
use crate::text::span::Span;
use crate::text::str::Str;

/// A SESSION.md that is to be kept this way from here on: the constant in the
/// place of whatever Last Checkpoint holds, and no Last Commit, which would
/// never be brought up to date again.
pub fn to_placeholder(text: &str) -> String {
    let session = Session::parse(text);
    if !session.is_in_format() {
        return text.to_owned();
    }
    let mut edits = match slot_span(text) {
        Some(span) => vec![Edit::replace(span, CONSTANT)],
        None => last_checkpoint_with(&session, CONSTANT),
    };
    edits.extend(without_last_commit(&session));
    let converted = apply(text, &edits);
    // What would not be found again is better left as it is.
    if slot_span(&converted).is_some() { converted } else { text.to_owned() }
}

/// The lines that we wrote, where they say nothing else. A file that was put together of two may
/// have several.
fn without_last_commit(session: &Session<'_>) -> Vec<Edit> {
    let lines = session.header.chunk_by(|one, next| one.line.span() == next.line.span());
    let alone = lines.filter_map(|fields| match fields {
        [field] if field.is_named("Last Commit") && is_ours(field.value) => Some(field.line),
        _ => None,
    });
    alone.map(|line| without_line(session.text, line.span())).collect()
}

/// Whether it is a hash and dates, and not a word besides.
fn is_ours(value: Str<'_>) -> bool {
    let Some(found) = hash_value::parse(value) else { return false };
    let dates: usize = found.dates.iter().map(|date| date.len()).sum();
    let said = value.chars().filter(|c| c.is_alphanumeric() || *c == '-').count();
    found.is_leading && said == found.hash.len() + dates
}

fn without_line(text: Str<'_>, line: Span) -> Edit {
    let end = text[line.end..].find('\n').map_or(line.end, |at| line.end + at + 1);
    Edit::replace(Span { start: line.start, end }, "")
}
