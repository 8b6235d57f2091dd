//! `git checkpoint explain`: the rules, from their records.

use crate::finding::Level;
use crate::report::color::Style;
use crate::rules::table;
use crate::rules::table::{Rule, RuleTarget};

/// One rule: what fires it, why it exists, how to satisfy it, and its level.
pub fn explain(rule: &Rule, level: Level, style: Style) -> String {
    let configured = if level == rule.level { "" } else { " in this project" };
    let default = match level == rule.level {
        true => String::new(),
        false => format!(" (default: {})", rule.level.name()),
    };
    let key = |name: &str| style.strong(name);
    let said = [
        format!("{}: {}{configured}{default}", key(rule.name), tag(level, style)),
        String::new(),
        format!("{} {}.", key("Fires when"), rule.fires),
        format!("{} {}", key("Why:"), rule.why),
        format!("{} {}", key("To satisfy it:"), rule.remedy),
        format!(
            "{} `{}: error`, `warning` or `off` under `rules:` in .git-checkpoint.yaml.",
            key("To set its level:"),
            rule.name
        ),
    ];
    said.join("\n") + "\n"
}

/// All rules with their levels, a line each, in groups.
pub fn rule_table(level: impl Fn(&Rule) -> Level, style: Style) -> String {
    const GROUPS: [(RuleTarget, &str); 3] = [
        (RuleTarget::Message, "The checkpoint message"),
        (RuleTarget::Session, "SESSION.md"),
        (RuleTarget::Worktree, "The worktree"),
    ];
    let mut text = String::new();
    for (subject, title) in GROUPS {
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!("{gap}{}\n", style.strong(title)));
        for rule in table::ALL.iter().filter(|rule| rule.subject == subject) {
            text.push_str(&row(rule, level(rule), style));
        }
    }
    if table::ALL.iter().any(|rule| level(rule) != rule.level) {
        text.push_str("\n* set by this project\n");
    }
    text
}

fn row(rule: &Rule, level: Level, style: Style) -> String {
    let mark = if level == rule.level { ' ' } else { '*' };
    let padding = " ".repeat("warning".len() - level.name().len());
    format!("  {:<18}  {}{mark}{padding}  {}\n", rule.name, tag(level, style), rule.fires)
}

fn tag(level: Level, style: Style) -> String {
    match level {
        Level::Off => style.faint(level.name()),
        _ => style.level(level, level.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_tells_its_level_here_and_by_default() {
        let rule = &table::NEXT_LOCATION;
        let as_is = explain(rule, Level::Warning, Style::PLAIN);
        assert!(as_is.starts_with("next-location: warning\n\nFires when `Next:`"), "{as_is}");
        let raised = explain(rule, Level::Error, Style::PLAIN);
        assert!(
            raised.starts_with("next-location: error in this project (default: warning)\n"),
            "{raised}"
        );
    }

    #[test]
    fn the_table_has_every_rule() {
        let table = rule_table(|rule| rule.level, Style::PLAIN);
        assert_eq!(table.lines().filter(|line| line.starts_with("  ")).count(), table::ALL.len());
        assert!(!table.contains('*'), "{table}");
    }
}
