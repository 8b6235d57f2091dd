//! `status-mismatch`: subject and body give different statuses.

use crate::finding::{Finding, Level, Rule};
use crate::message::subject::parse_status;
use crate::rules::shared::context::MessageContext;
use crate::rules::shared::inferred::{body_status, parse_lenient_status};
use crate::rules::status::{body_value, exact_status};

pub static RULE: Rule = Rule {
    name: "status-mismatch",
    level: Level::Error,
    fires: "the statuses in the subject and in `Status:` differ",
    why: "A phase that is Complete in one place and In Progress in the other will be redone or forgotten.",
    how: "Write the same status in both places.",
};

/// A status that is spelled wrong is reported by `status`, whose fix writes the one that counts;
/// the other place is reported here, so that both agree afterwards.
pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let (message, inferred) = (context.message, &context.inferred);
    let written = message.subject.status;
    let subject = written.and_then(|written| Some((written, parse_lenient_status(&written)?)));
    let stated = body_status(message).and_then(|(status, _)| status);
    let body = body_value(message).zip(stated);
    let (Some((written, subject)), Some((value, body))) = (subject, body) else { return };
    let is_subject_wrong = inferred.status == Some(body);
    let is_spelled_right = if is_subject_wrong {
        parse_status(&written) == Some(subject)
    } else {
        exact_status(&value) == Some(body)
    };
    if subject == body || !is_spelled_right {
        return;
    }
    let finding = Finding::new(&RULE, format!("the subject says {subject}, the body says {body}"));
    found.push(if is_subject_wrong {
        finding
            .at(written.span(), format!("`Status:` has {body}"))
            .write(message.subject.line, inferred.subject())
    } else {
        let qualifier = body_status(message).map_or("", |(_, rest)| rest.as_str());
        finding
            .at(value.slice(0..body.name().len()).span(), format!("the subject has {subject}"))
            .write_value("Status", value, inferred.status(qualifier))
    });
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;

    #[test]
    fn statuses_that_differ() {
        for example in EXAMPLES {
            let text = example
                .lines()
                .map(|line| if line.starts_with("Status:") { "Status: Blocked" } else { line })
                .collect::<Vec<_>>()
                .join("\n");
            let (rule, culprit, _) = only(&text);
            assert_eq!((rule, culprit.as_str()), ("status-mismatch", "Blocked"));
            assert!(fired(&applied(&text)).is_empty());
            assert_eq!(repaired(&text).text, example);
        }
    }

    #[test]
    fn a_status_that_is_spelled_wrong_too_differs() {
        for (subject, body) in
            [("In Progres", "Blocked"), ("In\rProgress", "Blocked"), ("In Progres", "Puased")]
        {
            let text = IN_PROGRESS
                .replacen("Phase 3 In Progress", &format!("Phase 3 {subject}"), 1)
                .replacen("Status: In Progress", &format!("Status: {body}"), 1);
            assert_eq!(repaired(&text).text, IN_PROGRESS);
            for finding in findings(&text) {
                let fixed = edit::apply(&text, &finding.fix.unwrap().edits);
                assert!(fired(&fixed).len() < fired(&text).len(), "{fixed}");
            }
        }
    }
}
