//! What the documentation shows is what the programs print.
//!
//! `UPDATE_DOCS=1 cargo test --locked docs::` writes it again; the tables that come from our own
//! records are in `src/tests/docs.rs`.

use std::fs;
use std::path::Path;

use crate::documents::{between, compare, read, root};
use crate::fixtures::TEMPLATE;
use crate::harness::{PROGRAMS, Project};

/// What `tests/demo.sh` prints for each command that it shows.
fn demo(environment: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut project = Project::without_hooks();
    environment.iter().for_each(|(name, value)| project.set(name, value));
    let programs = Path::new(PROGRAMS[0].1).parent().unwrap().to_owned();
    let path = std::env::var("PATH").unwrap();
    project.set("PATH", &format!("{}:{path}", programs.display()));
    fs::create_dir(project.home().join("demo")).unwrap();
    let script = root().join("tests/demo.sh");
    let run = project.run(project.command("sh", "../demo").arg(script)).ok();
    let shown = run.stdout.split("\n$ ").skip(1).map(|part| {
        let (command, printed) = part.split_once('\n').unwrap_or((part, ""));
        let printed = printed.split("\n\n# ").next().unwrap_or_default();
        let printed =
            printed.lines().filter(|line| !line.starts_with("(exit code")).collect::<Vec<_>>();
        (command.to_owned(), printed.join("\n").trim_end().to_owned())
    });
    shown.collect()
}

#[test]
fn the_readme_shows_what_the_programs_print() {
    compare("README.md", &with_output(read("README.md")));
}

/// The commands of the demonstration that the picture shows.
const PICTURE: [&str; 2] =
    ["git commit -q -F message.txt", "git commit -q -F .git/CHECKPOINT_EDITMSG"];

#[test]
fn the_picture_shows_what_the_programs_print() {
    let shown = demo(&[("CLICOLOR_FORCE", "1")]);
    let printed = |command: &&str| {
        let found = shown.iter().find(|(shown, _)| shown == command);
        format!("\u{1b}[1m$ {command}\u{1b}[0m\n{}\n", found.unwrap().1)
    };
    let terminal = PICTURE.iter().map(printed).collect::<Vec<_>>().join("\n");
    compare("docs/terminal.svg", &anstyle_svg::Term::new().render_svg(&terminal));
}

/// The plan of the README, and the SESSION.md that `init` makes of it.
#[test]
fn the_readme_shows_a_plan_and_its_session_file() {
    let readme = read("README.md");
    let start = "```markdown plan\n";
    let plan = readme.split(start).nth(1).unwrap().split("```").next().unwrap();
    let project = Project::without_hooks();
    project.write("docs/IMPLEMENTATION_PHASES.md", plan);
    let session = project.checkpoint(&["init", "--dry-run"]).ok().stdout;
    compare("README.md", &between(&readme, "```markdown session\n", "```", &session));
}

fn with_output(mut readme: String) -> String {
    let shown = demo(&[]);
    let commands: Vec<String> = readme
        .split("```console\n$ ")
        .skip(1)
        .map(|block| block.lines().next().unwrap().to_owned())
        .collect();
    for command in commands {
        let Some((_, printed)) = shown.iter().find(|(shown, _)| *shown == command) else {
            panic!("the demonstration does not run {command:?}");
        };
        let printed = if printed.is_empty() { String::new() } else { format!("{printed}\n") };
        readme = between(&readme, &format!("```console\n$ {command}\n"), "```", &printed);
    }
    readme
}

/// What Claude Code is told in a project with the template's SESSION.md.
fn brief() -> String {
    let project = Project::with_session(TEMPLATE);
    let answer = project.checkpoint(&["resume", "--hook=copilot"]).ok().stdout;
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    answer["additionalContext"].as_str().unwrap().to_owned()
}

#[test]
fn what_agents_are_told_is_shown() {
    let page = read("docs/agents.md");
    let brief = format!("\n\n```text\n{}\n```\n\n", brief().trim_end());
    compare("docs/agents.md", &between(&page, "<!-- brief -->", "<!-- /brief -->", &brief));
}

#[test]
fn every_documented_command_shows_examples() {
    let page = read("docs/commands.md");
    let table = page.split("\n\n").find(|part| part.starts_with("| command")).unwrap();
    let named = table.lines().filter_map(|row| row.strip_prefix("| `git checkpoint "));
    let commands: Vec<_> = named.map(|row| row.split([' ', '`']).next().unwrap()).collect();
    assert!(commands.len() > 8, "{commands:?}");
    let project = Project::without_hooks();
    for command in commands {
        let help = project.checkpoint(&[command, "-h"]).ok().stdout;
        assert!(help.contains("\nExamples:\n  git checkpoint "), "{help}");
    }
}
