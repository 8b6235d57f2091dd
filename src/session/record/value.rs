use crate::session::hash;
use crate::session::hash::HashValue;
use crate::session::placeholder;
use crate::session::record::recording::RecordedCommit;
use crate::session::slot;
use crate::text::edit::Edit;
use crate::text::span::Span;
use crate::text::str::Str;

/// What stands where there is no checkpoint.
const NONE_YET: &str = "[none yet]";

/// Makes `value` say `hash (date)`, in its own style.
pub(crate) fn hash_and_date(value: Str<'_>, commit: &RecordedCommit<'_>) -> Vec<Edit> {
    if let Some(constant) = slot::constant_in(value) {
        return vec![Edit::replace(constant.span(), format!("{} ({})", commit.hash, commit.date))];
    }
    match hash::find(value) {
        Some(found) => found_anew(&found, commit),
        None => vec![written_anew(value, commit.hash, &format!(" ({})", commit.date))],
    }
}

/// Puts words in the place of a hash and its date, or of a placeholder.
pub(crate) fn words(value: Str<'_>, words: &str) -> Vec<Edit> {
    match hash::find(value) {
        Some(found) => in_place_of_hash(value, &found, words),
        None => vec![written_anew(value, words, "")],
    }
}

/// Makes the hash that was found the commit's, and the date with it. A hash
/// that leads without a date gets one; one that prose mentions does not.
fn found_anew(found: &HashValue<'_>, commit: &RecordedCommit<'_>) -> Vec<Edit> {
    let mut edits = hash_anew(found, commit.hash);
    match found.date {
        Some(date) => edits.push(Edit::replace(date.span(), commit.date)),
        None if found.is_leading => {
            edits.push(Edit::insert(found.behind.span().start, format!(" ({})", commit.date)));
        }
        None => {}
    }
    edits
}

/// Makes the hash that was found the commit's; a date that stands with it follows.
pub(crate) fn followed(found: &HashValue<'_>, commit: &RecordedCommit<'_>) -> Vec<Edit> {
    let date = found.date.map(|date| Edit::replace(date.span(), commit.date));
    hash_anew(found, commit.hash).into_iter().chain(date).collect()
}

/// Replaces the hash and its twin in a link.
pub(crate) fn hash_anew(found: &HashValue<'_>, hash: &str) -> Vec<Edit> {
    let spots = [Some(found.hash), found.in_link].into_iter().flatten();
    spots.map(|spot| Edit::replace(spot.span(), hash)).collect()
}

/// `[none yet]` where the hash and its date were.
pub(crate) fn cleared(value: Str<'_>, found: &HashValue<'_>) -> Vec<Edit> {
    in_place_of_hash(value, found, NONE_YET)
}

/// Other words where the hash and its date were.
fn in_place_of_hash(value: Str<'_>, found: &HashValue<'_>, words: &str) -> Vec<Edit> {
    let date = found.date.map(|date| format!(" ({date})"));
    let date = date.filter(|date| found.behind.starts_with(date.as_str()));
    let behind = found.behind.slice(0..date.map_or(0, |date| date.len())).span();
    let (before, _) = value.split_at(found.hash.span().start - value.span().start);
    let before = before.locate(before.as_str().trim_end_matches(['`', '*', '_']));
    if let Some(before) = before.strip_suffix("[") {
        // A link leads nowhere without a commit.
        return vec![Edit::replace(Span { start: before.span().end, end: behind.end }, words)];
    }
    vec![Edit::replace(found.hash.span(), words), Edit::replace(behind, "")]
}

/// Text, and what follows it, in a value without a hash: a placeholder gives way, prose stays behind.
fn written_anew(value: Str<'_>, text: &str, behind: &str) -> Edit {
    if value.is_empty() {
        return Edit::insert(value.span().start, format!(" {text}{behind}"));
    }
    match placeholder::placeholder(value) {
        Some(part) => in_place_of(part, text, behind),
        None => Edit::insert(value.span().start, format!("{text}{behind} - ")),
    }
}

/// Puts a text in the place of a placeholder: backticks and bold go over to
/// it, `behind` follows them, and a comment behind the placeholder stays.
pub(crate) fn in_place_of(placeholder: Str<'_>, text: &str, behind: &str) -> Edit {
    let marks = marks_around(&placeholder);
    let closing: String = marks.chars().rev().collect();
    let gap = if placeholder.is_empty() { " " } else { "" };
    Edit::replace(placeholder.span(), format!("{marks}{text}{closing}{behind}{gap}"))
}

/// The backticks and asterisks that a placeholder begins with and that close again.
fn marks_around(placeholder: &str) -> &str {
    let inner = placeholder.trim_start_matches(['`', '*', '_']);
    let (marks, inner) = placeholder.split_at(placeholder.len() - inner.len());
    let closing: String = marks.chars().rev().collect();
    if inner.contains(&closing) { marks } else { "" }
}
