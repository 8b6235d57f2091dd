//! Records a commit in Last Checkpoint and Last Commit.

use crate::markdown::field::{Field, indent_and_bullet};
use crate::markdown::line::trailing_spaces;
use crate::session::content::end_of_paragraph;
use crate::session::hash::hash_value;
use crate::session::model::Session;
use crate::session::record::recording::{RecordedCommit, Recording, without_idle};
use crate::session::record::value;
use crate::text::edit::Edit;
use crate::text::span::line_ending;
use crate::text::str::Str;

const LAST_CHECKPOINT: &str = "Last Checkpoint";
const LAST_COMMIT: &str = "Last Commit";

/// The edits to Last Checkpoint and Last Commit.
pub(crate) fn edits(session: &Session<'_>, recording: &Recording<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    if recording.parts.last_checkpoint {
        edits.extend(last_checkpoint(session, recording));
    }
    if recording.parts.last_commit {
        edits.extend(last_commit(session, &recording.commit));
    }
    // A line may go where an empty value ends.
    edits.sort_by_key(|edit| edit.text.contains('\n'));
    edits
}

/// What a checkpoint writes; other commits leave the field alone.
fn last_checkpoint(session: &Session<'_>, recording: &Recording<'_>) -> Vec<Edit> {
    let commit = &recording.commit;
    match session.field(LAST_CHECKPOINT) {
        _ if recording.checkpoint.is_none() => Vec::new(),
        Some(field) => value::hash_and_date(field.value, commit),
        None => added_line(session, LAST_CHECKPOINT, commit).into_iter().collect(),
    }
}

/// Last Checkpoint with these words in the place of hash and date, as a line
/// added where it is absent.
pub(crate) fn last_checkpoint_with(session: &Session<'_>, words: &str) -> Vec<Edit> {
    match session.field(LAST_CHECKPOINT) {
        Some(field) => value::words(field.value, words),
        None => line_above(session)
            .map(|above| line_under(session, above, LAST_CHECKPOINT, words))
            .into_iter()
            .collect(),
    }
}

/// The edits after which Last Checkpoint names none, for a history that has none left.
pub fn forget_checkpoint(session: &Session<'_>) -> Vec<Edit> {
    let field = session.field(LAST_CHECKPOINT).filter(|_| session.is_in_format());
    let found = field.and_then(|field| Some((field.value, hash_value::parse(field.value)?)));
    let edits = found.map_or_else(Vec::new, |(value, found)| value::cleared(value, &found));
    without_idle(session, edits)
}

fn last_commit(session: &Session<'_>, commit: &RecordedCommit<'_>) -> Vec<Edit> {
    match session.field(LAST_COMMIT) {
        Some(field) => value::hash_and_date(field.value, commit),
        None => added_line(session, LAST_COMMIT, commit).into_iter().collect(),
    }
}

/// A new line of the header, in the style of the line above it.
fn added_line(session: &Session<'_>, key: &str, commit: &RecordedCommit<'_>) -> Option<Edit> {
    let value = format!("{} ({})", commit.hash, commit.date);
    line_above(session).map(|above| line_under(session, above, key, &value))
}

/// A new field under the line of another one, in its style.
pub(crate) fn line_under(session: &Session<'_>, above: &Field<'_>, key: &str, value: &str) -> Edit {
    let end = end_of_paragraph(session.text, above.line);
    let text = format!(
        "{ending}{bullet}{key} {value}{blanks}",
        ending = line_ending(&session.text),
        bullet = indent_and_bullet(above.line),
        key = styled(session, above, key),
        blanks = line_break(end),
    );
    Edit::insert(end.span().end, text)
}

/// The field that a new line goes under: Last Checkpoint, else the last of the
/// lines that follow Current Phase without a gap.
fn line_above<'f, 'a>(session: &'f Session<'a>) -> Option<&'f Field<'a>> {
    if let Some(field) = session.field(LAST_CHECKPOINT) {
        return Some(field);
    }
    let first = session.header.iter().position(|field| field.is_named("Current Phase"))?;
    let mut above = &session.header[first];
    for field in &session.header[first + 1..] {
        let end = end_of_paragraph(session.text, above.line).span().end;
        let gap = session.text.get(end..field.line.span().start).unwrap_or_default();
        if field.value.is_empty() || gap.matches('\n').count() > 1 {
            break;
        }
        above = field;
    }
    Some(above)
}

/// `**Key**:` or `**Key:**`, as `like` is written.
pub(crate) fn styled(session: &Session<'_>, like: &Field<'_>, key: &str) -> String {
    let tail = &session.text[like.key.span().end..];
    if tail.trim_start().starts_with("**") { format!("**{key}**:") } else { format!("**{key}:**") }
}

/// The line break of Markdown that the line ends with: two spaces or a backslash.
pub(crate) fn line_break(line: Str<'_>) -> &'static str {
    if line.ends_with('\\') {
        "\\"
    } else if trailing_spaces(line).len() >= 2 {
        "  "
    } else {
        ""
    }
}
