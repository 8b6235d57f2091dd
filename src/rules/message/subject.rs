//! `subject`, `status` (of the subject), `subject-length`, `blank-line`.

use unicode_width::UnicodeWidthChar;

use crate::draft::inferred::{Inferred, meant};
use crate::finding::Finding;
use crate::message::parse::Message;
use crate::message::placeholder::is_placeholder;
use crate::message::subject::{Subject, of_checkpoints};
use crate::rules::message::facts::MessageFacts;
use crate::rules::table;
use crate::text::span::Span;
use crate::text::str::Str;

pub(crate) fn check(
    message: &Message<'_>,
    resolved: &Inferred,
    facts: &MessageFacts<'_>,
    found: &mut Vec<Finding>,
) {
    let subject = &message.subject;
    let unknown = unknown_status(subject, resolved);
    // A corrected line for the status mends the form as well.
    let is_mended = unknown.as_ref().is_some_and(|_| resolved.status.is_some());
    found.extend(unknown);
    if !is_mended {
        found.extend(form(subject, resolved));
    }
    found.extend(length(subject, facts));
    found.extend(message.crowding.map(crowded));
}

/// What the finding about an unknown status offers where nothing better is known.
pub(crate) const STATUSES: &str = "use one of Complete, In Progress, Paused, Blocked";

fn unknown_status(subject: &Subject<'_>, resolved: &Inferred) -> Option<Finding> {
    let written = subject.status.filter(|written| of_checkpoints(written).is_none())?;
    let label = match meant(&written) {
        Some(status) => format!("did you mean {status}?"),
        None => STATUSES.to_owned(),
    };
    let help = match resolved.status {
        Some(_) => format!("write `{}`", resolved.subject()),
        None => STATUSES.to_owned(),
    };
    Some(
        Finding::new(&table::STATUS, format!("`{written}` is no status of a checkpoint"))
            .at(written.span(), label)
            .help(help),
    )
}

fn form(subject: &Subject<'_>, resolved: &Inferred) -> Option<Finding> {
    let (message, span, label) = flaw(subject)?;
    let corrected = match (subject.status, resolved.status) {
        (Some(written), None) => resolved.subject_with(&written),
        _ => resolved.subject(),
    };
    Some(
        Finding::new(&table::SUBJECT, message).at(span, label).help(format!("write `{corrected}`")),
    )
}

/// What is wrong with the form, where, and a few words about it.
fn flaw(subject: &Subject<'_>) -> Option<(&'static str, Span, String)> {
    let rest = subject.rest.trim();
    let Some(number) = subject.number else {
        let label = "`Phase <N> <Status>` belongs here".to_owned();
        return Some(("the subject names no phase", rest.span(), label));
    };
    let Some(status) = subject.status else {
        let after = Span { start: number.span().end, end: rest.span().end.max(number.span().end) };
        let label = "a status belongs behind the number".to_owned();
        return Some(("the subject has no status", after, label));
    };
    let Some(description) = subject.description.filter(|text| !is_placeholder(text)) else {
        let span = subject.description.unwrap_or(subject.line.end()).span();
        return Some(("the subject has no description", span, "` - ` and a few words".to_owned()));
    };
    let known = of_checkpoints(&status).map_or(status.as_str(), |status| status.name());
    let wanted = format!("checkpoint: Phase {number} {known} - {description}");
    let (culprit, instead) = difference(subject.line, &wanted)?;
    let message = "the subject is not `checkpoint: Phase <N> <Status> - <description>`";
    Some((message, culprit.span(), label_for(&culprit, instead)))
}

fn label_for(culprit: &str, instead: &str) -> String {
    if culprit.contains('–') {
        "an en dash, where a hyphen belongs".to_owned()
    } else if culprit.contains('—') {
        "an em dash, where a hyphen belongs".to_owned()
    } else if instead.trim().is_empty() && instead.len() > culprit.len() {
        "a blank belongs here".to_owned()
    } else if instead.trim().is_empty() {
        "too much".to_owned()
    } else {
        format!("write `{}`", instead.trim())
    }
}

/// The part of `line` that differs from `wanted`, whole words, and what belongs there.
fn difference<'a, 'w>(line: Str<'a>, wanted: &'w str) -> Option<(Str<'a>, &'w str)> {
    if line.as_str() == wanted {
        return None;
    }
    let same = line.chars().zip(wanted.chars()).take_while(|(a, b)| a == b);
    let mut front: usize = same.map(|(c, _)| c.len_utf8()).sum();
    let (mine, theirs) = (&line[front..], &wanted[front..]);
    let same = mine.chars().rev().zip(theirs.chars().rev()).take_while(|(a, b)| a == b);
    let mut back: usize = same.map(|(c, _)| c.len_utf8()).sum();
    let is_inside_word = |text: &str, front: usize, back: usize| {
        text[front..text.len() - back].starts_with(char::is_alphanumeric)
    };
    if is_inside_word(&line, front, back) && is_inside_word(wanted, front, back) {
        let letter = |c: &char| c.is_alphanumeric();
        front -= line[..front].chars().rev().take_while(letter).map(char::len_utf8).sum::<usize>();
        let tail = &line[line.len() - back..];
        back -= tail.chars().take_while(letter).map(char::len_utf8).sum::<usize>();
    }
    Some((line.slice(front..line.len() - back), &wanted[front..wanted.len() - back]))
}

fn length(subject: &Subject<'_>, facts: &MessageFacts<'_>) -> Option<Finding> {
    let columns = facts.subject_columns;
    let mut width = 0;
    let over = subject.line.char_indices().find(|(_, c)| {
        width += c.width().unwrap_or(0);
        width > columns
    });
    let (at, _) = over?;
    let rest = subject.line.split_at(at).1;
    let surplus: usize = rest.chars().filter_map(UnicodeWidthChar::width).sum();
    let unit = if surplus == 1 { "column" } else { "columns" };
    Some(
        Finding::new(
            &table::SUBJECT_LENGTH,
            format!("the subject is wider than {columns} columns"),
        )
        .at(rest.span(), format!("{surplus} {unit} too many"))
        .help(format!(
            "shorten the description by {surplus} {unit}; details belong under `Session:`"
        )),
    )
}

fn crowded(line: Str<'_>) -> Finding {
    Finding::new(&table::BLANK_LINE, "the line under the subject is not blank")
        .at(line.span(), "an empty line belongs above this one")
        .help("put an empty line under the subject")
}
