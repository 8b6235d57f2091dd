//! `status`: an unknown status in the subject or in `Status:`.

use crate::finding::{Finding, Level, Rule};
use crate::message::parse::Message;
use crate::message::placeholder::is_placeholder;
use crate::message::sections::section::SectionKey;
use crate::message::subject::{Subject, parse_status};
use crate::rules::shared::context::MessageContext;
use crate::rules::shared::inferred::{Inferred, body_status, parse_lenient_status, qualified};
use crate::terms::status::Status;
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "status",
    level: Level::Error,
    fires: "the status is not Complete, In Progress, Paused or Blocked",
    why: "Four statuses say what the next session has to do: start the next phase, continue, decide, or wait.",
    how: "Use one of Complete, In Progress, Paused, Blocked. In the body a qualifier may follow: `In Progress (Verification stage)`.",
};

/// The help where nothing better is known.
const STATUSES: &str = "use one of Complete, In Progress, Paused, Blocked";

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    found.extend(in_subject(&context.message.subject, &context.inferred));
    found.extend(in_body(context.message, &context.inferred));
}

/// The words in the place of the status that are not one.
pub(crate) fn unknown_in_subject<'a>(subject: &Subject<'a>) -> Option<Str<'a>> {
    subject.status.filter(|written| parse_status(written).is_none())
}

fn in_subject(subject: &Subject<'_>, inferred: &Inferred) -> Option<Finding> {
    let written = unknown_in_subject(subject)?;
    let finding =
        unknown(written, parse_lenient_status(&written)).write(subject.line, inferred.subject());
    Some(if inferred.status.is_some() { finding } else { finding.help(STATUSES) })
}

fn in_body(message: &Message<'_>, inferred: &Inferred) -> Option<Finding> {
    let value = body_value(message)?;
    let (status, qualifier) = body_status(message)?;
    if exact_status(&value).is_some() {
        return None;
    }
    let finding = unknown(value, status.or_else(|| parse_lenient_status(&value)));
    let finding = finding.write_value("Status", value, inferred.status(&qualified(&qualifier)));
    Some(if inferred.status.is_some() { finding } else { finding.help(STATUSES) })
}

fn unknown(written: Str<'_>, guess: Option<Status>) -> Finding {
    let label = match guess {
        Some(status) => format!("did you mean {status}?"),
        None => STATUSES.to_owned(),
    };
    Finding::new(&RULE, format!("unknown status `{written}`")).at(written.span(), label)
}

/// What `Status:` says, unless it is a placeholder.
pub(crate) fn body_value<'a>(message: &Message<'a>) -> Option<Str<'a>> {
    let section = message.section_or_similar(SectionKey::Status)?;
    section.first().filter(|value| !is_placeholder(value))
}

/// The status at the start, spelled exactly; a qualifier may follow.
pub(crate) fn exact_status(value: &str) -> Option<Status> {
    Status::OF_CHECKPOINTS.into_iter().find(|status| {
        let rest = value.strip_prefix(status.name());
        rest.is_some_and(|rest| !rest.trim_start().starts_with(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;

    #[test]
    fn status_says_what_was_meant() {
        for (status, slip) in
            [("Complete", "Complet"), ("In Progress", "In Progres"), ("Paused", "Puased")]
        {
            let of = |text: &str| in_subject(text, status, slip);
            let text = EXAMPLES.into_iter().find(|text| of(text) != **text).unwrap();
            let (rule, culprit, help) = only(&of(text));
            assert_eq!((rule, culprit.as_str()), ("status", slip));
            assert!(help.contains(&format!("Phase 3 {status} - ")), "{help}");
            assert!(fired(&applied(&of(text))).is_empty());
            let in_body = text.replace(&format!("Status: {status}"), &format!("Status: {slip}"));
            assert_eq!(
                only(&in_body),
                ("status", slip.to_owned(), format!("write `Status: {status}`"))
            );
            assert_eq!(repaired(&in_body).text, text);
        }
    }

    #[test]
    fn status_knows_synonyms_and_lets_qualifiers_pass() {
        let body = |to: &str| COMPLETE.replace("Status: Complete", &format!("Status: {to}"));
        for word in
            ["Done", "complete", "COMPLETED", "✅ COMPLETE", "Nonsense", "Pending", "Ready to go"]
        {
            let (rule, culprit, help) = only(&body(word));
            assert_eq!((rule, culprit.as_str()), ("status", word));
            assert!(help.starts_with("write `Status: Complete"), "{help}");
            assert!(fired(&applied(&body(word))).is_empty(), "{}", applied(&body(word)));
        }
        assert_eq!(only(&body("complete (all of it)")).2, "write `Status: Complete (all of it)`");
        for word in ["Complete (Verification stage)", "Complete, tests pass", "Complete - 34%"] {
            assert!(fired(&body(word)).is_empty(), "{word}");
        }
        let done = in_subject(COMPLETE, "Complete", "Done");
        assert_eq!(only(&done).0, "status");
        assert_eq!(
            fired(&in_subject(&body("Nonsense"), "Complete", "Rubbish")),
            ["status", "status"]
        );
    }
}
