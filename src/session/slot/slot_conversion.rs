//! A SESSION.md that is to be kept in clean-tree form from here on.

use crate::session::hash::hash_value;
use crate::session::model::Session;
use crate::session::record::header::last_checkpoint_with;
use crate::session::slot::slot_value::{CONSTANT, slot_span};
use crate::text::edit::{Edit, apply};
use crate::text::span::Span;

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

/// The line that we wrote, where it says nothing else.
pub(crate) fn without_last_commit(session: &Session<'_>) -> Option<Edit> {
    let field = session.field("Last Commit")?;
    let found = hash_value::parse(field.value)?;
    let is_alone = session.header.iter().filter(|other| other.line == field.line).count() == 1;
    let is_ours = found.is_leading && {
        let said = [found.hash.len(), found.dates.iter().map(|date| date.len()).sum()];
        field.value.chars().filter(|c| c.is_alphanumeric() || *c == '-').count()
            == said.iter().sum::<usize>()
    };
    let line = field.line.span();
    let ending = session.text[line.end..].find('\n').map_or(line.end, |at| line.end + at + 1);
    (is_alone && is_ours).then(|| Edit::replace(Span { start: line.start, end: ending }, ""))
}
