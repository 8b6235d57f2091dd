//! What a hook missed is made up for, as far as it is certain: a task that was ticked in a fresh
//! worktree or clone, and commits whose hook died or was off.

use crate::branches::{SESSION, message, recorded};
use crate::harness::Project;

fn project() -> Project {
    let project = Project::new();
    project.write("SESSION.md", SESSION);
    project.write("docs/IMPLEMENTATION_PHASES.md", "# Plan\n\n## Phase 1: Setup\n");
    project.write("src/a.ts", "a\n");
    project.git(&["add", "."]).ok();
    project.commit("Start").ok();
    project.git(&["commit", "-q", "-a", "-m", "Keep the hash"]).ok();
    project.git(&["checkout", "-q", "-f", "main"]).ok();
    project
}

fn tick(project: &Project, folder: &str, task: &str) {
    let path = format!("{folder}/SESSION.md");
    let text = project.read(&path).replace(&format!("- [ ] {task}"), &format!("- [x] {task}"));
    project.write(&path, text);
}

/// Commits without our hooks, as where one dies; what is changed in SESSION.md with it, or not.
fn unseen(project: &Project, name: &str, with_session: bool) -> String {
    project.write("src/a.ts", format!("{name}\n"));
    let paths: &[&str] = if with_session { &["src/a.ts", "SESSION.md"] } else { &["src/a.ts"] };
    let commit = ["-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", name, "--"];
    project.git(&[&commit[..], paths].concat()).ok();
    project.head()
}

fn note(project: &Project, folder: &str, task: &str) -> Option<String> {
    let text = project.read(&format!("{folder}/SESSION.md"));
    let line = text.lines().find(|line| line.contains(task))?.to_owned();
    let (_, note) = line.split_once("(commit: ")?;
    Some(note.trim_end_matches(')').to_owned())
}

#[test]
fn a_task_ticked_in_a_fresh_worktree_or_clone_is_stamped() {
    for is_committed in [false, true] {
        for folder in ["../linked", "../clone"] {
            let project = project();
            if folder == "../linked" {
                project.git(&["worktree", "add", "-q", folder]).ok();
            } else {
                project.git(&["clone", "-q", ".", folder]).ok();
                project.link_hooks(&project.path("../clone/.git/hooks"));
            }
            tick(&project, folder, "first");
            project.write(&format!("{folder}/src/a.ts"), "b\n");
            let what = if is_committed { "-a" } else { "src/a.ts" };
            project.git_in(folder, &["commit", "-q", "-m", "Do first", what]).ok();
            let head = project.git_in(folder, &["rev-parse", "--short", "HEAD"]).ok().stdout;
            let noted = note(&project, folder, "first");
            assert_eq!(noted.as_deref(), Some(head.trim_end()), "{folder} {is_committed}");
            // Later ticks count from there.
            tick(&project, folder, "second");
            project.git_in(folder, &["commit", "-q", "-m", "Do second", "--allow-empty"]).ok();
            assert!(note(&project, folder, "second").is_some());
        }
    }
}

