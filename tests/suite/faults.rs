//! Each system call that writes or opens fails once, and each program dies at each of the former:
//! hooks, and the commands that write. SESSION.md is the one before or the one after, the commit
//! stands, the next one is recorded, and nothing is left lying about.
//!
//! A sample of it in each run of the tests; `FAULTS=all` tries every call with every fault.
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::{PROGRAMS, Project, Run};
use crate::requirements::lacks;

const COMPANION: &str = env!("CARGO_BIN_EXE_git-checkpoint");

/// System calls, and what happens to each of them. Those that this machine does not have are none
/// (the question mark).
pub struct Faults {
    pub calls: &'static str,
    pub faults: &'static [&'static str],
}

pub const WRITING: Faults = Faults {
    calls: "?write,?pwrite64,?ftruncate,?rename,?renameat,?renameat2,?mkdir,?unlink,?unlinkat,?fchmod,?utimensat",
    faults: &[
        "error=ENOSPC", "error=EROFS", "error=EIO", "error=EACCES", "error=EINTR", "signal=KILL",
    ],
};

pub const OPENING: Faults = Faults {
    calls: "?open,?openat,?openat2",
    faults: &["error=EACCES", "error=EIO", "error=EMFILE", "error=ENOSPC"],
};

impl Faults {
    /// Each call of a trace, and which of its name it is; not those of the system's loader,
    /// without which there is no program.
    pub fn of(trace: &str) -> Vec<(String, usize)> {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let mut made = Vec::new();
        for (name, arguments) in trace.lines().filter_map(|line| line.split_once('(')) {
            let count = seen.entry(name).or_default();
            *count += 1;
            if !arguments.contains("/ld.so.cache\"") && !arguments.contains(".so.") {
                made.push((name.to_owned(), *count));
            }
        }
        made
    }
}

/// Whether that fault is one of the sample, or all are tried.
pub fn is_tried(number: usize) -> bool {
    is_all() || number.is_multiple_of(ONE_IN)
}

fn is_all() -> bool {
    std::env::var("FAULTS").is_ok_and(|value| value == "all")
}

/// Without `FAULTS=all`, one in so many of the calls with their faults.
const ONE_IN: usize = 29;

/// A program of ours that writes.
struct Writer {
    program: &'static str,
    arguments: &'static [&'static str],
    input: &'static str,
    /// What it writes.
    file: &'static str,
    /// How it exits where a write fails; a command may say that it could not do the work.
    code: Option<i32>,
}

const fn command(arguments: &'static [&'static str]) -> Writer {
    Writer { program: "", arguments, input: "", file: "SESSION.md", code: None }
}

const fn hook(
    program: &'static str,
    arguments: &'static [&'static str],
    input: &'static str,
    code: i32,
) -> Writer {
    Writer { program, arguments, input, file: "SESSION.md", code: Some(code) }
}

/// Old and new id of a rewrite that HEAD does not follow from: it is only kept.
const PAIR: &str =
    "1111111111111111111111111111111111111111 2222222222222222222222222222222222222222\n";

/// What a command says that went on without a plan that is there.
const LEFT_OUT: &str = "docs/IMPLEMENTATION_PHASES.md cannot be read; done without it";

/// Where git puts the versions that are to be merged.
const VERSIONS: [&str; 3] = [".merge_file_b", ".merge_file_o", ".merge_file_t"];

const WRITERS: [Writer; 16] = [
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
    command(&["init"]),
    Writer {
        file: VERSIONS[1],
        ..command(&["merge-driver", VERSIONS[0], VERSIONS[1], VERSIONS[2], "7", "b", "o", "t"])
    },
];

/// A commit that no hook has seen, a stray file, a message that is refused, and versions of two
/// branches, each with a checkpoint of its own.
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
    for (version, hash) in VERSIONS.iter().zip(["abc1234", "abc1235", "abc1236"]) {
        project.write(version, TEMPLATE.replace("abc1234", hash));
    }
    project
}

