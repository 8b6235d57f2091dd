//! Branches that were squashed elsewhere: the commits that SESSION.md names are gone from its
//! history, and nobody here was told.

use crate::branches::{SESSION, message, recorded};
use crate::harness::{Project, Run};

/// A repository and its forge, and a branch `side` with two ordinary commits and a checkpoint
/// between them, all recorded, pushed.
fn project() -> Project {
    let project = Project::new();
    project.write("SESSION.md", SESSION);
    project.write("docs/IMPLEMENTATION_PHASES.md", "# Plan\n\n## Phase 1: Setup\n");
    project.write("src/a.ts", "a\n");
    project.git(&["add", "."]).ok();
    project.commit("Start").ok();
    project.git(&["init", "-q", "--bare", "-b", "main", "../forge.git"]).ok();
    project.git(&["remote", "add", "origin", "../forge.git"]).ok();
    project.git(&["switch", "-q", "-c", "side"]).ok();
    tick(&project, "first");
    project.write("src/a.ts", "checkpoint\n");
    project.git(&["commit", "-q", "-a", "-m", &message("In Progress", "middle")]).ok();
    tick(&project, "second");
    project.git(&["push", "-q", "origin", "main", "side"]).ok();
    project
}

fn tick(project: &Project, task: &str) {
    let text =
        project.read("SESSION.md").replace(&format!("- [ ] {task}"), &format!("- [x] {task}"));
    project.write("SESSION.md", text);
    project.git(&["commit", "-q", "-a", "-m", &format!("Do {task}")]).ok();
}

/// What a forge does: one commit on main with the files of side.
fn squash_on_forge(project: &Project, subject: &str) {
    let tree = project.ask(&["--git-dir=../forge.git", "rev-parse", "side^{tree}"]);
    let parent = project.ask(&["--git-dir=../forge.git", "rev-parse", "main"]);
    let commit = ["--git-dir=../forge.git", "commit-tree", &tree, "-p", &parent, "-m", subject];
    let made = project.ask(&commit);
    project.git(&["--git-dir=../forge.git", "update-ref", "refs/heads/main", &made]).ok();
    project.git(&["--git-dir=../forge.git", "update-ref", "-d", "refs/heads/side"]).ok();
}

/// Takes main as the forge has it, with what is written in the worktree kept, and forgets side.
fn pull(project: &Project) {
    let text = project.read("SESSION.md");
    project.git(&["checkout", "-q", "-f", "main"]).ok();
    project.git(&["pull", "-q", "--ff-only", "--prune", "origin", "main"]).ok();
    project.git(&["fetch", "-q", "--prune", "origin"]).ok();
    project.git(&["branch", "-q", "-D", "side"]).ok();
    project.write("SESSION.md", text);
}

fn unknown(project: &Project) -> (usize, Run) {
    let run = project.checkpoint(&["check"]);
    (run.stdout.matches("hash-unknown").count(), run)
}

#[test]
fn the_one_commit_with_the_files_of_the_branch_is_the_successor() {
    let project = project();
    squash_on_forge(&project, "Add the middle (#1)");
    pull(&project);
    let (squash, before) = (project.head(), project.read("SESSION.md"));
    let (count, run) = unknown(&project);
    // Last Commit and both tasks are one finding; Last Checkpoint is no checkpoint's any more.
    assert!(run.stdout.contains(&format!("write `{squash}`")), "{run}");
    assert_eq!(count, 2, "{run}");
    let brief = project.checkpoint(&["resume"]).ok().stdout;
    assert!(brief.contains("3 recorded hashes are not of this history ("), "{brief}");
    assert!(brief.contains(&format!(" is {squash} now")), "{brief}");
    let repaired = project.checkpoint(&["repair"]);
    assert!(repaired.stdout.contains(&format!("was squashed (same files), now `{squash}`")));
    let text = project.read("SESSION.md");
    assert_eq!(text.matches(&squash).count(), 3, "{text}");
    assert!(recorded(&project, "Last Commit").starts_with(&squash));
    // A wrong hash is never written: the squash is no checkpoint, and there is no other.
    let old = recorded(&project, "Last Checkpoint");
    assert!(before.contains(&old) && repaired.code == Some(1), "{repaired}");
    let place =
        format!("`{}` is a commit, but not of this branch's history: `{squash}`", &old[..7]);
    assert!(repaired.stdout.contains(&place), "{repaired}");
}

#[test]
fn last_checkpoint_follows_into_a_checkpoint() {
    let project = project();
    squash_on_forge(&project, &message("Complete", "all of it"));
    pull(&project);
    let squash = project.head();
    let brief = project.checkpoint(&["resume"]).ok().stdout;
    assert!(
        brief.contains("Last Checkpoint says ") || brief.contains(&format!("is {squash} now")),
        "{brief}"
    );
    project.checkpoint(&["repair"]).ok();
    let text = project.read("SESSION.md");
    assert_eq!(text.matches(&squash).count(), 4, "{text}");
    assert!(recorded(&project, "Last Checkpoint").starts_with(&squash));
    let (count, run) = unknown(&project);
    assert_eq!(count, 0, "{run}");
    project.checkpoint(&["repair"]).ok();
    assert_eq!(project.read("SESSION.md"), text);
}