#[test]
fn where_others_were_made_in_between_an_uncommitted_tick_stays_without_a_note() {
    let project = project();
    project.git(&["worktree", "add", "-q", "../linked"]).ok();
    tick(&project, "../linked", "first");
    let bare = ["-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "Unseen"];
    project.git_in("../linked", &bare).ok();
    project.git_in("../linked", &["commit", "-q", "--allow-empty", "-m", "Seen"]).ok();
    assert_eq!(note(&project, "../linked", "first"), None);
}

#[test]
fn the_next_post_commit_makes_up_for_what_a_dead_hook_missed() {
    let project = project();
    tick(&project, ".", "first");
    let first = unseen(&project, "Do first", true);
    let checkpoint = unseen(&project, &message("In Progress", "middle"), false);
    tick(&project, ".", "second");
    let resumed = project.checkpoint(&["resume"]).ok();
    let unrecorded = "2 commits are not recorded since Last Commit: made without the hooks";
    assert!(
        resumed.stdout.contains(unrecorded),
        "{resumed}\n{}\n{}\n{}",
        project.read(".git/checkpoint/baseline"),
        project.read(".git/logs/HEAD"),
        project.read("SESSION.md")
    );
    project.write("src/a.ts", "c\n");
    let run = project.git(&["commit", "-q", "-m", "Seen", "src/a.ts"]).ok();
    let run = run.says("recorded 2 commits that the hooks had missed in SESSION.md");
    assert_eq!(note(&project, ".", "first"), Some(first), "{run}");
    assert!(recorded(&project, "Last Checkpoint").starts_with(&checkpoint));
    assert!(recorded(&project, "Last Commit").starts_with(&project.head()));
    // Any of the three commits may have ticked it.
    assert_eq!(note(&project, ".", "second"), None);
    project.git(&["commit", "-q", "--allow-empty", "-m", "Quiet again"]).ok().silent();
}

#[test]
fn repair_makes_up_for_it_too() {
    let project = project();
    tick(&project, ".", "first");
    let first = unseen(&project, "Do first", true);
    let before = project.read("SESSION.md");
    project.checkpoint(&["repair", "--dry-run"]);
    assert_eq!(project.read("SESSION.md"), before);
    project.checkpoint(&["repair"]).says("recorded 1 commit that the hooks had missed");
    assert_eq!(note(&project, ".", "first"), Some(first.clone()));
    assert!(recorded(&project, "Last Commit").starts_with(&first));
    project.checkpoint(&["repair"]).never_says("missed");
}

#[test]
fn what_a_pull_brought_is_not_made_up_for() {
    let project = project();
    project.git(&["clone", "-q", ".", "../clone"]).ok();
    tick(&project, "../clone", "first");
    project.git_in("../clone", &["commit", "-q", "-a", "-m", "Do first"]).ok();
    project.git(&["pull", "-q", "--ff-only", "../clone", "main"]).ok();
    project.write("src/a.ts", "c\n");
    project.git(&["commit", "-q", "-m", "Mine", "src/a.ts"]).ok().silent();
    assert_eq!(note(&project, ".", "first"), None);
}

#[test]
fn placeholders_are_values_like_any_other() {
    for words in ["(to be created)", "(this commit)", "uncommitted", "pending", "[none yet]"] {
        let project = project();
        let bare = words.trim_matches(['(', ')']);
        let text = SESSION
            .replace("[none yet]", words)
            .replace("- [ ] first", &format!("- [ ] first (commit: {bare})"))
            .replace(
                "[In Progress]\n",
                &format!("[Complete]\n**Completed**: {words} | **Checkpoint**: {words}\n"),
            );
        project.write("SESSION.md", &text);
        project.git(&["commit", "-q", "-a", "-m", "Write it"]).ok();
        tick(&project, ".", "first");
        project.write("src/a.ts", "b\n");
        project.git(&["commit", "-q", "-a", "-m", &message("Complete", "it")]).ok();
        let (head, after) = (project.head(), project.read("SESSION.md"));
        assert!(!after.contains(bare), "{words}: {after}");
        assert_eq!(after.matches(&head).count(), 4, "{words}: {after}");
        assert!(after.contains(&format!("- [x] first (commit: {head})\n")), "{after}");
        let fields = format!("**Completed**: 2026-03-01 | **Checkpoint**: {head}\n");
        assert!(after.contains(&fields), "{after}");
    }
}

/// `--no-verify` runs post-commit all the same, so nothing else tells of it.
#[test]
fn a_malformed_checkpoint_that_went_by_is_named() {
    let project = Project::with_session(SESSION);
    let message = "checkpoint: Phase 1 broken";
    project.git(&["commit", "-q", "--no-verify", "--allow-empty", "-m", message]).ok();
    let head = project.head();
    let run = project.checkpoint(&["resume"]).ok();
    let command = format!("`git checkpoint check {head}^!`");
    assert!(run.stdout.contains(&format!("checkpoint {head} is malformed: {command}")), "{run}");
    let told = project.checkpoint(&["check", &format!("{head}^!")]).refused();
    assert!(told.stdout.contains("error[subject]"), "{told}");
}
