//! Recorded hashes through rewritten history.

use std::fs;

use crate::branches::{
    REBASES, Tracking, add, checkpoint, edited_by, message, named, recorded, start, two_branches,
};
use crate::harness::PROGRAMS;

#[test]
fn an_amend_is_followed_with_and_without_its_hook_and_reflog() {
    for (hook, reflog) in [(true, true), (true, false), (false, true)] {
        let project = start(Tracking::Dirty);
        project
            .git(&["config", "core.logAllRefUpdates", if reflog { "true" } else { "false" }])
            .ok();
        checkpoint(&project, "done");
        if !reflog {
            fs::remove_dir_all(project.path(".git/logs")).unwrap();
        }
        if !hook {
            fs::remove_file(project.path(".git/hooks/post-rewrite")).unwrap();
        }
        project.git(&["commit", "-q", "--amend", "--no-edit", "--date=2026-01-01T00:00:00Z"]).ok();
        let at = (recorded(&project, "Last Checkpoint"), recorded(&project, "Last Commit"));
        assert_eq!(at, (project.head(), project.head()), "{hook} {reflog}");
    }
}

#[test]
fn an_amend_away_from_a_checkpoint_goes_back_to_the_checkpoint_before() {
    let project = start(Tracking::Dirty);
    let first = checkpoint(&project, "first");
    checkpoint(&project, "second");
    project.git(&["commit", "-q", "--amend", "-m", "No checkpoint after all"]).ok().silent();
    assert_eq!(recorded(&project, "Last Checkpoint"), first);
    assert_eq!(recorded(&project, "Last Commit"), project.head());
}

#[test]
fn notes_of_tasks_and_phases_follow_a_rebase() {
    let project = two_branches(Tracking::Untracked);
    let session = project.read("SESSION.md");
    let (one, middle) = (named(&project, "Add one"), named(&project, "middle"));
    let noted = session
        .replace("- [ ] first", &format!("- [x] first (commit: {one})"))
        .replace("- [ ] second", &format!("- [x] second (commit: {middle})"))
        + &format!(
            "\n## Phase 2: B [Complete]\n\n**Completed**: 2026-01-01 | **Checkpoint**: {middle}\n"
        );
    project.write("SESSION.md", &noted);
    project.git(&["rebase", "-q", "main"]).ok().silent();
    let after = noted
        .replace(&one, &named(&project, "Add one"))
        .replace(&middle, &named(&project, "middle"))
        .replace(&recorded(&project, "Last Commit"), &project.head());
    assert!(!project.read("SESSION.md").contains(&one) && one != named(&project, "Add one"));
    let without_dates = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with("**Last"));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(without_dates(&project.read("SESSION.md")), without_dates(&after));
    assert_eq!(recorded(&project, "Last Checkpoint"), named(&project, "middle"));
    assert_eq!(recorded(&project, "Last Commit"), project.head());
}

#[test]
fn after_every_kind_of_rebase_the_header_names_the_history_that_is_there() {
    for tracking in [Tracking::Dirty, Tracking::Untracked] {
        let template = two_branches(tracking);
        for (what, arguments, todo) in REBASES {
            let mut project = template.copy();
            edited_by(&mut project, todo);
            project.git(&["config", "rebase.autoStash", "true"]).ok();
            let case = format!("{tracking:?}, {what}");
            let run = project.git(arguments);
            assert_eq!(run.code, Some(0), "{case}: {run}");
            add(&project, "after");
            let newest = ["log", "-1", "--first-parent", "--format=%h", "--grep=^checkpoint:"];
            let newest = project.ask(&newest);
            assert_eq!(recorded(&project, "Last Commit"), project.head(), "{case}");
            if !newest.is_empty() {
                assert_eq!(recorded(&project, "Last Checkpoint"), newest, "{case}");
            }
        }
    }
}

#[test]
fn a_rebase_that_an_autostash_waits_for_is_followed_at_the_next_commit() {
    for tracking in [Tracking::Dirty, Tracking::Untracked] {
        let project = two_branches(tracking);
        let before = named(&project, "middle");
        project.write("src/one.ts", "uncommitted\n");
        project.git(&["rebase", "-q", "--autostash", "main"]).ok();
        assert_eq!(project.ask(&["stash", "list"]), "");
        assert_eq!(recorded(&project, "Last Checkpoint"), before);
        add(&project, "after");
        assert_eq!(recorded(&project, "Last Checkpoint"), named(&project, "middle"));
        assert_ne!(before, named(&project, "middle"));
    }
}

