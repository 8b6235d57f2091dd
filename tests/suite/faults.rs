//! Each system call that writes fails once, and each program dies at each of them: hooks, and the
//! commands that write. SESSION.md is the one before or the one after, the commit stands, the
//! next one is recorded, and nothing is left lying about.
//!
//! A sample of it in each run of the tests; `FAULTS=all` tries every call with every fault.
#![cfg(target_os = "linux")]

use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::{PROGRAMS, Project, Run};
use crate::requirements::lacks;

const COMPANION: &str = env!("CARGO_BIN_EXE_git-checkpoint");

/// Those that this machine does not have are none (the question mark).
const CALLS: [&str; 11] = [
    "?write", "?pwrite64", "?ftruncate", "?rename", "?renameat", "?renameat2", "?mkdir", "?unlink",
    "?unlinkat", "?fchmod", "?utimensat",
];

const FAULTS: [&str; 6] =
    ["error=ENOSPC", "error=EROFS", "error=EIO", "error=EACCES", "error=EINTR", "signal=KILL"];

/// Without `FAULTS=all`, one in so many of the calls with their faults.
const ONE_IN: usize = 29;

/// A program of ours that writes.
struct Writer {
    program: &'static str,
    arguments: &'static [&'static str],
    input: &'static str,
    /// How it exits where a write fails; a command may say that it could not do the work.
    code: Option<i32>,
}

const fn command(arguments: &'static [&'static str]) -> Writer {
    Writer { program: "", arguments, input: "", code: None }
}

const fn hook(
    program: &'static str,
    arguments: &'static [&'static str],
    input: &'static str,
    code: i32,
) -> Writer {
    Writer { program, arguments, input, code: Some(code) }
}

/// Old and new id of a rewrite that HEAD does not follow from: it is only kept.
const PAIR: &str =
    "1111111111111111111111111111111111111111 2222222222222222222222222222222222222222\n";

const WRITERS: [Writer; 14] = [
    hook("pre-commit", &[], "", 0),
    hook("commit-msg", &[".git/MESSAGE"], "", 1),
    hook("post-commit", &[], "", 0),
    hook("post-rewrite", &["rebase"], PAIR, 0),
    command(&["next", "Write src/lib/schemas.ts:1"]),
    command(&["done"]),
    command(&["stage", "Debugging"]),
    command(&["phase", "complete", "--force"]),
    command(&["phase", "block", "3"]),
    command(&["repair"]),
    command(&["install", "--files"]),
    command(&["uninstall"]),
    command(&["agent", "claude", "--write"]),
    command(&[
        "commit",
        "--allow-empty",
        "--session",
        "Did it",
        "--next",
        "Go on in src/lib/schemas.ts:1",
    ]),
];

/// A commit that no hook has seen, a stray file, and a message that is refused.
fn project() -> Project {
    let project = Project::with_session(TEMPLATE);
    project.write("src/lib/schemas.ts", "1\n");
    project.git(&["add", "."]).ok();
    project.commit("Add the schema").ok();
    let unseen =
        ["-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", CHECKPOINT];
    project.git(&unseen).ok();
    project.write("stray.ts", "");
    project.write(".git/MESSAGE", "checkpoint: nonsense\n");
    project
}

impl Writer {
    fn path(&self) -> &'static str {
        let hook = PROGRAMS.iter().find(|(name, _)| *name == self.program);
        hook.map_or(COMPANION, |(_, program)| program)
    }

    /// The program alone: what git does meanwhile goes right.
    fn run(&self, project: &Project, rules: &[&str]) -> Run {
        project.write("../input", self.input);
        let mut strace = project.command("strace", ".");
        strace.args(["-qq", "-o", "../calls"]);
        rules.iter().for_each(|rule| _ = strace.args(["-e", rule]));
        strace.arg(self.path()).args(self.arguments);
        strace.stdin(std::fs::File::open(project.path("../input")).unwrap());
        project.run(&mut strace)
    }

    /// How often it makes that call.
    fn count(&self, project: &Project, call: &str) -> usize {
        let copy = project.copy();
        self.run(&copy, &[&format!("trace={call}")]);
        copy.read("../calls").lines().filter(|line| line.contains('(')).count()
    }
}

#[track_caller]
fn next_commit_is_right(project: &Project, what: &str) {
    project.write("src/lib/schemas.ts", "next\n");
    project.git(&["add", "src"]).ok();
    let said = project.git(&["commit", "-q", "-m", CHECKPOINT]).ok();
    let session = project.read("SESSION.md");
    for key in ["Last Checkpoint", "Last Commit"] {
        assert!(
            session.contains(&format!("**{key}**: {} (", project.head())),
            "{what}: {said}{session}"
        );
    }
}

/// Nothing but what was there and what was asked for; no half-written file in the worktree.
#[track_caller]
fn nothing_is_left(project: &Project, what: &str) {
    let status = project.ask(&["status", "--porcelain", "-uall"]);
    let known = ["SESSION.md", "stray.ts", ".claude/settings.json"];
    let is_known = |line: &str| known.contains(&line.get(3..).unwrap_or_default());
    assert!(status.lines().all(is_known), "{what}: {status}");
    // What lies in our folder of the git dir is swept away once it is old.
    let mut find = project.command("find", ".");
    find.args([".", "-path", "./.git", "-prune", "-o", "-name", "*.tmp*", "-print"]);
    let find = project.run(&mut find);
    assert_eq!(find.stdout, "", "{what}");
}

