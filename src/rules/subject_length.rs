//! `subject-length`: the subject is too wide.

use unicode_width::UnicodeWidthChar;

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::context::MessageContext;

pub static RULE: Rule = Rule {
    name: "subject-length",
    level: Level::Warning,
    fires: "the subject is wider than 72 columns",
    why: "Longer subjects are cut off in `git log`, in mails and on web pages.",
    how: "Shorten the description; details belong under `Session:`.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let (subject, columns) = (context.message.subject.line, context.known.limits.subject_columns);
    let mut width = 0;
    let first_over = subject.char_indices().find(|(_, c)| {
        width += c.width().unwrap_or(0);
        width > columns
    });
    let Some((at, _)) = first_over else { return };
    let rest = subject.split_at(at).1;
    let surplus: usize = rest.chars().filter_map(UnicodeWidthChar::width).sum();
    let unit = if surplus == 1 { "column" } else { "columns" };
    found.push(
        Finding::new(&RULE, format!("the subject is wider than {columns} columns"))
            .at(rest.span(), format!("{surplus} {unit} too many"))
            .help(format!(
                "shorten the description by {surplus} {unit}; details belong under `Session:`"
            )),
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::message::*;

    #[test]
    fn long_subjects_are_marked_from_the_column_on() {
        let text = in_subject(COMPLETE, "Tasks API", &"ä".repeat(50));
        let (rule, culprit, help) = only(&text);
        assert_eq!((rule, culprit.as_str()), ("subject-length", &*"ä".repeat(9)));
        assert!(help.contains("by 9 columns"), "{help}");
    }
}
