//! `field-before-rule`: Markdown would show a field as a heading.

use crate::finding::{Finding, Fix, Level, Rule};
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::text::edit::Edit;
use crate::text::span::line_ending;
use crate::text::str::Str;

pub static RULE: Rule = Rule {
    name: "field-before-rule",
    level: Level::Warning,
    fires: "a field directly above `---`",
    why: "Markdown takes text above `---` for a heading, so the field is shown as one.",
    how: "Put a blank line between them.",
};

pub(crate) fn check(session: &Session<'_>, _known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let lines = &session.outline.fields_above_rule;
    let finding = |line: &Str<'_>| {
        // Below its last space, too: what is not one to Markdown would go on with the field.
        let edits = vec![Edit::insert(line.span().end, line_ending(&session.text))];
        Finding::new(&RULE, "Markdown shows this field as a heading")
            .at(line.trim_end().span(), "a rule directly below")
            .help("put a blank line between the field and the rule")
            .fix(Fix { edits, is_open: false })
    };
    found.extend(Finding::merged(lines.iter().map(finding).collect(), || {
        format!("Markdown shows {} fields as headings", lines.len())
    }));
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;
    use crate::text::edit::apply;

    #[test]
    fn a_field_directly_above_a_rule_is_shown_as_a_heading() {
        assert_eq!(changed("PHASES.md`\n\n---", "PHASES.md`\n---"), ["field-before-rule"]);
        let text = GOOD.replace("PHASES.md`\n\n---", "PHASES.md`\n---");
        let fix = findings_of(&text, Some(GOOD), &files(), None).remove(0).fix.unwrap();
        assert_eq!(apply(&text, &fix.edits), GOOD);
        let feed = GOOD.replace("PHASES.md`", "PHASES.md`\u{b}");
        for fixed in [GOOD.replace('\n', "\r\n"), feed] {
            let text = fixed.replace("\r\n\r\n---", "\r\n---").replace("\n\n---", "\n---");
            let fix = findings_of(&text, None, &files(), None).remove(0).fix.unwrap();
            assert_eq!(apply(&text, &fix.edits), fixed);
        }
    }
}
