//! `session-length`: SESSION.md is too long.

use crate::finding::{Finding, Level, Rule};
use crate::rules::shared::phases::{MAX_COLLAPSED_LINES, written_lines};
use crate::session::model::Session;
use crate::snapshot::model::Snapshot;
use crate::terms::status::Status;
use crate::text::words::listed;

pub static RULE: Rule = Rule {
    name: "session-length",
    level: Level::Warning,
    fires: "SESSION.md is over 200 lines",
    why: "Every session begins by reading it; past 200 lines it costs context instead of saving it.",
    how: "Collapse completed phases to date, checkpoint and summary, and link to the plan.",
};

pub(crate) fn check(session: &Session<'_>, known: &Snapshot<'_>, found: &mut Vec<Finding>) {
    let (lines, limit) = (session.text.lines().count(), known.limits.session_lines);
    if lines <= limit {
        return;
    }
    let long = session.phases.iter().filter(|phase| {
        phase.status() == Some(Status::Complete)
            && written_lines(session, phase) > MAX_COLLAPSED_LINES
    });
    let long: Vec<String> = long.map(|phase| phase.number.to_string()).collect();
    let help = match long.as_slice() {
        [] => "link to the plan and to files instead of repeating them".to_owned(),
        [one] => format!("collapse phase {one} to its date, checkpoint and summary"),
        _ => format!("collapse phases {} to date, checkpoint and summary each", listed(&long)),
    };
    let (path, over) = (known.session_path, lines - limit);
    let message = format!("{path} has {lines} lines, {over} over the limit of {limit}");
    found.push(Finding::new(&RULE, message).help(help));
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::session::*;

    #[test]
    fn the_help_names_the_phases_to_collapse() {
        let long = format!("{GOOD}{}", "- note\n".repeat(200));
        let findings = findings_of(&long, None, &files(), None);
        assert_eq!(rules_of(&findings), ["session-length"]);
        let written_out = GOOD.replace("**Summary**: all set up\n", &"- detail\n".repeat(200));
        let findings = findings_of(&written_out, None, &files(), None);
        assert_eq!(rules_of(&findings), ["session-length"]);
        assert!(findings[0].help.as_ref().unwrap().contains("collapse phase 1"));
    }
}
