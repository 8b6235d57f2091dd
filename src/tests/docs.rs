//! The tables of the documentation come from our own records.
//!
//! `UPDATE_DOCS=1 cargo test --locked docs::` writes them again.

use crate::agents::entry::new_settings;
use crate::agents::paragraph::paragraph;
use crate::agents::record::AGENTS;
use crate::config::model::Config;
use crate::rules;
use crate::tests::config_schema;
use crate::tests::documents::{between, compare, read};

#[test]
fn every_rule_is_listed() {
    compare("docs/rules.md", &with_rules(&read("docs/rules.md")));
}

fn with_rules(page: &str) -> String {
    let mut table = String::from("\n| rule | default | fires when |\n|---|---|---|\n");
    for rule in rules::all() {
        table += &format!("| `{}` | {} | {} |\n", rule.name, rule.level.name(), rule.fires);
    }
    between(page, "<!-- rules -->", "<!-- /rules -->", &table)
}

#[test]
fn what_is_set_up_for_agents_is_shown() {
    let mut entries = String::from("\n");
    for agent in &AGENTS {
        let (title, settings, source) = (agent.title, agent.settings, agent.source);
        let remark =
            if agent.remark.is_empty() { String::new() } else { format!(" {}", agent.remark) };
        let entry = new_settings(agent);
        entries += &format!(
            "\n**{title}**, `{settings}` ([format]({source})).{remark}\n\n```json\n{entry}```\n"
        );
    }
    let fenced = |text: &str| format!("\n\n```text\n{}\n```\n\n", text.trim_end());
    let page = read("docs/agents.md");
    let page = between(&page, "<!-- entries -->", "<!-- /entries -->", &(entries + "\n"));
    let quoted = fenced(&paragraph("SESSION.md"));
    compare(
        "docs/agents.md",
        &between(&page, "<!-- paragraph -->", "<!-- /paragraph -->", &quoted),
    );
}

#[test]
fn the_configuration_in_the_documentation_is_valid() {
    let page = read("docs/configuration.md");
    let block = page.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let (config, problems) = Config::read(block, &rules::names());
    assert_eq!(problems, []);
    assert_ne!(config, Config::default());
}

#[test]
fn the_schema_of_the_configuration_is_up_to_date() {
    compare("docs/config.schema.json", &config_schema::schema_text());
}
