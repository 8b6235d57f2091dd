//! A user's own hook that was moved aside keeps running, whatever other installers
//! do to the shim that runs it; and `install` puts right what they broke.

use std::fs;

use crate::harness::{Project, Run};

const HOOKS: [&str; 4] = ["pre-commit", "commit-msg", "post-commit", "post-rewrite"];

/// A hook that says its name and what it was called with, and does what git would wait for.
fn saying(name: &str) -> String {
    format!(
        "#!/bin/sh\necho \"{name} $*\" >&2\n[ {name} != theirs-post-rewrite ] || cat >>../rewritten\n"
    )
}

/// A project with a hook of the user's own for each of ours, and ours installed.
fn chained() -> Project {
    let project = Project::without_hooks();
    for hook in HOOKS {
        project.write_script(&format!(".git/hooks/{hook}"), &saying(&format!("theirs-{hook}")));
    }
    let run = project.checkpoint(&["install", "--files"]).ok();
    assert_eq!(run.stdout.matches("runs first, as").count(), HOOKS.len(), "{run}");
    project
}

fn ordinary(project: &Project) -> Run {
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"])
}

#[track_caller]
fn both_run(project: &Project) {
    let run = ordinary(project).ok();
    for hook in ["pre-commit", "commit-msg", "post-commit"] {
        assert_eq!(run.stderr.matches(&format!("theirs-{hook}")).count(), 1, "{run}");
    }
    let run = project.git(&["commit", "-q", "--amend", "--allow-empty", "-m", "Amended"]).ok();
    assert_eq!(run.stderr.matches("theirs-post-rewrite amend").count(), 1, "{run}");
    let rewritten = fs::read_to_string(project.home().join("rewritten")).unwrap();
    assert!(rewritten.ends_with(&format!("{}\n", project.ask(&["rev-parse", "HEAD"]))));
    let map = project.read(".git/checkpoint/rewrites");
    assert!(map.contains(&project.ask(&["rev-parse", "HEAD"])), "{map}");
    project
        .git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"])
        .refused()
        .says("theirs-commit-msg")
        .says("error[subject]");
}

fn rename(project: &Project, from: &str, to: &str) {
    fs::create_dir_all(project.path(to).parent().unwrap()).unwrap();
    fs::rename(project.path(from), project.path(to)).unwrap();
}

#[test]
fn a_shim_that_another_installer_renamed_still_finds_the_users_hook() {
    for suffix in [".legacy", ".old", ".pre-entire", " of before"] {
        let project = chained();
        for hook in HOOKS {
            let file = format!(".git/hooks/{hook}");
            rename(&project, &file, &format!("{file}{suffix}"));
            project.write_script(&file, &format!("#!/bin/sh\nexec \"$0{suffix}\" \"$@\"\n"));
        }
        both_run(&project);
    }
}

#[test]
fn install_brings_a_renamed_shim_up_to_date_and_uninstall_puts_the_hook_in_its_place() {
    let project = chained();
    let theirs = "#!/bin/sh\nexec \"$0.legacy\" \"$@\"\n";
    for hook in HOOKS {
        let file = format!(".git/hooks/{hook}");
        rename(&project, &file, &format!("{file}.legacy"));
        project.write_script(&file, theirs);
        let legacy = format!("{file}.legacy");
        let moved = project.read(&legacy).replace("/checkpoint-", "/nowhere/checkpoint-");
        project.write(&legacy, moved);
    }
    let run = project.checkpoint(&["install", "--files"]).ok();
    assert_eq!(run.stdout.matches(".legacy already").count(), HOOKS.len(), "{run}");
    both_run(&project);
    project.checkpoint(&["uninstall"]).ok();
    for hook in HOOKS {
        let file = format!(".git/hooks/{hook}");
        assert_eq!(project.read(&file), theirs);
        assert_eq!(project.read(&format!("{file}.legacy")), saying(&format!("theirs-{hook}")));
        assert!(!project.path(&format!("{file}.local")).exists());
    }
    assert!(!project.read(".git/config").contains("checkpoint"));
}

#[test]
fn what_others_append_below_our_lines_runs_and_stays() {
    let project = chained();
    let appended = "echo appended \"$@\" >&2\ncat >>../appended\n";
    for hook in HOOKS {
        let file = format!(".git/hooks/{hook}");
        let script = project.read(&file);
        project.write(&file, script + appended);
    }
    both_run(&project);
    ordinary(&project).ok().says("appended .git/COMMIT_EDITMSG").says("appended\n");
    let seen = fs::read_to_string(project.home().join("appended")).unwrap();
    let rewritten = fs::read_to_string(project.home().join("rewritten")).unwrap();
    assert!(seen.contains(&rewritten), "{seen}");
    project.checkpoint(&["install", "--files"]).ok();
    ordinary(&project).ok().says("appended .git/COMMIT_EDITMSG");

    let run = project.checkpoint(&["uninstall"]).ok();
    assert!(run.stdout.contains("what others wrote into it stays"), "{run}");
    for hook in HOOKS {
        let script = project.read(&format!(".git/hooks/{hook}"));
        assert!(script.ends_with(appended) && !script.contains("/checkpoint-"), "{script}");
    }
    ordinary(&project).ok().says("theirs-commit-msg").says("appended .git/COMMIT_EDITMSG");
    project.checkpoint(&["install", "--files"]).ok();
    both_run(&project);
}

