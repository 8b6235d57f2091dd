//! Two at once: commits in several places, and editors meanwhile.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::Project;

const COMMITS: usize = 10;

/// Ready-made commits in that folder; every third one is a checkpoint.
fn commits(project: &Project, folder: &str) -> Vec<Command> {
    let commit = |number| {
        let mut command = project.command("git", folder);
        let message = if number % 3 == 1 { CHECKPOINT } else { "Ordinary" };
        command.args(["commit", "-q", "--allow-empty", "-m", message]);
        command
    };
    (0..COMMITS).map(commit).collect()
}

/// Runs it until git lets it through; what it said. Of two commits at once one
/// finds HEAD's lock taken, or HEAD moved, or COMMIT_EDITMSG, which they share,
/// emptied by the other.
#[track_caller]
fn run(command: &mut Command) -> String {
    let mut last = String::new();
    for _ in 0..200 {
        let (is_through, said) = attempt(command);
        if is_through {
            return said;
        }
        last = said;
    }
    panic!("git never came through: {last}");
}

fn attempt(command: &mut Command) -> (bool, String) {
    let output = command.output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn recorded(session: &str, key: &str) -> String {
    let line = session.lines().find_map(|line| line.strip_prefix(&format!("**{key}**: ")));
    line.unwrap().split(' ').next().unwrap().to_owned()
}

#[track_caller]
fn all_is_recorded(project: &Project, folder: &str) {
    let ask =
        |arguments: &[&str]| project.git_in(folder, arguments).ok().stdout.trim_end().to_owned();
    let session = project.read(&format!("{folder}/SESSION.md"));
    let head = ask(&["rev-parse", "--short", "HEAD"]);
    assert_eq!(recorded(&session, "Last Commit"), head, "{session}");
    let newest = ["log", "-1", "--format=%h", "--first-parent", "--grep=^checkpoint:"];
    assert_eq!(recorded(&session, "Last Checkpoint"), ask(&newest), "{session}");
}

#[test]
fn commits_in_four_worktrees_are_recorded_in_each() {
    let project = Project::with_session(TEMPLATE);
    let folders = [".", "../one", "../two", "../three"];
    for folder in &folders[1..] {
        project.git(&["worktree", "add", "-q", "-b", &folder[3..], folder]).ok();
    }
    std::thread::scope(|scope| {
        for folder in folders {
            let mut commits = commits(&project, folder);
            scope.spawn(move || {
                for command in &mut commits {
                    let said = run(command);
                    assert!(!said.contains("warning: "), "{said}");
                }
            });
        }
    });
    for folder in folders {
        assert_eq!(project.git_in(folder, &["rev-list", "--count", "HEAD"]).stdout, "11\n");
        all_is_recorded(&project, folder);
    }
}

#[test]
fn commits_in_two_terminals_are_recorded() {
    let project = Project::with_session(TEMPLATE);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let mut commits = commits(&project, ".");
            scope.spawn(move || commits.iter_mut().for_each(|command| _ = run(command)));
        }
    });
    assert_eq!(project.ask(&["rev-list", "--count", "HEAD"]), "21");
    all_is_recorded(&project, ".");
}

/// An editor adds lines to what it finds, while commits are made and recorded.
fn an_editor_loses_nothing(write: fn(&Path, &str)) {
    let project = Project::with_session(TEMPLATE);
    let path = project.path("SESSION.md");
    let mut commits = commits(&project, ".");
    let is_done = AtomicBool::new(false);
    let lines: Vec<String> = std::thread::scope(|scope| {
        let editor = scope.spawn(|| {
            let mut lines = vec!["## Phase 4: Task UI [Pending]".to_owned()];
            while !is_done.load(Ordering::Relaxed) {
                let line = format!("Note {}.", lines.len());
                write(&path, &format!("{}{line}\n", with_line(&path, lines.last().unwrap())));
                lines.push(line);
                std::thread::sleep(Duration::from_millis(5));
            }
            lines
        });
        let are_through = commits.iter_mut().all(|command| attempt(command).0);
        is_done.store(true, Ordering::Relaxed);
        assert!(are_through);
        editor.join().unwrap()
    });
    project.git(&["commit", "-q", "--allow-empty", "-m", CHECKPOINT]).ok();
    all_is_recorded(&project, ".");
    let session = project.read("SESSION.md");
    let present: HashSet<&str> = session.lines().collect();
    for line in lines.iter().map(String::as_str) {
        assert!(present.contains(line), "{line} is lost");
    }
    let owned = |line: &&str| !line.starts_with("**Last C");
    assert!(TEMPLATE.lines().filter(owned).all(|line| present.contains(line)));
}

