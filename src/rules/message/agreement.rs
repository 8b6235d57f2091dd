//! `phase-mismatch`, `status` (of the body), `status-mismatch`: subject against body.

use crate::draft::inferred::{Inferred, body_status, meant};
use crate::finding::Finding;
use crate::message::parse::Message;
use crate::message::placeholder::is_placeholder;
use crate::message::section::SectionKey;
use crate::message::subject::of_checkpoints;
use crate::rules::message::subject::STATUSES;
use crate::rules::table;
use crate::terms::phase_number::PhaseNumber;
use crate::terms::status::Status;
use crate::text::str::Str;

pub(crate) fn check(message: &Message<'_>, resolved: &Inferred, found: &mut Vec<Finding>) {
    found.extend(phase(message, resolved));
    found.extend(status(message, resolved));
}

fn phase(message: &Message<'_>, resolved: &Inferred) -> Option<Finding> {
    let line = message.phase_line().filter(|line| !is_placeholder(&line.value))?;
    match (message.subject.number, line.number) {
        (Some(subject), Some(body)) if !is_same_number(&subject, &body) => {
            Some(two_numbers(message, (subject, body), resolved))
        }
        (_, Some(number)) => {
            let name = line.name.map_or("", |name| name.as_str());
            let is_in_form = line.name.is_some() && *line.value == *format!("{number} - {name}");
            (!is_in_form).then(|| out_of_form(line.value, resolved))
        }
        (_, None) => Some(out_of_form(line.value, resolved)),
    }
}

fn is_same_number(one: &str, other: &str) -> bool {
    PhaseNumber::parse(one) == PhaseNumber::parse(other)
}

fn two_numbers(
    message: &Message<'_>,
    (subject, body): (Str<'_>, Str<'_>),
    resolved: &Inferred,
) -> Finding {
    let text = format!("the subject says phase {subject}, the body says phase {body}");
    let finding = Finding::new(&table::PHASE_MISMATCH, text);
    let subject_is_right = resolved.number.as_deref() == Some(subject.as_str());
    if subject_is_right || message.subject.description.is_none() {
        finding
            .at(body.span(), format!("the subject has {subject}"))
            .help(format!("write `{}`", resolved.phase()))
    } else {
        finding
            .at(subject.span(), format!("`Phase:` has {body}"))
            .help(format!("write `{}`", resolved.subject()))
    }
}

fn out_of_form(value: Str<'_>, resolved: &Inferred) -> Finding {
    Finding::new(&table::PHASE_MISMATCH, "`Phase:` is not `<N> - <Name>`")
        .at(value.span(), "number, blank, hyphen, blank, name")
        .help(format!("write `{}`", resolved.phase()))
}

fn status(message: &Message<'_>, resolved: &Inferred) -> Option<Finding> {
    let value =
        message.section(SectionKey::Status)?.first().filter(|value| !is_placeholder(value))?;
    let (status, qualifier) = body_status(message)?;
    let Some(exact) = exact_status(&value) else {
        let qualifier = if status.is_some() { qualifier.as_str() } else { "" };
        return Some(unknown(value, status, &resolved.status(&qualified(qualifier))));
    };
    // An unknown status in the subject is that finding's business.
    let subject = message.subject.status.and_then(|written| of_checkpoints(&written))?;
    (subject != exact).then(|| two_statuses(message, (subject, exact), resolved))
}

/// The status that stands at the start, spelled exactly; a qualifier may follow.
fn exact_status(value: &str) -> Option<Status> {
    Status::OF_CHECKPOINTS.into_iter().find(|status| {
        value.strip_prefix(status.name()).is_some_and(|rest| {
            let rest = rest.trim_start();
            !rest.starts_with(char::is_alphanumeric)
        })
    })
}

/// A qualifier as it may stand behind a status.
pub(crate) fn qualified(text: &str) -> String {
    let text = text.trim();
    let is_apart = text.is_empty() || !text.starts_with(char::is_alphanumeric);
    if is_apart { text.to_owned() } else { format!("({text})") }
}

fn unknown(value: Str<'_>, status: Option<Status>, corrected: &str) -> Finding {
    let (label, is_known) = match status.or_else(|| meant(&value)) {
        Some(status) => (format!("did you mean {status}?"), true),
        None => (STATUSES.to_owned(), !corrected.contains("<Status>")),
    };
    let help = if is_known { format!("write `{corrected}`") } else { STATUSES.to_owned() };
    Finding::new(&table::STATUS, format!("`{value}` is no status of a checkpoint"))
        .at(value.span(), label)
        .help(help)
}

fn two_statuses(
    message: &Message<'_>,
    (subject, body): (Status, Status),
    resolved: &Inferred,
) -> Finding {
    let text = format!("the subject says {subject}, the body says {body}");
    let finding = Finding::new(&table::STATUS_MISMATCH, text);
    let value = message.section(SectionKey::Status).and_then(|section| section.first());
    let in_body = value.map(|value| value.slice(0..body.name().len()));
    match (in_body, message.subject.status) {
        (_, Some(written)) if resolved.status == Some(body) => finding
            .at(written.span(), format!("`Status:` has {body}"))
            .help(format!("write `{}`", resolved.subject())),
        (Some(written), _) => {
            let qualifier = body_status(message).map_or("", |(_, rest)| rest.as_str());
            finding
                .at(written.span(), format!("the subject has {subject}"))
                .help(format!("write `{}`", resolved.status(qualifier)))
        }
        (None, _) => finding,
    }
}
