use super::Commit;
use crate::session::hash::{self, Dated};
use crate::text::{Edit, Str};

/// Makes `value` say `hash (date)`, in its own style.
pub(super) fn hash_and_date(value: Str<'_>, commit: &Commit<'_>) -> Vec<Edit> {
    match hash::find(value) {
        Some(found) => found_anew(&found, commit),
        None => vec![written_anew(value, commit)],
    }
}

/// Makes the hash that was found the commit's, and the date with it. A hash
/// that leads without a date gets one; one that prose mentions does not.
fn found_anew(found: &Dated<'_>, commit: &Commit<'_>) -> Vec<Edit> {
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
pub(super) fn followed(found: &Dated<'_>, commit: &Commit<'_>) -> Vec<Edit> {
    let date = found.date.map(|date| Edit::replace(date.span(), commit.date));
    hash_anew(found, commit.hash).into_iter().chain(date).collect()
}

/// Replaces the hash and its twin in a link.
pub(super) fn hash_anew(found: &Dated<'_>, hash: &str) -> Vec<Edit> {
    let spots = [Some(found.hash), found.in_link].into_iter().flatten();
    spots.map(|spot| Edit::replace(spot.span(), hash)).collect()
}

/// A value without a hash: a placeholder gives way, prose stays behind.
fn written_anew(value: Str<'_>, commit: &Commit<'_>) -> Edit {
    let plain = format!("{} ({})", commit.hash, commit.date);
    if value.is_empty() {
        return Edit::insert(value.span().start, format!(" {plain}"));
    }
    match hash::placeholder(value) {
        Some(part) => in_place_of(part, commit),
        None => Edit::insert(value.span().start, format!("{plain} - ")),
    }
}

/// A placeholder in backticks leaves them to the hash; a comment behind it stays.
fn in_place_of(part: Str<'_>, commit: &Commit<'_>) -> Edit {
    let tick = if part.starts_with('`') { "`" } else { "" };
    let gap = if part.is_empty() { " " } else { "" };
    Edit::replace(part.span(), format!("{tick}{}{tick} ({}){gap}", commit.hash, commit.date))
}
