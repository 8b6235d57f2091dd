//! Conflict markers in SESSION.md: no command writes into such a file, or commits it.

use crate::fixtures::TEMPLATE;
use crate::harness::Project;

/// Every command that writes or commits SESSION.md, with arguments that it takes otherwise.
const COMMANDS: [&str; 14] = [
    "init",
    "done",
    "next Write_src/routes/tasks.ts:5",
    "phase complete --force",
    "phase start 4 --force",
    "phase block --reason x",
    "phase pending",
    "stage debugging",
    "repair",
    "draft",
    "commit --session x --summary y",
    "commit --session x --summary y -a",
    "commit --session x --summary y --next Write_src/routes/tasks.ts:5",
    "install --clean-tree --commit",
];

/// SESSION.md as a merge leaves it.
fn conflicted() -> String {
    let both = "<<<<<<< HEAD\n**Current Stage**: Implementation\n=======\n**Current Stage**: Verification\n>>>>>>> side\n";
    TEMPLATE.replacen("**Current Stage**: Implementation\n", both, 1)
}

/// Where the markers are: in the worktree alone, staged, unmerged in the index, or committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Markers {
    Unstaged,
    Staged,
    Unmerged,
    Committed,
}

fn project(markers: Markers) -> Project {
    let project = Project::with_session(TEMPLATE);
    project.write("src/routes/tasks.ts", "changed\n");
    project.git(&["add", "src"]).ok();
    project.write("SESSION.md", conflicted());
    match markers {
        Markers::Unstaged => {}
        Markers::Staged => drop(project.git(&["add", "SESSION.md"]).ok()),
        Markers::Committed => {
            project.git(&["add", "SESSION.md"]).ok();
            let off = "core.hooksPath=/dev/null";
            project.git(&["-c", off, "commit", "-q", "-m", "x", "SESSION.md"]).ok();
        }
        Markers::Unmerged => {
            let blob = project.ask(&["rev-parse", "HEAD:SESSION.md"]);
            let stages: String =
                (1..=3).map(|stage| format!("100644 {blob} {stage}\tSESSION.md\n")).collect();
            let remove = format!("0 {} 0\tSESSION.md\n", "0".repeat(blob.len()));
            let input = remove + &stages;
            project.git_with_input(&["update-index", "--index-info"], input.as_bytes()).ok();
        }
    }
    project
}

#[test]
fn no_command_writes_or_commits_a_file_with_conflict_markers() {
    for markers in [Markers::Unstaged, Markers::Staged, Markers::Unmerged, Markers::Committed] {
        let template = project(markers);
        let before = (template.head(), template.ask(&["ls-files", "-s"]));
        for command in COMMANDS {
            let project = template.copy();
            let arguments: Vec<String> =
                command.split(' ').map(|word| word.replace('_', " ")).collect();
            let run = project.checkpoint(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
            let after = (project.head(), project.ask(&["ls-files", "-s"]));
            assert_eq!(project.read("SESSION.md"), conflicted(), "{markers:?} {command}: {run}");
            assert_eq!(after, before, "{markers:?} {command}: {run}");
            assert_ne!(run.code, Some(0), "{markers:?} {command}: {run}");
            let is_told = run.stderr.contains("conflict");
            assert!(is_told || command == "init", "{markers:?} {command}: {run}");
        }
    }
}
