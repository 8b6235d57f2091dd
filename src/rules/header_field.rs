//! `header-field`: a field of SESSION.md's header is missing or empty.

use crate::finding::{Finding, Level, Rule};
use crate::session::content::content;
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;

pub static RULE: Rule = Rule {
    name: "header-field",
    level: Level::Warning,
    fires: "Current Phase, Current Stage, Last Checkpoint or Planning Docs is missing or empty",
    why: "The four header fields are what a resuming session reads first.",
    how: "Add the field above the first phase: `**Current Stage**: Implementation`.",
};

const EXAMPLES: [(&str, &str); 4] = [
    ("Current Phase", "Phase 1"),
    ("Current Stage", "Implementation"),
    ("Last Checkpoint", "[none yet]"),
    ("Planning Docs", "`docs/IMPLEMENTATION_PHASES.md`"),
];

pub(crate) fn check(session: &Session<'_>, _known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    for (key, example) in EXAMPLES {
        let Some(field) = session.field(key) else {
            let finding = Finding::new(&RULE, format!("the header has no {key}"));
            let help = format!("add `**{key}**: {example}` above the first phase");
            found.push(finding.help(help));
            continue;
        };
        if content(session.text, field).is_empty() {
            let finding = Finding::new(&RULE, format!("{key} is empty"));
            let help = format!("write `**{key}**: {example}`, with the value for this project");
            found.push(finding.at(field.key.span(), "no value").help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn header_fields_are_present_and_not_empty() {
        assert_eq!(changed("**Current Stage**: Implementation\n", ""), ["header-field"]);
        assert_eq!(changed("Stage**: Implementation", "Stage**:"), ["header-field"]);
        assert_eq!(
            changed(": `docs/IMPLEMENTATION_PHASES.md`", ":\n- `docs/IMPLEMENTATION_PHASES.md`\n"),
            NONE
        );
    }
}
