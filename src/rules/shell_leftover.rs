//! `shell-leftover`: the message holds what a shell should have taken.

use crate::finding::{Finding, Fix, Level, Rule};
use crate::rules::shared::context::MessageContext;
use crate::text::edit::Edit;

pub static RULE: Rule = Rule {
    name: "shell-leftover",
    level: Level::Warning,
    fires: "the message ends in `EOF` or `)`, or a literal `\\n` glues a footer to the line above",
    why: "A here-document or a pair of quotes went wrong. git stores the rest as text, and takes no glued footer for a trailer.",
    how: "Remove the line; put a footer on lines of its own. `git commit -F <file>` needs no quotes.",
};

pub(crate) fn check(context: &MessageContext<'_, '_>, found: &mut Vec<Finding>) {
    let leftovers = &context.message.leftovers;
    if let Some(first) = leftovers.literals.first() {
        let edits = leftovers.literals.iter().map(|one| Edit::replace(one.span(), "\n")).collect();
        found.push(
            Finding::new(&RULE, "a literal `\\n` glues the footer to the line above")
                .at(first.span(), "expected a line break")
                .help("put the footer on lines of its own, below an empty line")
                .fix(Fix { edits, is_open: false }),
        );
    }
    if let Some(first) = leftovers.marks.first() {
        let edits = leftovers.marks.iter().map(|mark| Edit::replace(mark.span(), "")).collect();
        found.push(
            Finding::new(&RULE, format!("`{first}` is left over from the shell"))
                .at(first.span(), "part of the message")
                .help("remove the line")
                .fix(Fix { edits, is_open: false }),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::message::sections::section::SectionKey;
    use crate::rules::tests::message::*;

    #[test]
    fn what_a_shell_should_have_taken_is_reported_and_not_read() {
        for leftover in ["EOF\n", ")\n", "EOF\n)\"\n"] {
            let text = format!("{IN_PROGRESS}{leftover}");
            assert_eq!(only(&text).0, "shell-leftover", "{text}");
            let next = Message::parse(&text).section(SectionKey::Next).unwrap().below.len();
            assert_eq!(next, 0, "{text}");
        }
    }

    #[test]
    fn a_glued_footer_is_a_footer() {
        let text = format!("{}\\n\\nCo-authored-by: A <a@b.c>\n", IN_PROGRESS.trim_end());
        assert_eq!(only(&text).0, "shell-leftover");
        assert_eq!(Message::parse(&text).trailers.len(), 1);
        let expected = format!("{IN_PROGRESS}\nCo-authored-by: A <a@b.c>\n");
        assert_eq!(repaired(&text).text, expected);
    }
}
