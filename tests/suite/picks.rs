//! Commits that a cherry-pick or a revert makes.

use crate::branches::{
    SESSION, Tracking, add, checkpoint, message, named, recorded, start, two_branches,
};

/// What a commit ticks or completes is written at the next quiet moment, where
/// it was itself made in an operation that writing would have broken.
#[test]
fn a_picked_commit_is_named_by_the_task_that_it_ticks_and_the_phase_that_it_completes() {
    let project = start(Tracking::Clean);
    project.git(&["checkout", "-q", "-b", "side"]).ok();
    project.write("SESSION.md", SESSION.replace("- [ ] first", "- [x] first"));
    project.git(&["add", "SESSION.md"]).ok();
    add(&project, "one");
    project.git(&["checkout", "-q", "--", "SESSION.md"]).ok();
    let done = SESSION.replace("- [ ]", "- [x]").replace("[In Progress]", "[Complete]");
    project.write("SESSION.md", done);
    project.git(&["add", "SESSION.md"]).ok();
    project.write("src/a.ts", "done\n");
    project.git(&["add", "src"]).ok();
    project.commit(&message("Complete", "all")).ok();
    project.git(&["checkout", "-q", "-f", "main"]).ok();
    project.git(&["cherry-pick", "side~1", "side"]).ok();
    let (ticked, completed) = (named(&project, "Add one"), project.head());
    assert!(!project.read("SESSION.md").contains(&ticked));
    add(&project, "after");
    let session = project.read("SESSION.md");
    for note in [
        format!("- [x] first (commit: {ticked})\n"),
        format!("- [x] second (commit: {completed})\n"),
        format!(" | **Checkpoint**: {completed}\n"),
    ] {
        assert!(session.contains(&note), "{note}{session}");
    }
}

#[test]
fn a_picked_commit_is_named_by_the_task_that_it_ticks_where_session_file_is_a_link() {
    let project = start(Tracking::Clean);
    project.git(&["mv", "SESSION.md", "state.md"]).ok();
    crate::harness::link(std::path::Path::new("state.md"), &project.path("SESSION.md"));
    project.write("state.md", SESSION);
    project.git(&["add", "."]).ok();
    add(&project, "link");
    project.git(&["checkout", "-q", "-f", "-b", "side"]).ok();
    project.write("state.md", SESSION.replace("- [ ] first", "- [x] first"));
    project.git(&["add", "state.md"]).ok();
    add(&project, "one");
    project.git(&["checkout", "-q", "-f", "main"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", "Between"]).ok();
    project.git(&["checkout", "-q", "--", "."]).ok();
    project.git(&["cherry-pick", "side~1..side"]).ok();
    let ticked = project.head();
    add(&project, "after");
    let note = format!("- [x] first (commit: {ticked})\n");
    assert!(project.read("state.md").contains(&note), "{}", project.read("state.md"));
}

/// Resolved by `git commit` or by `--continue`: a commit is recorded by what it is.
#[test]
fn a_checkpoint_picked_with_a_conflict_is_recorded() {
    for conclude in [&["commit", "-q", "--no-edit"][..], &["cherry-pick", "--continue"]] {
        let mut project = two_branches(Tracking::Dirty);
        project.set("GIT_EDITOR", ":");
        project.write("src/a.ts", "in the way\n");
        project.git(&["add", "src/a.ts"]).ok();
        project.git(&["-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "In the way"]).ok();
        project.git(&["stash", "push", "-q"]).ok();
        project.git(&["checkout", "-q", "-b", "third", "main"]).ok();
        project.git(&["stash", "pop", "-q"]).ok();
        add(&project, "a");
        assert_eq!(project.git(&["cherry-pick", "work~2"]).code, Some(1));
        let before = project.read("SESSION.md");
        project.write("src/a.ts", "resolved\n");
        project.git(&["add", "src/a.ts"]).ok();
        assert_eq!(project.read("SESSION.md"), before);
        project.git(conclude).ok();
        assert_eq!(recorded(&project, "Last Commit"), project.head(), "{conclude:?}");
        assert_eq!(recorded(&project, "Last Checkpoint"), project.head(), "{conclude:?}");
    }
}

#[test]
fn cherry_picked_checkpoints_are_recorded_at_the_next_commit() {
    let project = two_branches(Tracking::Ignored);
    project.git(&["checkout", "-q", "main"]).ok();
    project.git(&["cherry-pick", "work~2", "work~1", "work"]).ok();
    let picked = named(&project, "middle");
    assert!(!project.path(".git/sequencer").exists());
    add(&project, "after");
    assert_eq!(recorded(&project, "Last Checkpoint"), picked);
}

#[test]
fn a_reverted_checkpoint_stays_the_checkpoint() {
    let project = start(Tracking::Dirty);
    let done = checkpoint(&project, "done");
    project.git(&["revert", "--no-edit", "HEAD"]).ok();
    assert_eq!(recorded(&project, "Last Checkpoint"), done);
    assert_eq!(recorded(&project, "Last Commit"), project.head());
}