#[test]
#[allow(clippy::print_stdout)]
fn a_write_that_fails_or_kills_leaves_everything_whole() {
    if lacks("strace") {
        return;
    }
    let is_all = std::env::var("FAULTS").is_ok_and(|value| value == "all");
    let (mut tried, mut number) = (0, 0);
    for writer in &WRITERS {
        let project = project();
        let before = project.read("SESSION.md");
        let undisturbed = project.copy();
        writer.run(&undisturbed, &["trace=none"]);
        let after = undisturbed.read("SESSION.md");
        for call in CALLS {
            for when in 1..=writer.count(&project, call) {
                for fault in FAULTS {
                    number += 1;
                    if !is_all && number % ONE_IN != 0 {
                        continue;
                    }
                    tried += 1;
                    let what =
                        format!("{} {:?}: {call} {when} {fault}", writer.program, writer.arguments);
                    disturbed(
                        writer,
                        &project.copy(),
                        &format!("{call}:{fault}:when={when}"),
                        &what,
                        [&before, &after],
                    );
                }
            }
        }
    }
    assert!(tried > 15, "{tried}");
    if is_all {
        println!("{tried} faults in {} programs", WRITERS.len());
    }
}

#[track_caller]
fn disturbed(writer: &Writer, project: &Project, inject: &str, what: &str, whole: [&str; 2]) {
    let call = inject.split(':').next().unwrap_or_default();
    let run = writer.run(project, &[&format!("trace={call}"), &format!("inject={inject}")]);
    let is_killed = inject.contains("KILL");
    if !is_killed && let Some(code) = writer.code {
        assert_eq!(run.code, Some(code), "{what}: {run}");
    }
    assert!(
        !run.stderr.contains("panicked") && !run.stderr.contains("internal error"),
        "{what}: {run}"
    );
    // A commit of the command's own is told by its time.
    if writer.arguments.first() != Some(&"commit") {
        let left = project.read("SESSION.md");
        assert!(whole.contains(&left.as_str()), "{what}: {run}{left}");
    }
    if writer.arguments == ["uninstall"] || writer.arguments == ["install", "--files"] {
        // Half of it done or undone: once more, and it is whole.
        project.checkpoint(&["install", "--files"]).ok();
    }
    next_commit_is_right(project, what);
    nothing_is_left(project, what);
}

/// git and its hooks die together, as in a power cut.
#[test]
fn a_whole_commit_that_is_killed_leaves_everything_whole() {
    let count = if std::env::var("FAULTS").is_ok_and(|value| value == "all") { 400 } else { 24 };
    let template = project();
    let mut commits = 0;
    for step in 0..count {
        let project = template.copy();
        project.write("src/lib/schemas.ts", "2\n");
        let mut git = project.command("git", ".");
        git.args(["commit", "-qam", CHECKPOINT]).process_group(0);
        let mut child = git.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Spread over what a commit takes, and some of them beyond.
        std::thread::sleep(Duration::from_millis(200) * step / count);
        let group = format!("-{}", child.id());
        _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        child.wait().unwrap();
        // git's own leavings, as its message says.
        for lock in ["index.lock", "HEAD.lock", "refs/heads/main.lock"] {
            _ = std::fs::remove_file(project.path(&format!(".git/{lock}")));
        }
        let session = project.read("SESSION.md");
        assert!(session.starts_with("# Session State") && session.ends_with('\n'), "{session}");
        assert_eq!(session.lines().count() - TEMPLATE.lines().count(), 1, "{session}");
        commits += usize::from(
            project.ask(&["log", "-1", "--format=%s", "HEAD"]).starts_with("checkpoint: "),
        );
        next_commit_is_right(&project, &format!("step {step}"));
        nothing_is_left(&project, &format!("step {step}"));
    }
    assert!(commits > 0, "{commits}");
}

/// Files from tomorrow and from 1970, and commits whose dates go back.
#[test]
fn a_clock_that_jumps_changes_nothing() {
    let mut project = project();
    for (at, date) in
        ["2038-01-19T03:14:08Z", "1970-01-02T00:00:00Z", "2026-01-01T00:00:00Z"].iter().enumerate()
    {
        for file in ["SESSION.md", ".git/index", ".git/checkpoint/baseline", ".git/HEAD"] {
            project.run(project.command("touch", ".").args(["-c", "-d", date, file])).ok();
        }
        project.set("GIT_COMMITTER_DATE", date);
        project.set("GIT_AUTHOR_DATE", date);
        project.write("src/lib/schemas.ts", format!("{at}\n"));
        project.git(&["commit", "-qam", CHECKPOINT]).ok();
        let session = project.read("SESSION.md");
        let head = project.head();
        assert!(
            session.contains(&format!("**Last Checkpoint**: {head} ({})", &date[..10])),
            "{session}"
        );
        project.checkpoint(&["check"]).never_prints("checkpoint-stale");
    }
}