#[test]
fn the_fix_of_the_finding_is_what_repair_writes() {
    let project = project();
    squash_on_forge(&project, &message("Complete", "all of it"));
    pull(&project);
    let json = project.checkpoint(&["check", "--format", "json"]).stdout;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let found = report["findings"].as_array().unwrap_or_else(|| panic!("{json}"));
    let lost = found.iter().filter(|finding| finding["rule"] == "hash-unknown");
    assert_eq!(lost.clone().count(), 1, "{json}");
    for finding in lost {
        assert_eq!(finding["fix"]["edits"].as_array().unwrap().len(), 3, "{json}");
        assert_eq!(finding["also"].as_array().unwrap().len(), 2, "{json}");
    }
}

#[test]
fn several_commits_with_those_files_are_offered_and_none_is_written() {
    let project = project();
    squash_on_forge(&project, "Add the middle (#1)");
    pull(&project);
    let before = project.read("SESSION.md");
    let first = project.head();
    let bare = ["-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "Again"];
    project.git(&bare).ok();
    let second = project.head();
    let repaired = project.checkpoint(&["repair", "--dry-run"]).refused();
    let offer = format!("is ambiguous: `{second}` Again; `{first}` Add the middle (#1)");
    assert!(repaired.stdout.contains(&offer), "{repaired}");
    project.checkpoint(&["repair"]).refused();
    let text = project.read("SESSION.md");
    assert_eq!(text.matches(&first).count(), 0, "{text}");
    assert_eq!(text.matches("(commit: ").count(), before.matches("(commit: ").count());
    assert!(unknown(&project).0 > 0);
}

#[test]
fn where_main_has_moved_on_nothing_is_certain_and_the_forges_list_is_offered() {
    for (subject, is_listed) in
        [("Add it (#1)\n\n* Do first\n* Do second", true), ("Add it", false)]
    {
        let project = project();
        let forge =
            |arguments: &[&str]| project.ask(&[&["--git-dir=../forge.git"], arguments].concat());
        // Another file on main: the squash holds it too.
        project.git(&["checkout", "-q", "-f", "main"]).ok();
        project.commit_file("src/other.ts", "other\n").ok();
        project.git(&["push", "-q", "origin", "main"]).ok();
        project.git(&["checkout", "-q", "-f", "side"]).ok();
        let tree = forge(&["merge-tree", "--write-tree", "main", "side"]);
        let made = forge(&["commit-tree", &tree, "-p", "main", "-m", subject]);
        forge(&["update-ref", "refs/heads/main", &made]);
        forge(&["update-ref", "-d", "refs/heads/side"]);
        project.git(&["reset", "-q", "--soft", "HEAD"]).ok();
        pull(&project);
        let squash = project.head();
        let repaired = project.checkpoint(&["repair", "--dry-run"]).refused();
        assert!(!repaired.stdout.contains("was squashed"), "{repaired}");
        let offered = repaired.stdout.contains(&format!("history: `{squash}` Add it"));
        assert_eq!(offered, is_listed, "{repaired}");
    }
}

#[test]
fn a_branch_that_came_to_nothing_and_one_that_still_waits_have_no_successor() {
    let project = project();
    // An empty checkpoint at the beginning of a branch has the files of main.
    project.git(&["checkout", "-q", "-f", "main"]).ok();
    project.git(&["switch", "-q", "-c", "empty"]).ok();
    project.git(&["commit", "-q", "--allow-empty", "-m", &message("In Progress", "empty")]).ok();
    let text = project.read("SESSION.md");
    project.git(&["checkout", "-q", "-f", "main"]).ok();
    for content in ["other\n", "a\n"] {
        let hooks =
            ["-c", "core.hooksPath=/dev/null", "commit", "-q", "-a", "-m", "Back and forth"];
        project.write("src/a.ts", content);
        project.git(&hooks).ok();
    }
    project.write("SESSION.md", text);
    let repaired = project.checkpoint(&["repair", "--dry-run"]);
    assert!(!repaired.stdout.contains("was squashed"), "{repaired}");
}

#[test]
fn hooks_do_not_search() {
    let project = project();
    squash_on_forge(&project, "Add the middle (#1)");
    pull(&project);
    project.git(&["add", "SESSION.md"]).ok();
    let squash = project.head();
    let run = project.commit("Keep SESSION.md").ok();
    assert!(!run.stderr.contains("hash-unknown"), "{run}");
    assert!(!project.read("SESSION.md").contains(&squash));
}

#[test]
fn the_commits_that_a_squash_lists_have_become_it_though_main_has_moved_on() {
    let project = project();
    project.git(&["checkout", "-q", "-f", "main"]).ok();
    project.write("src/b.ts", "b\n");
    project.git(&["add", "src/b.ts"]).ok();
    project.commit("Meanwhile").ok();
    project.git(&["checkout", "-q", "SESSION.md"]).ok();
    project.git(&["merge", "-q", "--squash", "side"]).ok();
    project.git(&["commit", "-q", "-a", "--no-edit"]).ok();
    project.git(&["branch", "-qD", "side"]).ok();
    let squash = project.ask(&["rev-parse", "--short", "HEAD"]);
    let run = project.checkpoint(&["check"]);
    assert!(run.stdout.contains(&format!("any more; `{}` is", squash.trim())), "{run}");
    project.checkpoint(&["repair"]);
    let text = project.read("SESSION.md");
    assert!(text.contains(&format!("first (commit: {})", squash.trim())), "{text}");
}
