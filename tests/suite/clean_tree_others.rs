//! Clean-tree mode beside others: commits from before it, colleagues without
//! it, conflicts, archives, clones, and failures.

use std::fs;

use crate::clean_tree::{
    CONSTANT, assert_clean, assert_no_commit_holds_a_value, checkpoint, newest, project,
    project_with, switch_on, template, tick, value, value_in,
};
use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::Project;

const RAW: &str = "0123456789ab (2026-01-01)";

/// Commits SESSION.md with this value, past every filter.
fn commit_raw(project: &Project, value: &str) {
    let text = project.read("SESSION.md");
    let text = text.replace(&value_in(&text), value);
    let blob = project.git_with_input(&["hash-object", "-w", "--stdin"], text.as_bytes()).ok();
    let entry = format!("100644,{},SESSION.md", blob.stdout.trim());
    project.git(&["update-index", "--cacheinfo", &entry]).ok();
    project.git(&["commit", "-q", "-m", &format!("Raw {value}")]).ok();
    project.git(&["reset", "-q", "--hard"]).ok();
}

#[test]
fn raw_values_stay_what_they_are_and_the_tree_clean() {
    let project = project();
    checkpoint(&project);
    commit_raw(&project, RAW);
    assert_clean(&project);
    assert_eq!(value(&project), newest(&project));
    checkpoint(&project);
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
    project.git(&["commit", "-q", "--allow-empty", "-a", "-m", "All"]).ok();
    assert_eq!(value_in(&project.ask(&["show", "HEAD:SESSION.md"])), RAW);
    project.checkpoint(&["install", "--clean-tree", "--commit"]).ok();
    assert_eq!(value_in(&project.ask(&["show", "HEAD:SESSION.md"])), CONSTANT);
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
}

#[test]
fn another_form_is_shown_as_it_is_and_told_of_at_checkpoints() {
    let project = project();
    commit_raw(&project, "29549bd (2026-01-05)");
    assert_clean(&project);
    project.commit_file("a", "a").ok().silent();
    checkpoint(&project).says("install --clean-tree");
    assert_eq!(value(&project), "29549bd (2026-01-05)");
    assert_clean(&project);
    project.checkpoint(&["install", "--clean-tree", "--commit"]).ok();
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
}

/// Default mode, two checkpoints, and then the conversion.
fn converted() -> Project {
    let project = Project::with_session(TEMPLATE);
    for _ in 0..2 {
        checkpoint(&project);
        project.git(&["commit", "-q", "-a", "-m", "Keep the session"]).ok();
    }
    project.git(&["checkout", "-q", "SESSION.md"]).ok();
    switch_on(&project).ok();
    project.checkpoint(&["install", "--clean-tree", "--commit"]).ok();
    project
}

#[test]
fn bisecting_across_the_conversion_stays_clean() {
    let project = converted();
    checkpoint(&project);
    project.commit_file("a", "a").ok();
    let root = project.ask(&["rev-list", "--max-parents=0", "HEAD"]);
    project.git(&["bisect", "start", "HEAD", &root]).ok();
    for step in 0..10 {
        assert_clean(&project);
        let verdict = if step % 2 == 0 { "good" } else { "bad" };
        project.git(&["bisect", verdict]).ok();
        let suspects =
            ["rev-list", "--count", "refs/bisect/bad", "--not", "--glob=refs/bisect/good-*"];
        if project.ask(&suspects) == "1" {
            break;
        }
    }
    project.git(&["bisect", "reset"]).ok();
    assert_clean(&project);
    for commit in project.ask(&["rev-list", "HEAD"]).lines() {
        project.git(&["checkout", "-q", commit]).ok();
        assert_clean(&project);
    }
}

#[test]
fn a_colleague_without_it_sees_a_command_and_merges_go_through() {
    let project = project();
    checkpoint(&project);
    let mut colleague = project.copy();
    project.git(&["clone", "-q", ".", "../colleague"]).ok();
    colleague.turn_to(&project.path("../colleague").display().to_string());
    assert_eq!(value(&colleague), CONSTANT);
    assert_clean(&colleague);
    let mut texts = Vec::new();
    for (raw, is_ticked) in [(RAW, false), (RAW, true), ("29549bd (2026-01-05)", true)] {
        let text = colleague.read("SESSION.md");
        let more = text.replace(&value_in(&text), raw) + "\nMore from me\n";
        colleague.write("SESSION.md", more);
        colleague.git(&["commit", "-q", "-a", "-m", "More"]).ok();
        let before = project.ask(&["rev-parse", "HEAD"]);
        if is_ticked {
            tick(&project, "DELETE");
            project.git(&["add", "SESSION.md"]).ok();
        }
        checkpoint(&project);
        project.git(&["pull", "-q", "--no-rebase", "--no-edit", "../colleague", "main"]).ok();
        assert_clean(&project);
        assert!(project.read("SESSION.md").contains("More from me"));
        let shown = value(&project);
        assert!(shown == newest(&project) || shown == raw, "{shown}");
        texts.push(value_in(&project.ask(&["show", "HEAD:SESSION.md"])));
        project.git(&["reset", "-q", "--hard", &before]).ok();
        colleague.git(&["reset", "-q", "--hard", "HEAD~1"]).ok();
    }
    // Taken over whole, and merged.
    assert_eq!(texts, [RAW, CONSTANT, CONSTANT]);
}

