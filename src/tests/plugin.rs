//! The Claude Code plugin has the form that is documented (`claude plugin validate` accepts it),
//! and says what the rest of the project says.

use std::fs;
use std::path::{Path, PathBuf};

use crate::agents::entry::new_settings;
use crate::agents::record::AGENTS;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn json(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

fn is_kebab_case(name: &str) -> bool {
    name.split('-').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase()))
}

/// <https://code.claude.com/docs/en/plugin-marketplaces#marketplace-schema>
#[test]
fn the_marketplace_names_the_plugin() {
    let marketplace = json(".claude-plugin/marketplace.json");
    assert_eq!(marketplace["name"], "git-checkpoint");
    assert!(marketplace["owner"]["name"].is_string());
    let plugins = marketplace["plugins"].as_array().unwrap();
    assert_eq!(plugins.len(), 1);
    let source = plugins[0]["source"].as_str().unwrap();
    assert!(source.starts_with("./") && !source.contains(".."), "{source}");
    let manifest = json(&format!("{source}/.claude-plugin/plugin.json"));
    assert_eq!(plugins[0]["name"], manifest["name"]);
    assert!(plugins[0].get("version").is_none(), "the manifest has it");
}

/// <https://code.claude.com/docs/en/plugins-reference#plugin-manifest-schema>
#[test]
fn the_manifest_has_our_version() {
    let manifest = json("integrations/claude-code/.claude-plugin/plugin.json");
    assert!(is_kebab_case(manifest["name"].as_str().unwrap()));
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    assert!(manifest["author"]["name"].is_string());
    // `hooks/` and `skills/` are found by their names.
    assert!(manifest.get("hooks").is_none() && manifest.get("skills").is_none());
}

#[test]
fn the_hook_is_the_entry_that_agent_writes() {
    let claude = AGENTS.iter().find(|agent| agent.name == "claude").unwrap();
    let settings: Value = serde_json::from_str(&new_settings(claude)).unwrap();
    assert_eq!(json("integrations/claude-code/hooks/hooks.json")["hooks"], settings["hooks"]);
}

/// <https://code.claude.com/docs/en/skills#frontmatter-reference>
#[test]
fn the_skill_is_under_a_page() {
    let skill = root().join("integrations/claude-code/skills/checkpoint/SKILL.md");
    let text = fs::read_to_string(&skill).unwrap();
    let (front, body) = text.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
    let field =
        |key: &str| front.lines().find_map(|line| line.strip_prefix(&format!("{key}: "))).unwrap();
    assert_eq!(field("name"), "checkpoint");
    assert!(field("description").chars().count() <= 1024);
    assert!(body.lines().count() <= 60, "{} lines", body.lines().count());
}
