//! `git checkpoint explain`: the rules, from their records.

use crate::finding::{Level, Rule};
use crate::report::terminal::color::Style;
use crate::rules;

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
        format!("{} {}", key("To satisfy it:"), rule.how),
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
    const TITLES: [&str; 3] = ["The checkpoint message", "SESSION.md", "The worktree"];
    let mut text = String::new();
    for (title, group) in TITLES.into_iter().zip(rules::groups()) {
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!("{gap}{}\n", style.strong(title)));
        for rule in group {
            text.push_str(&row(rule, level(rule), style));
        }
    }
    if rules::all().any(|rule| level(rule) != rule.level) {
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
    fn a_rule_shows_its_level_here_and_by_default() {
        let rule = &rules::next_location::RULE;
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
        assert_eq!(
            table.lines().filter(|line| line.starts_with("  ")).count(),
            rules::all().count()
        );
        assert!(!table.contains('*'), "{table}");
    }
}