/// Between a rebase and the next quiet moment SESSION.md has the old hashes still;
/// whoever looks is told of the new ones.
#[test]
fn who_looks_before_the_next_quiet_moment_is_told_what_will_be_written() {
    for tracking in [Tracking::Dirty, Tracking::Clean] {
        let project = two_branches(Tracking::Dirty);
        if tracking == Tracking::Clean {
            project.git(&["commit", "-q", "-m", "SESSION.md", "SESSION.md"]).ok();
            project.git(&["checkout", "-q", "--", "SESSION.md"]).ok();
        }
        let before = project.read("SESSION.md");
        project.git(&["rebase", "-q", "--autostash", "main"]).ok();
        assert_eq!(project.read("SESSION.md"), before, "{tracking:?}");
        let newest = named(&project, "middle");
        let resumed = project.checkpoint(&["resume", "--json"]).ok().stdout;
        assert!(resumed.contains(&format!("\"newest\":{{\"hash\":\"{newest}\"")), "{resumed}");
        assert!(resumed.contains("\"unrecorded\":0"), "{resumed}");
        let repaired = project.checkpoint(&["repair", "--dry-run"]).stdout;
        assert!(repaired.contains(&format!("was rewritten, now `{newest}`")), "{repaired}");
        let brief = project.checkpoint(&["resume"]).ok();
        brief.prints(&format!("and is {newest} now: `git checkpoint repair`"));
        let checked = project.checkpoint(&["check"]).never_prints("checkpoint-stale");
        assert_eq!(checked.stdout.matches("hash-unknown").count(), 1, "{checked}");
        assert!(checked.stdout.contains("which writes what they have become"), "{checked}");
        assert_eq!(project.read("SESSION.md"), before, "{tracking:?}");
        let status = project.ask(&["status", "--porcelain"]);
        assert_eq!(status.is_empty(), tracking == Tracking::Clean, "{status}");
        project.write("SESSION.md", before.replace("- [ ] third", "- [x] third"));
        let run = project.git(&["commit", "-q", "-m", "Tick", "SESSION.md"]).ok();
        run.never_says("checkpoint-stale");
        assert_eq!(recorded(&project, "Last Checkpoint"), newest);
    }
}