/// As agents edit: the first line that says so is replaced, if the file is still what was read.
fn agent_edit(path: &Path, old: &str, new: &str) {
    for _ in 0..1000 {
        let text = with_line(path, old);
        let edited = text.replacen(&format!("{old}\n"), &format!("{new}\n"), 1);
        if fs::read_to_string(path).is_ok_and(|present| present == text) {
            return fs::write(path, edited).unwrap();
        }
    }
    panic!("{old} keeps changing");
}

/// The two take turns with each other, as two programs of one user do; with our hooks and
/// commands they do not.
#[test]
fn an_editor_and_an_agent_lose_nothing_while_commits_are_recorded() {
    let project = Project::with_session(&format!("{TEMPLATE}Agent 0.\n"));
    let path = project.path("SESSION.md");
    let (mut commits, stages) = (commits(&project, "."), stages(&project));
    let turns = Turns::default();
    let (notes, edits) = std::thread::scope(|scope| {
        let editor = scope.spawn(|| {
            let mut last = "## Phase 4: Task UI [Pending]".to_owned();
            turns.take(|count| {
                let line = format!("Note {count}.");
                rename_over(&path, &format!("{}{line}\n", with_line(&path, &last)));
                last = line;
            })
        });
        let agent = scope.spawn(|| {
            turns.take(|count| {
                let (old, new) = (format!("Agent {}.", count - 1), format!("Agent {count}."));
                agent_edit(&path, &old, &new);
            })
        });
        let are_through = commits.iter_mut().zip(stages).all(|(command, mut stage)| {
            // It may find that others write all the time, and then it says so.
            _ = attempt(&mut stage);
            attempt(command).0
        });
        turns.are_over.store(true, Ordering::Relaxed);
        assert!(are_through);
        (editor.join().unwrap(), agent.join().unwrap())
    });
    project.git(&["commit", "-q", "--allow-empty", "-m", CHECKPOINT]).ok();
    all_is_recorded(&project, ".");
    let session = project.read("SESSION.md");
    let count = |line: &str| session.lines().filter(|present| *present == line).count();
    for note in 1..=notes {
        assert_eq!(count(&format!("Note {note}.")), 1, "{note} of {notes}: {session}");
    }
    assert_eq!(count(&format!("Agent {edits}.")), 1, "{edits}: {session}");
    assert_eq!(session.matches("Agent ").count(), 1, "{session}");
    let owned = |line: &&str| !line.starts_with("**Last C") && !line.starts_with("**Current Stage");
    assert!(TEMPLATE.lines().filter(owned).all(|line| count(line) > 0), "{session}");
}

/// Two programs that save by turns until all is over.
#[derive(Default)]
struct Turns {
    turn: Mutex<()>,
    are_over: AtomicBool,
}

impl Turns {
    /// Acts again and again, with the number of the time; how often.
    fn take(&self, mut act: impl FnMut(usize)) -> usize {
        let mut count = 0;
        while !self.are_over.load(Ordering::Relaxed) {
            count += 1;
            let turn = self.turn.lock().unwrap();
            act(count);
            drop(turn);
            std::thread::sleep(Duration::from_millis(5));
        }
        count
    }
}

/// Commands of ours that write between the commits.
fn stages(project: &Project) -> Vec<Command> {
    let stage = |number: usize| {
        let mut command = project.command(env!("CARGO_BIN_EXE_git-checkpoint"), ".");
        let stage = if number.is_multiple_of(2) { "Debugging" } else { "Verification" };
        command.args(["stage", stage]);
        command
    };
    (0..COMMITS).map(stage).collect()
}

fn rename_over(path: &Path, text: &str) {
    let new = path.with_file_name(".git").join("editor");
    fs::write(&new, text).unwrap();
    fs::rename(new, path).unwrap();
}

/// The file's text, which must have that line in it, if not at the very moment
/// in which a hook finds that it came too late.
fn with_line(path: &Path, line: &str) -> String {
    for _ in 0..1000 {
        let text = fs::read_to_string(path).unwrap();
        if text.lines().any(|present| present == line) {
            return text;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("{line} is lost");
}

#[test]
fn an_editor_that_renames_loses_nothing_while_commits_are_recorded() {
    an_editor_loses_nothing(rename_over);
}

#[test]
fn an_editor_that_writes_in_place_loses_nothing_while_commits_are_recorded() {
    an_editor_loses_nothing(|path, text| fs::write(path, text).unwrap());
}