impl Writer {
    fn path(&self) -> &'static str {
        let hook = PROGRAMS.iter().find(|(name, _)| *name == self.program);
        hook.map_or(COMPANION, |(_, program)| program)
    }

    fn is(&self, command: &str) -> bool {
        self.arguments.first() == Some(&command)
    }

    /// What it finds.
    fn project(&self) -> Project {
        let project = project();
        if self.is("init") {
            std::fs::remove_file(project.path("SESSION.md")).unwrap();
        }
        project
    }

    /// What its file holds; an absent one holds nothing.
    fn text(&self, project: &Project) -> String {
        std::fs::read_to_string(project.path(self.file)).unwrap_or_default()
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

    /// Each of those calls that it makes.
    fn calls(&self, project: &Project, faults: &Faults) -> Vec<(String, usize)> {
        let copy = project.copy();
        self.run(&copy, &[&format!("trace={}", faults.calls)]);
        Faults::of(&copy.read("../calls"))
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
    let known = [&known[..], &VERSIONS].concat();
    let is_known = |line: &str| known.contains(&line.get(3..).unwrap_or_default());
    assert!(status.lines().all(is_known), "{what}: {status}");
    // What lies in our folder of the git dir is swept away once it is old.
    let mut find = project.command("find", ".");
    find.args([".", "-path", "./.git", "-prune", "-o", "-name", "*.tmp*", "-print"]);
    let find = project.run(&mut find);
    assert_eq!(find.stdout, "", "{what}");
}

#[test]
fn a_write_that_fails_or_kills_leaves_everything_whole() {
    each_call_fails(&WRITING);
}

#[test]
fn a_file_that_cannot_be_opened_leaves_everything_whole() {
    each_call_fails(&OPENING);
}

#[allow(clippy::print_stdout)]
fn each_call_fails(faults: &Faults) {
    if lacks("strace") {
        return;
    }
    let (mut tried, mut number) = (0, 0);
    for writer in &WRITERS {
        let project = writer.project();
        let undisturbed = Undisturbed::of(writer, &project);
        for (call, when) in writer.calls(&project, faults) {
            for fault in faults.faults {
                number += 1;
                if !is_tried(number) {
                    continue;
                }
                tried += 1;
                undisturbed.beside(&project.copy(), &format!("{call}:{fault}:when={when}"));
            }
        }
    }
    assert!(tried > 15, "{tried}");
    if is_all() {
        println!("{tried} faults in {} programs", WRITERS.len());
    }
}

/// A program of ours, and what it does where nothing goes wrong.
struct Undisturbed<'a> {
    writer: &'a Writer,
    code: Option<i32>,
    before: String,
    after: [String; 2],
}

impl<'a> Undisturbed<'a> {
    fn of(writer: &'a Writer, project: &Project) -> Self {
        let copy = project.copy();
        let code = writer.run(&copy, &["trace=none"]).code;
        let after = writer.text(&copy);
        // Where nobody can tell whether the short one means but this commit.
        let full = copy.ask(&["rev-parse", "HEAD"]);
        let with_full = after.replace(&format!(": {} (", copy.head()), &format!(": {full} ("));
        Self { writer, code, before: writer.text(project), after: [after, with_full] }
    }

    /// The same with a fault, and the next commit.
    #[track_caller]
    fn beside(&self, project: &Project, inject: &str) {
        let writer = self.writer;
        let what = format!("{} {:?}: {inject}", writer.program, writer.arguments);
        let call = inject.split(':').next().unwrap_or_default();
        let run = writer.run(project, &[&format!("trace={call}"), &format!("inject={inject}")]);
        assert!(
            !run.stderr.contains("panicked") && !run.stderr.contains("internal error"),
            "{what}: {run}"
        );
        if !inject.contains("KILL") {
            self.is_told(&run, &writer.text(project), &what);
        }
        // A commit of the command's own is told by its time.
        if !writer.is("commit") {
            let left = writer.text(project);
            let is_whole = left == self.before || self.after.contains(&left);
            assert!(is_whole || run.stderr.contains(LEFT_OUT), "{what}: {run}{left}");
        }
        self.again(project);
        next_commit_is_right(project, &what);
        nothing_is_left(project, &what);
    }

    /// A hook never fails; where it did not do what it does else, and where a command did not, it
    /// is said.
    #[track_caller]
    fn is_told(&self, run: &Run, left: &str, what: &str) {
        let is_done = self.after.iter().any(|after| after == left) || self.writer.is("commit");
        if self.writer.code.is_some() {
            assert!(run.code == self.code || run.code == Some(0), "{what}: {run}");
            let is_same = is_done && run.code == self.code;
            // What it could not write waits for the next commit, which says what there is to say.
            let is_silent = self.writer.program == "post-rewrite";
            assert!(is_same || is_silent || !run.stderr.is_empty(), "{what}: {run}{left}");
        } else if run.code == Some(0) {
            assert!(is_done || run.stderr.contains(LEFT_OUT), "{what}: {run}{left}");
        }
    }

    /// Where half of it was done, or nothing: once more, and it is whole.
    fn again(&self, project: &Project) {
        if self.writer.arguments == ["uninstall"] || self.writer.arguments == ["install", "--files"]
        {
            project.checkpoint(&["install", "--files"]).ok();
        }
        if self.writer.is("init") && !project.path("SESSION.md").exists() {
            project.checkpoint(&["init"]).ok();
        }
    }
}

/// git and its hooks die together, as in a power cut.
#[test]
fn a_whole_commit_that_is_killed_leaves_everything_whole() {
    let count = if is_all() { 400 } else { 24 };
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
