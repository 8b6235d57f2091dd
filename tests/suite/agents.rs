//! `git checkpoint agent`: settings of coding agents get one entry, and are then as they were.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use serde_json::Value;

use crate::fixtures::TEMPLATE;
use crate::harness::{PROGRAMS, Project, Run};

const SETTINGS: &str = ".claude/settings.json";

/// Comments, odd order, other hooks, tabs, CRLF without a final line end.
const FILES: [&str; 5] = [
    "{\n  // ours\n  \"zeta\": 1,\n  \"hooks\": {\n    \"SessionStart\": [\n      { \"hooks\": [{ \"type\": \"command\", \"command\": \"bd prime\" }] }, // beads\n    ],\n  },\n}\n",
    "{\r\n\t\"model\": \"opus\",\r\n\t\"hooks\": {}\r\n}",
    "{}",
    "{\"permissions\":{\"allow\":[\"Bash(ls:*)\"]}}\n",
    "{ \"hooks\": { \"Stop\": [] } }\n",
];

fn agent(project: &Project, arguments: &[&str]) -> Run {
    project.checkpoint(&[&["agent"], arguments].concat())
}

fn refused(run: Run, said: &str) {
    assert_eq!(run.code, Some(2), "{run}");
    run.says(said);
}

#[test]
fn settings_get_one_entry_and_are_then_as_they_were() {
    for text in FILES {
        let project = Project::with_session(TEMPLATE);
        project.write(SETTINGS, text);
        fs::set_permissions(project.path(SETTINGS), fs::Permissions::from_mode(0o640)).unwrap();
        for _ in 0..3 {
            agent(&project, &["claude", "--write"]).ok().silent();
        }
        let with = project.read(SETTINGS);
        assert_eq!(with.matches("git-checkpoint resume --hook").count(), 1, "{with}");
        agent(&project, &["claude", "--check"]).ok();
        agent(&project, &["claude", "--remove"]).ok().silent();
        assert_eq!(project.read(SETTINGS), text);
        let mode = fs::metadata(project.path(SETTINGS)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        assert_eq!(agent(&project, &["claude", "--check"]).code, Some(1));
        agent(&project, &["claude", "--remove"]).ok();
        assert_eq!(project.read(SETTINGS), text);
    }
}

#[test]
fn a_file_that_was_made_goes_away_again() {
    let project = Project::with_session(TEMPLATE);
    let before = project.ask(&["status", "--porcelain", "--ignored"]);
    let run = agent(&project, &["claude", "codex", "--write"]).ok().silent();
    assert!(run.stdout.contains(".claude/settings.json: created"), "{run}");
    assert!(run.stdout.contains(".codex/hooks.json: created") && run.stdout.contains("`/hooks`"));
    for file in [SETTINGS, ".codex/hooks.json"] {
        let parsed: Value = serde_json::from_str(&project.read(file)).unwrap();
        let group = &parsed["hooks"]["SessionStart"][0];
        // A matcher would miss the occasions that it does not name.
        assert!(group.get("matcher").is_none(), "{group}");
        assert_eq!(group["hooks"][0]["timeout"], 10);
    }
    agent(&project, &["claude", "codex", "--remove"]).ok().silent();
    assert_eq!(project.ask(&["status", "--porcelain", "--ignored"]), before);
    assert!(!project.path(".claude").exists());
}

/// The entry itself, as a shell runs it: with the program it answers, without it says nothing.
#[test]
fn the_entry_works_and_harms_nobody_without_the_program() {
    let mut project = Project::with_session(TEMPLATE);
    agent(&project, &["claude", "--write"]).ok();
    let parsed: Value = serde_json::from_str(&project.read(SETTINGS)).unwrap();
    let command = parsed["hooks"]["SessionStart"][0]["hooks"][0]["command"].as_str().unwrap();
    let without = project.run(project.command("sh", ".").args(["-c", command])).ok().silent();
    assert_eq!(without.stdout, "");
    let programs = Path::new(PROGRAMS[0].1).parent().unwrap().display().to_string();
    project.set("PATH", &format!("{programs}:{}", std::env::var("PATH").unwrap()));
    let with = project.run(project.command("sh", ".").args(["-c", command])).ok().silent();
    assert!(with.stdout.starts_with("{\"hookSpecificOutput\":"), "{with}");
}

#[test]
fn a_file_that_does_not_parse_is_never_touched() {
    for (text, place) in [
        ("{\n  \"a\": 1,,\n}\n", "settings.json:2:10: not valid JSON"),
        ("", "settings.json:1:1: expected an object, found nothing"),
        ("{\"hooks\": []}", "settings.json:1:11: `hooks`: expected an object, found an array"),
        ("{\"hooks\": {\"SessionStart\": null}}", "expected an array, found null"),
    ] {
        let project = Project::with_session(TEMPLATE);
        project.write(SETTINGS, text);
        for option in ["--write", "--remove", "--check"] {
            refused(agent(&project, &["claude", option]), place);
            assert_eq!(project.read(SETTINGS), text);
        }
        let run = project.checkpoint(&["doctor"]);
        assert!(run.stdout.contains("[agent-settings]: ") && run.stdout.contains(place), "{run}");
    }
    let project = Project::with_session(TEMPLATE);
    project.write(SETTINGS, [0xff, b'{', b'}']);
    refused(agent(&project, &["claude", "--write"]), "not valid UTF-8");
    project.write(SETTINGS, vec![b' '; 2 << 20]);
    refused(agent(&project, &["claude", "--write"]), "larger than 1 MiB");
}

#[test]
fn links_are_followed_within_the_worktree_and_never_out_of_it() {
    let project = Project::with_session(TEMPLATE);
    project.write("config/claude.json", "{\n  \"model\": \"opus\"\n}\n");
    fs::create_dir(project.path(".claude")).unwrap();
    symlink("../config/claude.json", project.path(SETTINGS)).unwrap();
    agent(&project, &["claude", "--write"]).ok();
    assert!(project.path(SETTINGS).symlink_metadata().unwrap().is_symlink());
    assert!(project.read("config/claude.json").contains("--hook"));
    agent(&project, &["claude", "--remove"]).ok();
    assert_eq!(project.read("config/claude.json"), "{\n  \"model\": \"opus\"\n}\n");

    project.write("../outside/settings.json", "{}");
    project.write("../outside/CLAUDE.md", "Hello\n");
    fs::remove_file(project.path(SETTINGS)).unwrap();
    symlink(project.path("../outside/settings.json"), project.path(SETTINGS)).unwrap();
    refused(agent(&project, &["claude", "--write"]), "settings.json points outside the worktree");
    fs::remove_file(project.path(SETTINGS)).unwrap();
    fs::remove_dir(project.path(".claude")).unwrap();
    symlink(project.path("../outside"), project.path(".claude")).unwrap();
    refused(agent(&project, &["claude", "--write"]), "points outside the worktree");
    fs::remove_file(project.path(".claude")).unwrap();
    symlink("nowhere", project.path(".claude")).unwrap();
    refused(agent(&project, &["claude", "--write"]), "is below a link to nothing");
    fs::remove_file(project.path(".claude")).unwrap();
    symlink(".git", project.path(".claude")).unwrap();
    refused(agent(&project, &["claude", "--write"]), "points into the git directory");
    fs::remove_file(project.path(".claude")).unwrap();
    symlink(project.path("../outside/CLAUDE.md"), project.path("CLAUDE.md")).unwrap();
    refused(agent(&project, &["claude", "--write"]), "CLAUDE.md points outside the worktree");
    assert_eq!(project.read("../outside/CLAUDE.md"), "Hello\n");
    assert_eq!(project.read("../outside/settings.json"), "{}");
}

#[test]
fn the_paragraph_is_written_once_where_there_are_instructions() {
    let count = |project: &Project, file: &str| {
        project.read(file).matches("<!-- git-checkpoint -->").count()
    };
    // CLAUDE.md is AGENTS.md, or brings it in.
    for is_link in [true, false] {
        let project = Project::with_session(TEMPLATE);
        project.write("AGENTS.md", "# Agents\n\nUse pnpm.");
        match is_link {
            true => symlink("AGENTS.md", project.path("CLAUDE.md")).unwrap(),
            false => project.write("CLAUDE.md", "@AGENTS.md\n"),
        }
        let claude = project.read("CLAUDE.md");
        for _ in 0..2 {
            agent(&project, &["claude", "codex", "--write"]).ok();
            assert_eq!(count(&project, "AGENTS.md"), 1);
            assert_eq!(count(&project, "CLAUDE.md"), usize::from(is_link));
        }
        // Codex still reads it.
        agent(&project, &["claude", "--remove"]).ok();
        assert_eq!(count(&project, "AGENTS.md"), 1);
        agent(&project, &["codex", "--remove"]).ok();
        assert_eq!(project.read("AGENTS.md"), "# Agents\n\nUse pnpm.");
        assert_eq!(project.read("CLAUDE.md"), claude);
    }
    let project = Project::with_session(TEMPLATE);
    agent(&project, &["claude", "--write"]).ok();
    assert!(!project.path("CLAUDE.md").exists(), "nothing is written unasked");
    project.write("CLAUDE.md", "<!-- git-checkpoint -->\nhalf\n");
    refused(agent(&project, &["claude", "--write"]), "CLAUDE.md:1: ");
}

#[test]
fn nothing_is_written_where_the_plugin_is_on() {
    let on = "{\"enabledPlugins\": {\"git-checkpoint@git-checkpoint\": true}}\n";
    for file in ["../.claude/settings.json", SETTINGS, ".claude/settings.local.json"] {
        let project = Project::with_session(TEMPLATE);
        project.write(file, on);
        let run = agent(&project, &["claude", "--write"]).ok();
        assert!(run.stdout.contains("the plugin is on"), "{run}");
        assert_eq!(project.read(file), on);
        assert!(!project.read(file).contains("--hook"));
        agent(&project, &["--check"]).ok();
        assert!(project.checkpoint(&["doctor"]).stdout.contains("plugin"));
    }
    // The project's word counts more than the user's.
    let project = Project::with_session(TEMPLATE);
    project.write("../.claude/settings.json", on);
    project.write(SETTINGS, on.replace("true", "false"));
    agent(&project, &["claude", "--write"]).ok();
    assert!(project.read(SETTINGS).contains("--hook"));
}

#[test]
fn what_is_printed_can_be_pasted() {
    let project = Project::with_session(TEMPLATE);
    let all = agent(&project, &[]).ok().silent().stdout;
    for (name, file) in [
        ("claude", SETTINGS),
        ("codex", ".codex/hooks.json"),
        ("gemini", ".gemini/settings.json"),
        ("cursor", ".cursor/hooks.json"),
        ("copilot", ".github/hooks/git-checkpoint.json"),
    ] {
        let text = agent(&project, &[name]).ok().silent().stdout;
        let entry = &text[text.find("\n{\n").unwrap() + 1..text.find("\n}\n").unwrap() + 3];
        assert!(text.contains(file) && all.contains(entry), "{text}");
        assert_eq!(agent(&project, &[name, "--check"]).code, Some(1));
        project.write(file, entry);
        agent(&project, &[name, "--check"]).ok();
        let paragraph = &text[text.find("<!-- git").unwrap()..];
        assert!(all.contains(paragraph), "{text}");
    }
    let run = agent(&project, &["--check"]).ok();
    assert_eq!(run.stdout.matches(": up to date\n").count(), 5, "{run}");
    refused(agent(&project, &["cursor", "--write"]), "`git checkpoint agent cursor`");
    refused(agent(&project, &["--write"]), "name the agents");
    let mut outside = Project::with_session(TEMPLATE);
    outside.turn_to("..");
    assert!(agent(&outside, &["claude"]).ok().stdout.contains("SESSION.md"));
    refused(agent(&outside, &["claude", "--write"]), "not a git repository");
}

#[test]
fn doctor_says_which_agents_are_told() {
    let project = Project::with_session(TEMPLATE);
    let doctor = |project: &Project| project.checkpoint(&["doctor"]).stdout;
    assert!(!doctor(&project).contains("claude"));
    fs::create_dir(project.path(".claude")).unwrap();
    let fix = "git checkpoint agent claude --write";
    assert!(doctor(&project).contains(&format!(".claude/settings.json: absent; `{fix}`")));
    agent(&project, &["claude", "--write"]).ok();
    assert!(doctor(&project).contains(".claude/settings.json: present\n"));
    let old = project.read(SETTINGS).replace("if command", "if  [ 1 ] && command");
    project.write(SETTINGS, old);
    assert!(doctor(&project).contains("settings.json: custom"));
    project.write(
        SETTINGS,
        "{\"hooks\": {\"SessionStart\": [{\"hooks\": [{\"type\": \"command\", \"command\": \"git-checkpoint resume --hook\"}]}]}}",
    );
    let told = doctor(&project);
    assert!(
        told.contains("warning[agent-entry-old]: .claude/settings.json starts")
            && told.contains(&format!("help: `{fix}`")),
        "{told}"
    );
    let json: Value =
        serde_json::from_str(&project.checkpoint(&["doctor", "--json"]).stdout).unwrap();
    assert_eq!(json["agents"][0]["state"], "old");
    assert_eq!(json["agents"][0]["fix"], fix);
    agent(&project, &["claude", "--write"]).ok();
    assert!(doctor(&project).contains(".claude/settings.json: present\n"));
}
