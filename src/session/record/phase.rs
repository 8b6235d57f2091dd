//! Records a checkpoint in the Completed line of its phase.

use crate::markdown::field::Field;
use crate::markdown::list::list_item;
use crate::session::content::end_of_paragraph;
use crate::session::hash::date;
use crate::session::model::{Phase, Session};
use crate::session::placeholder;
use crate::session::record::header::{line_break, styled};
use crate::session::record::recording::Recording;
use crate::session::record::value;
use crate::terms::status::Status;
use crate::text::edit::Edit;
use crate::text::span::line_ending;
use crate::text::str::Str;

/// The edits to `**Completed**: <date> | **Checkpoint**: <hash>` of the phase
/// that a checkpoint completes.
pub(crate) fn edits(session: &Session<'_>, recording: &Recording<'_>) -> Vec<Edit> {
    let phase = recording.completes().and_then(|number| session.phase(number));
    phase.map_or_else(Vec::new, |phase| completed(session, phase, recording))
}

pub(crate) fn is_checkpoint(field: &Field<'_>) -> bool {
    field.is_named("Checkpoint")
}

fn completed(session: &Session<'_>, phase: &Phase<'_>, recording: &Recording<'_>) -> Vec<Edit> {
    let commit = &recording.commit;
    let completion = completion_date(session, phase);
    let mut edits: Vec<Edit> =
        completion.and_then(|field| filled(field, commit.date)).into_iter().collect();
    let says_complete = phase.status() == Some(Status::Complete);
    match (phase.field("Checkpoint"), completion) {
        (Some(field), _) => edits.extend(filled(field, commit.hash)),
        (None, _) if !says_complete => {}
        (None, Some(field)) => edits.push(checkpoint_after(session, field, commit.hash)),
        (None, None) => edits.push(added_line(session, phase, recording)),
    }
    edits
}

/// The field that holds the date, in any form; `**Completed**:` is often the
/// heading of a list instead, or says in several lines what was completed.
fn completion_date<'p, 'a>(session: &Session<'a>, phase: &'p Phase<'a>) -> Option<&'p Field<'a>> {
    let fields = || phase.fields.iter().filter(|f| f.is_named("Completed"));
    let is_fillable = |field: &&Field<'_>| {
        if field.value.is_empty() {
            return !heads_list(session, field);
        }
        date::starts_numeric(&field.value) || placeholder::is_placeholder(&field.value)
    };
    let is_said = |field: &&Field<'_>| {
        let ends_with_line = || {
            end_of_paragraph(session.text, field.line) == field.line && !field.value.ends_with(':')
        };
        !field.value.is_empty() && (date::names_year(&field.value) || ends_with_line())
    };
    fields().find(is_fillable).or_else(|| fields().find(is_said))
}

fn heads_list(session: &Session<'_>, field: &Field<'_>) -> bool {
    let below = session.text.slice(field.line.span().end..session.text.len());
    let next = below.lines().skip(1).find(|line| !line.trim().is_empty());
    next.is_some_and(|line| list_item(line).is_some())
}

/// Fills an empty field or a placeholder; a value that is there stays.
pub(crate) fn filled(field: &Field<'_>, text: &str) -> Option<Edit> {
    if field.value.is_empty() {
        return Some(Edit::insert(field.value.span().start, format!(" {text}{}", joint(field))));
    }
    placeholder::placeholder(field.value).map(|part| value::in_place_of(part, text, ""))
}

/// A space, where the next field of the line follows without one.
fn joint(field: &Field<'_>) -> &'static str {
    let tail = field.value.span().start - field.line.span().start;
    if field.line[tail..].starts_with('|') { " " } else { "" }
}

/// ` | **Checkpoint**: <hash>` after the date.
fn checkpoint_after(session: &Session<'_>, date: &Field<'_>, hash: &str) -> Edit {
    let key = styled(session, date, "Checkpoint");
    // An empty date is filled at the same place, just before.
    Edit::insert(date.value.span().end, format!(" | {key} {hash}"))
}

/// The template's line.
fn added_line(session: &Session<'_>, phase: &Phase<'_>, recording: &Recording<'_>) -> Edit {
    let like = phase.fields.first().or(session.header.first());
    let key = |key| like.map_or_else(|| format!("**{key}**:"), |like| styled(session, like, key));
    let commit = &recording.commit;
    let fields =
        format!("{} {} | {} {}", key("Completed"), commit.date, key("Checkpoint"), commit.hash);
    line_on_top(session, phase, &fields)
}

/// A line of fields under the heading and one blank line if there is one.
pub(crate) fn line_on_top(session: &Session<'_>, phase: &Phase<'_>, fields: &str) -> Edit {
    let ending = line_ending(&session.text);
    let mut lines = phase.body.lines_inclusive();
    let first = lines.next();
    let is_blank = |line: &Str<'_>| line.trim().is_empty();
    let (at, next) = match first.filter(is_blank) {
        Some(empty) => (empty.span().end, lines.next()),
        None => (phase.body.span().start, first),
    };
    let is_field = |line: &Str<'_>| {
        phase.fields.iter().any(|field| field.line.span().start == line.span().start)
    };
    let tail = match next {
        Some(next) if is_field(&next) => {
            format!("{}{ending}", line_break(next.slice_ref(next.trim_end_matches(['\r', '\n']))))
        }
        Some(next) if !is_blank(&next) => format!("{ending}{ending}"),
        _ => ending.to_owned(),
    };
    let is_unended = !session.text[..at].ends_with('\n');
    let text = if is_unended { format!("{ending}{fields}") } else { format!("{fields}{tail}") };
    Edit::insert(at, text)
}
