//! The filter of clean-tree mode with faults: each of its calls that writes or opens fails once, or
//! it dies there. git's work is done, SESSION.md is whole, and the next commit is shown.
#![cfg(target_os = "linux")]

use std::fs;

use crate::clean_tree;
use crate::faults::{Faults, OPENING, WRITING, is_tried};
use crate::fixtures::CHECKPOINT;
use crate::harness::Project;
use crate::requirements::lacks;

const PROCESS: &str = "filter.git-checkpoint.process";

/// What git does by way of the filter: in, and out again.
const WORK: [&[&str]; 2] =
    [&["commit", "-q", "-a", "-m", CHECKPOINT], &["checkout", "-q", "other"]];

/// A checkpoint, another branch with another SESSION.md, and one that is edited.
fn project(work: &[&str]) -> Project {
    let project = clean_tree::project();
    clean_tree::checkpoint(&project);
    project.git(&["checkout", "-q", "-b", "other"]).ok();
    edit(&project, "The other branch.");
    project.git(&["commit", "-q", "-a", "-m", CHECKPOINT]).ok();
    project.git(&["checkout", "-q", "main"]).ok();
    if work[0] == "commit" {
        edit(&project, "An edit.");
    }
    project
}

fn edit(project: &Project, line: &str) {
    project.write("SESSION.md", project.read("SESSION.md") + line + "\n");
}

/// git with a filter of which strace knows.
fn run(project: &Project, work: &[&str], rules: &str) -> crate::harness::Run {
    let (process, calls) = (project.ask(&["config", PROCESS]), project.path("../calls"));
    let strace = format!("$(strace -qq -ff -o '{}' {rules} ", calls.display());
    let traced = format!("{PROCESS}={}", process.replacen("$(", &strace, 1));
    project.git(&[&["-c", &traced], work].concat())
}

/// Each of those calls that it makes, as often as the filter makes it that makes it most often.
fn calls(project: &Project, work: &[&str], faults: &Faults) -> Vec<(String, usize)> {
    run(project, work, &format!("-e trace={}", faults.calls)).ok();
    let mut made = Vec::new();
    for entry in fs::read_dir(project.path("..")).unwrap().map(Result::unwrap) {
        if !entry.file_name().to_string_lossy().starts_with("calls.") {
            continue;
        }
        for call in Faults::of(&fs::read_to_string(entry.path()).unwrap()) {
            if !made.contains(&call) {
                made.push(call);
            }
        }
    }
    made
}

/// All of it but the value that the filter shows.
fn without_value(text: &str) -> String {
    text.replace(&clean_tree::value_in(text), "")
}

#[test]
#[allow(clippy::print_stdout)]
fn a_filter_that_fails_or_dies_leaves_everything_whole() {
    if lacks("strace") {
        return;
    }
    let mut number = 0;
    for work in WORK {
        let project = project(work);
        let undisturbed = project.copy();
        undisturbed.git(work).ok();
        let after = without_value(&undisturbed.read("SESSION.md"));
        for faults in [WRITING, OPENING] {
            for (call, when) in calls(&project.copy(), work, &faults) {
                for fault in faults.faults {
                    number += 1;
                    // What it wrote before it died is in git's hands.
                    let dies_answering = call == "write" && *fault == "signal=KILL";
                    if dies_answering || is_tried(number) {
                        let inject = format!("inject={call}:{fault}:when={when}");
                        disturbed(&project.copy(), work, &call, &inject, &after);
                    }
                }
            }
        }
    }
    assert!(number > 100, "{number}");
    println!("{number} faults in all");
}

#[track_caller]
fn disturbed(project: &Project, work: &[&str], call: &str, inject: &str, after: &str) {
    let what = format!("{work:?}: {inject}");
    let before = project.read("SESSION.md");
    let run = run(project, work, &format!("-e trace={call} -e {inject}"));
    let left = project.read("SESSION.md");
    // Unfiltered it is modified, for all that git can tell, and stays as it is.
    let is_refused = work[0] == "checkout"
        && run.stderr.contains("local changes to the following files would be overwritten");
    if is_refused {
        assert_eq!(left, before, "{what}: {run}");
    } else {
        assert_eq!(run.code, Some(0), "{what}: {run}");
        assert_eq!(without_value(&left), after, "{what}: {run}");
    }
    clean_tree::checkpoint(project);
    assert_eq!(clean_tree::value(project), clean_tree::newest(project), "{what}: {run}");
    let status = project.ask(&["status", "--porcelain"]);
    assert_eq!(status, "", "{what}: {run}");
}