#[test]
fn a_command_that_writes_brings_the_hashes_along_and_in_a_rebase_writes_nothing() {
    let mut project = two_branches(Tracking::Dirty);
    let old = named(&project, "middle");
    project.git(&["rebase", "-q", "--autostash", "main"]).ok();
    assert_eq!(recorded(&project, "Last Checkpoint"), old);
    let shown = project.checkpoint(&["stage", "Debugging", "--dry-run"]).ok().stdout;
    assert!(shown.contains(&format!("+**Last Commit**: {} ", project.head())), "{shown}");
    project.checkpoint(&["stage", "Debugging"]).ok();
    assert!(project.read("SESSION.md").contains("**Current Stage**: Debugging\n"));
    assert_eq!(recorded(&project, "Last Checkpoint"), named(&project, "middle"));
    assert_eq!(recorded(&project, "Last Commit"), project.head());

    edited_by(&mut project, "sed -i 's/^pick/edit/'");
    project.git(&["rebase", "-q", "-i", "--autostash", "HEAD~1"]).ok();
    let before = project.read("SESSION.md");
    let run = project.checkpoint(&["stage", "Implementation"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(project.read("SESSION.md"), before);
}

#[test]
fn amend_then_rebase_then_amend_compose() {
    let project = two_branches(Tracking::Untracked);
    let note = |hash: &str| {
        let text = project.read("SESSION.md");
        project.write(
            "SESSION.md",
            text.replace("- [ ] first", &format!("- [x] first (commit: {hash})")),
        );
    };
    note(&project.head());
    let first = project.head();
    project.git(&["commit", "-q", "--amend", "-m", "Add two, amended"]).ok();
    project.git(&["rebase", "-q", "main"]).ok();
    project.git(&["commit", "-q", "--amend", "-m", "Add two, amended again"]).ok();
    assert!(project.read("SESSION.md").contains(&format!("first (commit: {})", project.head())));
    // An old version of the file, from a backup say, is followed all the way.
    let old = project.read("SESSION.md").replace(&project.head(), &first);
    project.write("SESSION.md", old);
    add(&project, "after");
    assert!(
        project
            .read("SESSION.md")
            .contains(&format!("first (commit: {})", named(&project, "amended again")))
    );
}

#[test]
fn an_amend_that_was_reset_away_is_not_followed() {
    let project = start(Tracking::Untracked);
    let first = checkpoint(&project, "first");
    project.git(&["commit", "-q", "--amend", "--no-edit", "--date=2026-01-01T00:00:00Z"]).ok();
    project.git(&["reset", "-q", "--hard", "HEAD@{1}"]).ok();
    add(&project, "after");
    assert_eq!(recorded(&project, "Last Checkpoint"), first);
}

#[test]
fn a_malformed_message_in_a_reword_stops_no_rebase() {
    let mut project = two_branches(Tracking::Untracked);
    project.set("GIT_SEQUENCE_EDITOR", "sed -i '2s/^pick/reword/'");
    project.set("GIT_EDITOR", "printf 'checkpoint: nonsense\\n' >");
    project.git(&["rebase", "-q", "-i", "main"]).ok();
    assert_eq!(project.ask(&["log", "-1", "--format=%s", "HEAD~1"]), "checkpoint: nonsense");
}

#[test]
fn a_pull_with_rebase_is_followed() {
    let project = two_branches(Tracking::Untracked);
    project.git(&["config", "pull.rebase", "true"]).ok();
    project.git(&["config", "branch.work.remote", "."]).ok();
    project.git(&["config", "branch.work.merge", "refs/heads/main"]).ok();
    project.git(&["pull", "-q"]).ok();
    assert_eq!(recorded(&project, "Last Checkpoint"), named(&project, "middle"));
    assert_eq!(recorded(&project, "Last Commit"), project.head());
}

/// Whoever puts the hooks in by other means, picks, and installs then, has a commit that
/// follows on what `install` found, and still waits for the picks.
#[test]
fn what_had_to_wait_before_install_is_recorded_at_the_next_commit() {
    let project = two_branches(Tracking::Ignored);
    project.git(&["checkout", "-q", "main"]).ok();
    project.git(&["cherry-pick", "work~2", "work~1"]).ok();
    let picked = named(&project, "middle");
    fs::remove_file(project.path(".git/checkpoint/baseline")).unwrap();
    project.checkpoint(&["install"]).ok();
    add(&project, "after");
    assert_eq!(recorded(&project, "Last Checkpoint"), picked);
}

#[test]
fn a_merge_that_brings_a_checkpoint_in_from_the_side_changes_nothing() {
    let project = start(Tracking::Ignored);
    let ours = checkpoint(&project, "ours");
    project.git(&["checkout", "-q", "-b", "side", "HEAD~1"]).ok();
    project.write("src/side.ts", "side\n");
    project.git(&["add", "src"]).ok();
    project.commit(&message("In Progress", "side").replace("src/a.ts", "src/side.ts")).ok();
    assert_eq!(recorded(&project, "Last Checkpoint"), project.head());
    project.git(&["checkout", "-q", "main"]).ok();
    project.git(&["merge", "-q", "--no-edit", "side"]).ok();
    add(&project, "after");
    assert_eq!(recorded(&project, "Last Checkpoint"), ours);
}

#[test]
fn a_rewrite_in_one_worktree_is_known_in_the_others() {
    let project = start(Tracking::Ignored);
    let old = checkpoint(&project, "done");
    let text = project.read("SESSION.md");
    project.git(&["worktree", "add", "-q", "../linked", "-b", "linked"]).ok();
    project.write("../linked/SESSION.md", &text);
    project.git(&["commit", "-q", "--amend", "--no-edit", "--date=2026-01-01T00:00:00Z"]).ok();
    project.git_in("../linked", &["reset", "-q", "--hard", "main"]).ok();
    project.write("../linked/file", "x");
    project.git_in("../linked", &["add", "file"]).ok();
    project.git_in("../linked", &["commit", "-q", "-m", "Add file"]).ok();
    let there = project.read("../linked/SESSION.md");
    assert!(
        !there.contains(&old)
            && there.contains(&format!("**Last Checkpoint**: {} ", named(&project, "done")))
    );
}

#[test]
fn a_rebase_is_followed_where_a_manager_keeps_the_input_to_itself() {
    for backend in ["--merge", "--apply"] {
        let project = two_branches(Tracking::Ignored);
        let script = format!("#!/bin/sh\n\"{}\" \"$@\" </dev/null\n", PROGRAMS[3].1);
        project.write_script(".git/hooks/post-rewrite", &script);
        project.git(&["rebase", "-q", backend, "main"]).ok();
        let new = project.ask(&["rev-parse", "HEAD"]);
        assert!(project.read(".git/checkpoint/rewrites").contains(&new), "{backend}");
        assert_eq!(recorded(&project, "Last Checkpoint"), named(&project, "middle"), "{backend}");
    }
}

#[test]
fn both_hooks_behind_a_shim_hear_what_was_rewritten() {
    let project = start(Tracking::Dirty);
    for (hook, _) in PROGRAMS {
        let script = format!("#!/bin/sh\ncat >>../{hook}.seen\n");
        project.write_script(&format!(".git/hooks/{hook}"), &script);
    }
    project.checkpoint(&["install", "--files"]).ok();
    project.git(&["config", "core.logAllRefUpdates", "false"]).ok();
    fs::remove_dir_all(project.path(".git/logs")).unwrap();
    let old = checkpoint(&project, "done");
    project.git(&["commit", "-q", "--amend", "--no-edit", "--date=2026-01-01T00:00:00Z"]).ok();
    assert!(project.read("../post-rewrite.seen").starts_with(&old));
    assert_eq!(recorded(&project, "Last Checkpoint"), project.head());
    project.checkpoint(&["uninstall"]).ok();
    assert!(project.read(".git/hooks/post-rewrite").contains("seen"));
}

#[test]
fn an_ordinary_commit_reads_no_map_and_says_nothing() {
    let project = start(Tracking::Dirty);
    checkpoint(&project, "done");
    add(&project, "one");
    project.write(".git/checkpoint/rewrites", "nonsense");
    project.write("src/two.ts", "two\n");
    project.git(&["add", "src/two.ts"]).ok();
    project.commit("Add two").ok().silent();
    assert_eq!(project.read(".git/checkpoint/rewrites"), "nonsense");
}
