//! Puts a hash, a date or words into a value, in its own style.

use crate::session::hash::hash_value;
use crate::session::hash::hash_value::HashValue;
use crate::session::placeholder;
use crate::session::record::recording::RecordedCommit;
use crate::session::slot::slot_value;
use crate::text::edit::Edit;
use crate::text::span::Span;
use crate::text::str::Str;

/// What stands where there is no checkpoint.
const NONE_YET: &str = "[none yet]";

/// Makes `value` say `hash (date)`, in its own style.
pub(crate) fn hash_and_date(value: Str<'_>, commit: &RecordedCommit<'_>) -> Vec<Edit> {
    if let Some(constant) = slot_value::constant_in(value) {
        return vec![Edit::replace(constant.span(), format!("{} ({})", commit.hash, commit.date))];
    }
    match hash_value::parse(value) {
        Some(found) => write_over_hash(value, &found, commit),
        None => vec![write_without_hash(value, commit.hash, &format!(" ({})", commit.date))],
    }
}

/// Puts words in the place of a hash and its date, or of a placeholder.
pub(crate) fn words(value: Str<'_>, words: &str) -> Vec<Edit> {
    match hash_value::parse(value) {
        Some(found) => in_place_of_hash(value, &found, words),
        None => vec![write_without_hash(value, words, "")],
    }
}

/// Makes the hash that was found the commit's, and the date with it. A hash
/// that leads without a date gets one; one that prose mentions does not.
fn write_over_hash(
    value: Str<'_>,
    found: &HashValue<'_>,
    commit: &RecordedCommit<'_>,
) -> Vec<Edit> {
    let mut edits = followed(value, found, commit);
    if found.dates.is_empty() && found.is_leading {
        edits.push(Edit::insert(found.after.span().start, format!(" ({})", commit.date)));
    }
    edits
}

/// Makes the hash that was found the commit's, with its twin in a link. A date
/// that belongs to it follows; what else there is of dates and times goes.
pub(crate) fn followed(
    value: Str<'_>,
    found: &HashValue<'_>,
    commit: &RecordedCommit<'_>,
) -> Vec<Edit> {
    let hashes = [Some(found.hash), found.link_target].into_iter().flatten();
    let mut edits: Vec<Edit> = hashes.map(|hash| Edit::replace(hash.span(), commit.hash)).collect();
    edits.extend(found.dates.first().map(|date| Edit::replace(date.span(), commit.date)));
    edits.extend(found.dates.iter().skip(1).map(|date| without(value, *date)));
    edits
}

/// `[none yet]` where the hash and its date were.
pub(crate) fn cleared(value: Str<'_>, found: &HashValue<'_>) -> Vec<Edit> {
    in_place_of_hash(value, found, NONE_YET)
}

/// Other words where the hash was; its dates go.
fn in_place_of_hash(value: Str<'_>, found: &HashValue<'_>, words: &str) -> Vec<Edit> {
    let mut edits: Vec<Edit> = found.dates.iter().map(|date| without(value, *date)).collect();
    let (before, _) = value.split_at(found.hash.span().start - value.span().start);
    let before = before.slice_ref(before.as_str().trim_end_matches(['`', '*', '_']));
    let span = match before.strip_suffix("[") {
        // A link leads nowhere without a commit.
        Some(before) => Span { start: before.span().end, end: found.after.span().start },
        None => found.hash.span(),
    };
    edits.push(Edit::replace(span, words));
    edits
}

/// Takes a date out, with the parentheses that hold nothing else, or with what parts it from the rest.
fn without(value: Str<'_>, date: Str<'_>) -> Edit {
    let is_joint = |c: char| c.is_whitespace() || ",;".contains(c);
    let (start, end) =
        (date.span().start - value.span().start, date.span().end - value.span().start);
    let (before, after) = (&value[..start], &value[end..]);
    let outer = before.strip_suffix('(').filter(|_| after.starts_with(')'));
    let (from, to) = match outer {
        Some(outer) => (outer.trim_end().len(), end + 1),
        None if before.ends_with(is_joint) => (before.trim_end_matches(is_joint).len(), end),
        None => (start, value.len() - after.trim_start_matches(is_joint).len()),
    };
    Edit::replace(value.slice(from..to).span(), "")
}

/// Text, and what follows it, in a value without a hash: a placeholder is replaced, prose stays after it.
fn write_without_hash(value: Str<'_>, text: &str, tail: &str) -> Edit {
    if value.is_empty() {
        return Edit::insert(value.span().start, format!(" {text}{tail}"));
    }
    match placeholder::placeholder(value) {
        Some(part) => in_place_of(part, text, tail),
        None => Edit::insert(value.span().start, format!("{text}{tail} - ")),
    }
}

/// Puts a text in the place of a placeholder: backticks and bold go over to
/// it, `tail` follows them, and a comment after the placeholder stays.
pub(crate) fn in_place_of(placeholder: Str<'_>, text: &str, tail: &str) -> Edit {
    let marks = marks_around(&placeholder);
    let closing: String = marks.chars().rev().collect();
    let gap = if placeholder.is_empty() { " " } else { "" };
    Edit::replace(placeholder.span(), format!("{marks}{text}{closing}{tail}{gap}"))
}

/// The backticks and asterisks that a placeholder begins with and that close again.
fn marks_around(placeholder: &str) -> &str {
    let inner = placeholder.trim_start_matches(['`', '*', '_']);
    let (marks, inner) = placeholder.split_at(placeholder.len() - inner.len());
    let closing: String = marks.chars().rev().collect();
    if inner.contains(&closing) { marks } else { "" }
}
