//! A project whose SESSION.md stands elsewhere: it is kept there, and called by its own name.

use std::path::Path;

use crate::all_hooks::{
    hooks_work_with, left_by_git, malformed_checkpoints_are_repaired,
    ordinary_commits_are_recorded_silently,
};
use crate::fixtures::{EXAMPLES, TEMPLATE};
use crate::harness::{Project, Run, link};

const PATH: &str = "docs/State.md";

/// Everything about it is wrong that its rules know to complain of.
fn project() -> Project {
    let long = "- a line\n".repeat(120);
    let code = format!("```rust\n{}```\n", "let x = 1;\n".repeat(6));
    let session = TEMPLATE.replace("**Spec**: ", "**Spec**: `#nowhere`, ") + &long + &long + &code;
    let project = Project::without_hooks();
    project.write(".git-checkpoint.yaml", format!("session: {PATH}\n"));
    project.write(PATH, session);
    project.write("src/routes/tasks.ts", "line\n".repeat(100));
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Start the project"]).ok();
    project.link_hooks(&project.path(".git/hooks"));
    project
}

/// What was said, all of it by the name that the project gives.
fn names_it(run: Run) -> Run {
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains(PATH) && !said.contains("SESSION.md"), "{run}");
    run
}

#[test]
fn the_rules_of_a_message_name_it() {
    let project = project();
    for (from, to, number) in [
        ("Phase 3", "Phase 9", "Phase: 9"),
        ("In Progress", "Complete", "Phase: 3"),
        ("In Progress", "Blocked", "Phase: 3"),
        ("Tasks API", "Chores", "Phase: 3"),
        (
            "Next: Implement PATCH /api/tasks/:id in src/routes/tasks.ts:47",
            "Next: keep going",
            "Phase: 3",
        ),
    ] {
        project.write("message", EXAMPLES[1].replace(from, to).replace("Phase: 3", number));
        names_it(project.checkpoint(&["check", "--message", "message"]));
    }
}

#[test]
fn hooks_and_companion_name_it() {
    let project = project();
    names_it(project.checkpoint(&["check"])).prints("over the limit of 200");
    names_it(project.checkpoint(&["explain"]));
    names_it(project.checkpoint(&["explain", "session-length"]));
    project.write("src/routes/tasks.ts", "changed\n".repeat(100));
    project.git(&["add", "src"]).ok();
    names_it(project.commit(EXAMPLES[1]).ok());
    project.git(&["commit", "-q", "-am", "all"]).ok();
    for command in [&["resume"][..], &["repair"], &["phase", "complete"], &["draft"]] {
        let run = project.checkpoint(command);
        assert!(!format!("{run}").contains("SESSION.md"), "{run}");
    }
}

/// The specification's SESSION.md under another name, not committed yet.
fn moved_to(path: &str) -> Project {
    let project = Project::with_session(TEMPLATE);
    project.git(&["mv", "SESSION.md", path]).ok();
    project
}

#[test]
fn a_session_in_a_subdirectory_is_kept() {
    let project = moved_to("docs/State of work.md");
    project.write(".git-checkpoint.yaml", "session: docs/State of work.md\n");
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Move SESSION.md"]).ok();
    hooks_work_with(&project, "docs/State of work.md");
}

#[test]
fn a_session_behind_a_link_is_kept_and_its_target_is_expected() {
    let project = moved_to("docs/real.md");
    link(Path::new("docs/real.md"), &project.path("SESSION.md"));
    project.git(&["add", "."]).ok();
    project.git(&["commit", "-q", "-m", "Link SESSION.md"]).ok();
    ordinary_commits_are_recorded_silently(&project, "SESSION.md");
    malformed_checkpoints_are_repaired(&project, "SESSION.md");
    project.git(&["commit", "-q", "--allow-empty", "-m", "Ordinary"]).ok().silent();
    assert!(left_by_git(&project).contains(b"docs/real.md".as_slice()));
    assert!(project.path("SESSION.md").symlink_metadata().unwrap().is_symlink());
}
