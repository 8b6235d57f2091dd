//! `blank-line`: no empty line below the subject.

use crate::finding::{Finding, Fix, Level, Rule};
use crate::rules::shared::context::MessageContext;
use crate::text::edit::Edit;

pub static RULE: Rule = Rule {
    name: "blank-line",
    level: Level::Error,
    fires: "the line below the subject is not empty",
    why: "Git takes everything up to the first empty line for the subject.",
    how: "Leave the second line empty.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    found.extend(context.message.crowding.map(|line| {
        let edits = vec![Edit::insert(line.span().start, "\n")];
        Finding::new(&RULE, "the line below the subject is not empty")
            .at(line.span(), "expected an empty line above this one")
            .help("put an empty line below the subject")
            .fix(Fix { edits, is_open: false })
    }));
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;

    #[test]
    fn the_line_below_the_subject_is_empty() {
        for example in EXAMPLES {
            let text = example.replacen("\n\n", "\n", 1);
            let (rule, culprit, _) = only(&text);
            assert_eq!((rule, culprit.as_str()), ("blank-line", "Phase: 3 - Tasks API"));
            assert_eq!(repaired(&text).text, example);
        }
    }
}