#[test]
fn a_conflict_inside_the_file_is_resolved_as_ever() {
    let project = project();
    let with = |state: &str| {
        let text = project.read("SESSION.md");
        project.write("SESSION.md", text.replace("PATCH /api/tasks/:id <-- CURRENT", state));
        project.git(&["add", "SESSION.md"]).ok();
        checkpoint(&project);
    };
    project.git(&["switch", "-q", "-c", "side"]).ok();
    with("PATCH, theirs");
    project.git(&["switch", "-q", "main"]).ok();
    with("PATCH, ours");
    project.git(&["merge", "-q", "side"]).refused();
    let conflict = project.read("SESSION.md");
    assert_eq!(conflict.matches("Last Checkpoint").count(), 1, "{conflict}");
    let lines: Vec<_> = conflict.lines().collect();
    let ours = lines.iter().filter(|line| !line.contains("theirs"));
    let ours =
        ours.filter(|line| !["<<<<<<<", "=======", ">>>>>>>"].iter().any(|m| line.starts_with(m)));
    project.write("SESSION.md", ours.map(|line| format!("{line}\n")).collect::<String>());
    project.git(&["add", "SESSION.md"]).ok();
    project.git(&["commit", "-q", "--no-edit"]).ok();
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
    assert_no_commit_holds_a_value(&project);
}

#[test]
fn an_archive_shows_the_checkpoint_also_from_a_bare_repository() {
    let project = project();
    checkpoint(&project);
    project.git(&["archive", "-o", "../a.tar", "HEAD", "SESSION.md"]).ok();
    let untar = |project: &Project| {
        let mut tar = project.command("tar", "..");
        value_in(&project.run(tar.args(["xOf", "a.tar"])).ok().stdout)
    };
    assert_eq!(untar(&project), newest(&project));
    project.git(&["clone", "-q", "--bare", ".", "../bare.git"]).ok();
    let bare = project.path("../bare.git");
    fs::create_dir_all(bare.join("info")).unwrap();
    fs::copy(project.path(".git/info/attributes"), bare.join("info/attributes")).unwrap();
    for way in ["clean", "smudge", "process"] {
        let key = format!("filter.git-checkpoint.{way}");
        let filter = project.ask(&["config", &key]);
        project.git_in("../bare.git", &["config", &key, &filter]).ok();
    }
    project.git_in("../bare.git", &["archive", "-o", "../a.tar", "main", "SESSION.md"]).ok();
    assert_eq!(untar(&project), newest(&project));
}

#[test]
fn sparse_checkouts_and_partial_clones_stay_clean() {
    let project = project();
    checkpoint(&project);
    project.git(&["sparse-checkout", "set", "--no-cone", "/*", "!/SESSION.md"]).ok();
    assert!(!project.path("SESSION.md").exists());
    checkpoint(&project);
    project.git(&["sparse-checkout", "disable"]).ok();
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
    project.git(&["config", "uploadpack.allowFilter", "true"]).ok();
    let url = format!("file://{}", project.top().display());
    project.git(&["clone", "-q", "--filter=blob:none", &url, "../partial"]).ok();
    let mut partial = project.copy();
    partial.turn_to(&project.path("../partial").display().to_string());
    switch_on(&partial).ok();
    assert_eq!(value(&partial), newest(&partial));
    checkpoint(&partial);
    assert_eq!(value(&partial), newest(&partial));
    assert_clean(&partial);
}

#[test]
fn one_shot_filters_do_where_there_is_no_process() {
    let project = project();
    project.git(&["config", "--unset", "filter.git-checkpoint.process"]).ok();
    checkpoint(&project);
    assert_clean(&project);
    project.git(&["rm", "-q", "--cached", "SESSION.md"]).ok();
    project.git(&["reset", "-q", "--hard"]).ok();
    assert_eq!(value(&project), newest(&project));
    assert_clean(&project);
}

