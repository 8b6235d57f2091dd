//! `status-mismatch`: subject and body give different statuses.

use crate::finding::{Finding, Level, Rule};
use crate::message::subject::parse_status;
use crate::rules::shared::context::MessageContext;
use crate::rules::shared::inferred::body_status;
use crate::rules::status::{body_value, exact_status};

pub static RULE: Rule = Rule {
    name: "status-mismatch",
    level: Level::Error,
    fires: "the statuses in the subject and in `Status:` differ",
    why: "A phase that is Complete in one place and In Progress in the other will be redone or forgotten.",
    how: "Write the same status in both places.",
};

/// An unknown status in either place is reported by `status`.
pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let (message, inferred) = (context.message, &context.inferred);
    let written = message.subject.status;
    let subject = written.and_then(|written| Some((written, parse_status(&written)?)));
    let body = body_value(message).and_then(|value| Some((value, exact_status(&value)?)));
    let (Some((written, subject)), Some((value, body))) = (subject, body) else { return };
    if subject == body {
        return;
    }
    let finding = Finding::new(&RULE, format!("the subject says {subject}, the body says {body}"));
    found.push(if inferred.status == Some(body) {
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
}
