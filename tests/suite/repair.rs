//! `git checkpoint repair`.

use crate::companion::is_as_documented;
use crate::harness::Project;

const SESSION: &str = "# Session State

**Current Phase**: Phase 1
**Current Stage**: Implementation
**Last Checkpoint**: [none yet]

## Phase 1: Setup [In Progress]

- [x] first (commit: NOTE)
- [ ] second
";

const MESSAGE: &str = "checkpoint: Phase 1 In Progress - done\n\nPhase: 1 - Setup\nStatus: In Progress\nSession: Did it\n\n\
     Files Changed:\n- a.ts (new)\n\nNext: Write src/b.ts (new file)\n";

/// A repository without hooks, and SESSION.md ignored.
fn project() -> Project {
    let project = Project::without_hooks();
    project.write(".git/info/exclude", "SESSION.md\n");
    project.write("SESSION.md", SESSION.replace(" (commit: NOTE)", ""));
    project.commit_file("base.ts", "base\n").ok();
    project
}

fn with_note(project: &Project, hash: &str) {
    project.write("SESSION.md", SESSION.replace("NOTE", hash));
}

fn verdicts(project: &Project, arguments: &[&str]) -> serde_json::Value {
    let run = project.checkpoint(&[&["repair", "--json"], arguments].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"))
}

fn verdict(project: &Project, place: &str) -> serde_json::Value {
    let report = verdicts(project, &["--dry-run"]);
    let hashes = report["hashes"].as_array().unwrap();
    hashes.iter().find(|hash| hash["place"] == place).unwrap_or_else(|| panic!("{report}")).clone()
}

#[test]
fn a_right_hash_is_right_and_nothing_is_written() {
    let project = project();
    with_note(&project, &project.head());
    let before = project.read("SESSION.md");
    assert_eq!(verdict(&project, "task")["verdict"], "right");
    let run = project.checkpoint(&["repair"]).ok();
    assert!(run.stdout.contains("1 ok, 0 fixed, 1 unresolved"), "{run}");
    assert_eq!(project.read("SESSION.md"), before);
}

#[test]
fn a_rewritten_commit_is_found_by_its_subject_and_date() {
    let project = project();
    project.commit_file("a.ts", "one\n").ok();
    let (old, full) = (project.head(), project.ask(&["rev-parse", "HEAD"]));
    with_note(&project, &old);
    project.git(&["reset", "-q", "--hard", "HEAD~1"]).ok();
    project.commit_file("other.ts", "x\n").ok();
    project.git(&["cherry-pick", &full]).ok();
    let found = verdict(&project, "task");
    assert_eq!(
        (&found["verdict"], &found["evidence"]),
        (&"rewritten".into(), &"subject-and-date".into())
    );
    let before = project.read("SESSION.md");
    project.checkpoint(&["repair", "--dry-run"]).ok();
    assert_eq!(project.read("SESSION.md"), before);
    let run = project.checkpoint(&["repair"]).ok();
    assert!(
        run.stdout.contains(&format!(
            "`{old}` was rewritten (same subject and author date), now `{}`",
            project.head()
        )),
        "{run}"
    );
    assert_eq!(project.read("SESSION.md"), before.replace(&old, &project.head()));
}

#[test]
fn a_rewritten_commit_is_found_by_what_it_changes() {
    let project = project();
    project.commit_file("a.ts", "one\n").ok();
    let (old, full) = (project.head(), project.ask(&["rev-parse", "HEAD"]));
    with_note(&project, &old);
    project.git(&["reset", "-q", "--hard", "HEAD~1"]).ok();
    project.commit_file("other.ts", "x\n").ok();
    project.git(&["cherry-pick", "-n", &full]).ok();
    project.commit("Another subject").ok();
    let found = verdict(&project, "task");
    assert_eq!((&found["verdict"], &found["evidence"]), (&"rewritten".into(), &"patch".into()));
}

#[test]
fn several_twins_are_listed_and_left() {
    let mut project = project();
    project.set("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z");
    project.commit_file("a.ts", "one\n").ok();
    let old = project.head();
    with_note(&project, &old);
    project.git(&["reset", "-q", "--hard", "HEAD~1"]).ok();
    project.commit_file("a.ts", "two\n").ok();
    project.commit_file("a.ts", "three\n").ok();
    is_as_documented("repair", &verdicts(&project, &["--dry-run"]));
    let found = verdict(&project, "task");
    assert_eq!(found["verdict"], "ambiguous");
    assert_eq!(found["candidates"].as_array().unwrap().len(), 2);
    let run = project.checkpoint(&["repair"]).refused();
    assert!(run.stdout.contains(&format!("`{}` Change a.ts", project.head())), "{run}");
    assert!(project.read("SESSION.md").contains(&old));
}

#[test]
fn what_is_unknown_is_left_and_in_a_shallow_or_partial_clone_only_a_note() {
    let project = project();
    with_note(&project, "e4f5a6b");
    assert_eq!(verdict(&project, "task")["verdict"], "unknown");
    project.checkpoint(&["repair"]).refused();
    project.commit_file("a.ts", "one\n").ok();
    let url = format!("file://{}", project.top().display());
    project.git(&["config", "uploadpack.allowFilter", "true"]).ok();
    for (part, name) in [("--depth=1", "../shallow"), ("--filter=blob:none", "../partial")] {
        project.git(&["clone", "-q", part, &url, name]).ok();
        project.write(&format!("{name}/SESSION.md"), project.read("SESSION.md"));
        let run = project.checkpoint_in(name, &["repair"]).ok();
        assert!(run.stdout.contains("`e4f5a6b` is not a commit in this repository"), "{run}");
        run.says("does not have all commits");
    }
}

#[test]
fn the_rewrite_map_comes_first() {
    let project = project();
    project.link_hooks(&project.path(".git/hooks"));
    project.commit_file("a.ts", "one\n").ok();
    with_note(&project, &project.head());
    project
        .git(&["commit", "-q", "--amend", "-m", "Another subject", "--date=2026-01-01T00:00:00Z"])
        .ok();
    let text = project.read("SESSION.md");
    let old = project.ask(&["rev-parse", "--short", "HEAD@{1}"]);
    project.write(
        "SESSION.md",
        text.replace(&format!("commit: {}", project.head()), &format!("commit: {old}")),
    );
    let found = verdict(&project, "task");
    assert_eq!(
        (&found["verdict"], &found["evidence"]),
        (&"rewritten".into(), &"rewrite-map".into())
    );
}

#[test]
fn a_placeholder_is_filled_from_the_newest_checkpoint() {
    let project = project();
    project.write("a.ts", "a\n");
    project.git(&["add", "a.ts"]).ok();
    project.commit(MESSAGE).ok();
    let done = project.head();
    project.commit_file("b.ts", "b\n").ok();
    let found = verdict(&project, "last-checkpoint");
    assert_eq!(found["verdict"], "placeholder");
    assert!(found["commit"].as_str().unwrap().starts_with(&done));
    project.checkpoint(&["repair"]).ok();
    assert!(project.read("SESSION.md").contains(&format!("**Last Checkpoint**: {done} (")));
}

#[test]
fn commits_that_went_by_unrecorded_are_caught_up_with() {
    let project = project();
    project.link_hooks(&project.path(".git/hooks"));
    project.commit_file("a.ts", "a\n").ok();
    let hooks_off = ["-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m"];
    project.git(&[&hooks_off[..], &[MESSAGE]].concat()).ok();
    let done = project.head();
    project.git(&[&hooks_off[..], &["Unseen"]].concat()).ok();
    assert_eq!(verdict(&project, "last-commit")["verdict"], "outdated");
    project.checkpoint(&["repair"]).ok();
    let session = project.read("SESSION.md");
    assert!(session.contains(&format!("**Last Checkpoint**: {done} (")), "{session}");
    assert!(session.contains(&format!("**Last Commit**: {} (", project.head())), "{session}");
    assert_eq!(verdict(&project, "last-commit")["verdict"], "right");
}

#[test]
fn merges_pulls_and_switches_are_no_misses() {
    let project = project();
    project.link_hooks(&project.path(".git/hooks"));
    project.commit_file("a.ts", "a\n").ok();
    let is_right =
        |what: &str| assert_eq!(verdict(&project, "last-commit")["verdict"], "right", "{what}");
    project.git(&["clone", "-q", ".", "../theirs"]).ok();
    for name in ["one", "two"] {
        project.git_in("../theirs", &["commit", "-q", "--allow-empty", "-m", name]).ok();
    }
    project.git(&["pull", "-q", "../theirs", "main"]).ok();
    is_right("pull");
    project.git(&["checkout", "-q", "-b", "side", "HEAD~1"]).ok();
    is_right("switch");
    project.commit_file("side.ts", "side\n").ok();
    project.git(&["checkout", "-q", "main"]).ok();
    assert_eq!(verdict(&project, "last-commit")["verdict"], "outdated", "of another branch");
    project.checkpoint(&["repair"]).ok();
    project.git(&["merge", "-q", "--no-edit", "side"]).ok();
    is_right("merge");
}

#[test]
fn while_an_operation_is_under_way_nothing_is_written() {
    let project = project();
    project.commit_file("a.ts", "one\n").ok();
    project.git(&["checkout", "-q", "-b", "side", "HEAD~1"]).ok();
    project.commit_file("a.ts", "two\n").ok();
    with_note(&project, "e4f5a6b");
    project.git(&["merge", "main"]);
    let run = project.checkpoint(&["repair"]);
    assert_eq!(run.code, Some(2), "{run}");
    project.checkpoint(&["repair", "--dry-run"]).refused();
}

#[test]
fn undo_puts_back_what_was_there_and_undoing_twice_leads_back() {
    let project = Project::new();
    project.checkpoint(&["repair", "--undo"]).says("there is no SESSION.md");
    project.write("SESSION.md", SESSION.replace(" (commit: NOTE)", ""));
    project.git(&["add", "."]).ok();
    let nothing = project.checkpoint(&["repair", "--undo"]).says("nothing to undo");
    assert_eq!(nothing.code, Some(2));
    let before = project.read("SESSION.md");
    project.commit("Start").ok();
    let recorded = project.read("SESSION.md");
    assert_ne!(recorded, before);
    let shown = project.checkpoint(&["repair", "--undo", "-n"]).ok();
    assert!(shown.stdout.contains("-**Last Commit**"), "{shown}");
    assert_eq!(project.read("SESSION.md"), recorded);
    let undone = project.checkpoint(&["repair", "--undo"]).ok().says("put SESSION.md back");
    assert_eq!(undone.stdout, shown.stdout);
    assert_eq!(project.read("SESSION.md"), before);
    // What somebody writes after that is not lost by it either.
    let mine = before.clone() + "\nMine\n";
    project.write("SESSION.md", &mine);
    project.checkpoint(&["repair", "--undo"]).ok();
    assert_eq!(project.read("SESSION.md"), recorded);
    project.checkpoint(&["repair", "--undo"]).ok();
    assert_eq!(project.read("SESSION.md"), mine);
    assert_eq!(project.checkpoint(&["repair", "--undo", "--json"]).code, Some(2));
}

#[test]
fn undo_takes_back_what_a_command_wrote_and_stays_out_of_operations() {
    let project = Project::new();
    project.write("SESSION.md", SESSION.replace(" (commit: NOTE)", ""));
    project.git(&["add", "."]).ok();
    project.commit("Start").ok();
    let before = project.read("SESSION.md");
    project.checkpoint(&["done", "second"]).ok();
    assert_ne!(project.read("SESSION.md"), before);
    project.checkpoint(&["repair", "--undo"]).ok();
    assert_eq!(project.read("SESSION.md"), before);
    project.write(".git/CHERRY_PICK_HEAD", project.ask(&["rev-parse", "HEAD"]) + "\n");
    let refused = project.checkpoint(&["repair", "--undo"]);
    assert_eq!(refused.code, Some(2), "{refused}");
    assert_eq!(project.read("SESSION.md"), before);
}