#[test]
fn what_is_no_session_passes_as_it_is() {
    let project = project();
    checkpoint(&project);
    let field = format!("**Last Checkpoint**: {RAW}");
    let large = format!("{field}\n{}", "x".repeat(4 << 20));
    for content in [
        b"".to_vec(),
        b"\xff\xfe**Last Checkpoint**: 0123456789ab (2026-01-01)\n".to_vec(),
        b"\0\n\0".to_vec(),
        format!("```\n{field}\n```\n").into_bytes(),
        format!("## A\n{field}\n").into_bytes(),
        large.into_bytes(),
    ] {
        for one_shot in [false, true] {
            let without = ["-c", "filter.git-checkpoint.process="];
            let options = if one_shot { &without[..] } else { &[] };
            let hash = |path: &[&str]| {
                let command = [options, &["hash-object", "--stdin"], path].concat();
                project.git_with_input(&command, &content).ok().silent().stdout
            };
            assert_eq!(hash(&["--path=SESSION.md"]), hash(&["--no-filters"]));
        }
    }
    // Nor does another file that attributes give it to.
    project.write(".gitattributes", "*.md filter=git-checkpoint\n");
    let text = project.read("SESSION.md");
    project.write("OTHER.md", &text);
    project.git(&["add", "OTHER.md"]).ok();
    assert_eq!(project.git(&["show", ":OTHER.md"]).stdout, text);
}

#[test]
fn the_filter_goes_on_where_the_hooks_are_off() {
    let mut project = project();
    checkpoint(&project);
    project.set("GIT_CHECKPOINT", "off");
    project.git(&["config", "checkpoint.enabled", "false"]).ok();
    let text = project.read("SESSION.md");
    project.write("SESSION.md", text + "\nmore\n");
    project.git(&["commit", "-q", "-a", "-m", "More"]).ok();
    assert_clean(&project);
    assert_no_commit_holds_a_value(&project);
}

#[test]
fn a_locked_index_is_left_alone() {
    let project = project();
    let program = fs::read_link(project.path(".git/hooks/post-commit")).unwrap();
    let script = format!("#!/bin/sh\n: >.git/index.lock\n'{}'\n", program.display());
    project.write_script(".git/hooks/post-commit", &script);
    checkpoint(&project).never_says("lock");
    assert_eq!(value(&project), newest(&project));
    assert!(project.path(".git/index.lock").exists());
    fs::remove_file(project.path(".git/index.lock")).unwrap();
    assert_eq!(project.ask(&["status", "--porcelain"]), "");
}

#[test]
fn nothing_stops_where_the_program_is_gone() {
    let project = project();
    for way in ["clean", "smudge", "process"] {
        let key = format!("filter.git-checkpoint.{way}");
        let command = project.ask(&["config", &key]);
        let elsewhere =
            command.replace(env!("CARGO_BIN_EXE_git-checkpoint"), "/gone/git-checkpoint");
        assert_ne!(elsewhere, command);
        project.git(&["config", &key, &elsewhere]).ok();
    }
    let shown = template().replace(CONSTANT, "0123456789ab (2026-03-01)");
    for command in [
        &["status", "--porcelain"][..],
        &["diff", "--stat"],
        &["stash"],
        &["checkout", "-q", "--detach"],
        &["commit", "-q", "-a", "-m", "Without the filter"],
        &["checkout", "-q", "main"],
    ] {
        project.write("SESSION.md", &shown);
        let run = project.git(command).ok().says("the filter program does not start");
        run.never_says("error").never_says("fatal").never_says("not found");
        project.git(&["checkout", "-q", "HEAD", "--", "SESSION.md"]).ok();
    }
    // What is said ends it.
    project.git(&["config", "--remove-section", "filter.git-checkpoint"]).ok();
    project.write("SESSION.md", &shown);
    project.git(&["status"]).ok().silent();
}

#[test]
fn a_moved_file_is_not_written_before_the_filter_follows() {
    let project = project();
    checkpoint(&project);
    project.git(&["mv", "SESSION.md", "STATE.md"]).ok();
    project.write(".git-checkpoint.yaml", "session: STATE.md\n");
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Move"]).ok();
    checkpoint(&project).says("git checkpoint install --clean-tree");
    assert_clean(&project);
    project.checkpoint(&["install", "--clean-tree", "--commit"]).ok();
    checkpoint(&project).says("recorded in STATE.md");
    assert_eq!(value_in(&project.read("STATE.md")), newest(&project));
    assert_clean(&project);
    assert_eq!(value_in(&project.ask(&["show", "HEAD:STATE.md"])), CONSTANT);
}

#[test]
fn a_project_without_the_field_is_not_touched() {
    for session in ["# My notes\n", "# S\n\n## Phase 1\n**Last Checkpoint**: x\n"] {
        let project = project_with(session);
        project.write("a", "a");
        project.git(&["add", "a"]).ok();
        let message = CHECKPOINT.replace("- src/routes/tasks.ts (GET, POST endpoints)", "- a (a)");
        project.commit(&message).ok();
        assert_eq!(project.read("SESSION.md"), session);
        assert_clean(&project);
    }
    assert_ne!(template(), TEMPLATE);
}