#[test]
fn a_hook_that_overwrote_the_shim_runs_beside_the_one_it_silenced() {
    let project = chained();
    for hook in HOOKS {
        project.write_script(&format!(".git/hooks/{hook}"), &saying(&format!("newer-{hook}")));
    }
    ordinary(&project).ok().never_says("theirs");
    let run = project.checkpoint(&["install", "--files"]).ok();
    assert_eq!(run.stdout.matches(".local, which had stopped running").count(), 4, "{run}");
    both_run(&project);
    ordinary(&project).ok().says("newer-commit-msg .git/COMMIT_EDITMSG").says("newer-post-commit");
    let run = project.checkpoint(&["uninstall"]).ok();
    assert!(run.stdout.contains("commit-msg.local stays there"), "{run}");
    assert_eq!(project.read(".git/hooks/commit-msg"), saying("newer-commit-msg"));
    assert_eq!(project.read(".git/hooks/commit-msg.local"), saying("theirs-commit-msg"));
}

#[test]
fn a_hook_whose_shim_is_gone_runs_again() {
    let project = chained();
    for hook in HOOKS {
        fs::remove_file(project.path(&format!(".git/hooks/{hook}"))).unwrap();
    }
    ordinary(&project).ok().never_says("theirs");
    let run = project.checkpoint(&["install", "--files"]).ok();
    assert_eq!(run.stdout.matches(".local, which had stopped running").count(), 4, "{run}");
    both_run(&project);
    fs::remove_file(project.path(".git/hooks/commit-msg")).unwrap();
    project.checkpoint(&["uninstall"]).ok();
    for hook in HOOKS {
        assert_eq!(project.read(&format!(".git/hooks/{hook}")), saying(&format!("theirs-{hook}")));
    }
}

#[test]
fn beside_a_manager_that_overwrote_the_shim_it_is_put_where_that_looks() {
    let project = chained();
    let manager = "#!/bin/sh\n# File generated by pre-commit: https://…\n[ ! -x \"$0.legacy\" ] || \"$0.legacy\" \"$@\"\n";
    for hook in HOOKS {
        project.write_script(&format!(".git/hooks/{hook}"), manager);
    }
    let run = project.checkpoint(&["install", "--files"]).ok();
    assert_eq!(run.stdout.matches(".local, which had stopped running").count(), 4, "{run}");
    both_run(&project);
}

#[test]
fn a_manager_that_cannot_run_the_silenced_hook_is_named_with_it() {
    let project = chained();
    let manager = "#!/bin/sh\ncall_lefthook run \"$(basename \"$0\")\" \"$@\"\n";
    project.write_script(".git/hooks/commit-msg", manager);
    let run = project.checkpoint(&["install", "--files"]);
    run.says("commit-msg.local, a hook that ran before, does not run any more");

    let theirs = "#!/bin/sh\nexec true \"$(basename \"$0\")\"\n";
    project.write_script(".git/hooks/commit-msg", theirs);
    let run = project.checkpoint(&["install", "--files"]).says("was overwritten");
    let lines: Vec<_> = run.stderr.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    let (first, rest) = theirs.split_once('\n').unwrap();
    let script = format!("{first}\n{}\n{rest}", lines.join("\n"));
    project.write_script(".git/hooks/commit-msg", &script);
    both_run(&project);
}

#[test]
fn a_shim_under_the_name_of_a_moved_hook_does_not_run_itself() {
    let project = chained();
    rename(&project, ".git/hooks/commit-msg", ".git/hooks/commit-msg.local");
    project.write_script(".git/hooks/commit-msg", "#!/bin/sh\nexec \"$0.local\" \"$@\"\n");
    ordinary(&project).ok();
}

#[test]
fn one_hook_that_cannot_be_written_does_not_keep_the_others_out() {
    let project = Project::without_hooks();
    fs::create_dir_all(project.path(".git/hooks/post-commit/full")).unwrap();
    let run = project.checkpoint(&["install", "--files"]);
    run.says("is not a file that git could run");
    project
        .git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"])
        .refused()
        .says("error[subject]");
    let names: Vec<_> = fs::read_dir(project.path(".git/hooks"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), HOOKS.len(), "{names:?}");
}
