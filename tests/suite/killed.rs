//! A hook that dies, a disk that is full, a folder that cannot be written:
//! SESSION.md is the old or the new one, whole, and the next commit goes on.

use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::harness::{PROGRAMS, Project};
use crate::requirements::lacks;

const SESSION: &str = "# S\n\n**Current Phase**: Phase 1\n**Last Checkpoint**: [none yet]\n\n## Phase 1: A [In Progress]\n\n- [ ] one\n";

fn message(number: usize) -> String {
    format!(
        "checkpoint: Phase 1 In Progress - step {number}\n\nPhase: 1 - A\nStatus: In Progress\nSession: Did it\n\n\
         Files Changed:\n- a.ts (new)\n\nNext: Write src/b.ts (new file)\n"
    )
}

/// A checkpoint that was recorded, and one that no hook has seen yet.
fn with_unseen_checkpoint() -> (Project, String) {
    let project = Project::without_hooks();
    project.write("SESSION.md", SESSION.to_owned() + &"More of it.\n".repeat(2_000));
    project.git(&["add", "SESSION.md"]).ok();
    project.commit("Start").ok();
    project.link_hooks(&project.path(".git/hooks"));
    project.write("a.ts", "1\n");
    project.git(&["add", "a.ts"]).ok();
    project.commit(&message(1)).ok();
    let old = project.read("SESSION.md");
    project
        .git(&[
            "-c",
            "core.hooksPath=/dev/null",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            &message(2),
        ])
        .ok();
    (project, old)
}

fn post_commit(project: &Project) -> Command {
    let (_, program) = PROGRAMS.iter().find(|(hook, _)| *hook == "post-commit").unwrap();
    let mut command = project.command(program, ".");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What the recording makes of it, undisturbed.
fn undisturbed(project: &Project) -> String {
    let copy = project.copy();
    assert!(post_commit(&copy).status().unwrap().success());
    copy.read("SESSION.md")
}

#[track_caller]
fn next_commit_goes_on(project: &Project) {
    project.write("a.ts", "next\n");
    project.git(&["add", "a.ts"]).ok();
    project.commit(&message(3)).ok();
    let session = project.read("SESSION.md");
    let head = project.head();
    assert!(session.contains(&format!("**Last Checkpoint**: {head} (")), "{}", &session[..200]);
    assert!(session.contains(&format!("**Last Commit**: {head} (")), "{}", &session[..200]);
    assert_eq!(project.ask(&["status", "--porcelain", "-uall"]), " M SESSION.md");
}

#[test]
fn killed_at_any_moment_the_file_is_whole_and_the_next_commit_goes_on() {
    let (project, old) = with_unseen_checkpoint();
    let new = undisturbed(&project);
    let mut seen = [0, 0];
    for step in 0..60 {
        let copy = project.copy();
        let mut child = post_commit(&copy).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(step * 400));
        let _ = child.kill();
        child.wait().unwrap();
        let left = copy.read("SESSION.md");
        assert!(left == old || left == new, "after {step} steps");
        seen[usize::from(left == new)] += 1;
        if step % 10 == 0 {
            next_commit_goes_on(&copy);
        }
    }
    assert!(seen[0] > 0, "{seen:?}");
}

/// Calls that change the disk, and those that open and lock. Those that this
/// machine does not have are none (the question mark); musl opens by another one than glibc.
#[cfg(target_os = "linux")]
const CALLS: [&str; 11] = [
    "?write", "?rename", "?renameat", "?renameat2", "?mkdir", "?unlink", "?fchmod", "?utimensat",
    "?flock", "openat", "?open",
];

/// Kills the hook at its n-th call of each system call that changes the disk.
#[cfg(target_os = "linux")]
#[test]
fn killed_at_every_write_the_file_is_whole_and_the_next_commit_goes_on() {
    if lacks("strace") {
        return;
    }
    let (project, old) = with_unseen_checkpoint();
    let new = undisturbed(&project);
    let hook = Traced { hook: "post-commit", arguments: &[], input: "" };
    let killed = hook.disturb(&project, &CALLS, "signal=KILL:when=N", |copy, call| {
        let left = copy.read("SESSION.md");
        assert!(left == old || left == new, "{call}");
        next_commit_goes_on(copy);
    });
    assert!(killed > 20, "{killed}");
}

/// A disk that is full from the n-th call on or at that one alone, or read-only there.
#[cfg(target_os = "linux")]
#[test]
fn refused_at_any_write_the_file_is_whole_and_the_next_commit_goes_on() {
    if lacks("strace") {
        return;
    }
    let (project, old) = with_unseen_checkpoint();
    let new = undisturbed(&project);
    let hook = Traced { hook: "post-commit", arguments: &[], input: "" };
    for disturbance in ["error=ENOSPC:when=N+", "error=ENOSPC:when=N", "error=EROFS:when=N"] {
        let refused = hook.disturb(&project, &CALLS[..9], disturbance, |copy, call| {
            let left = copy.read("SESSION.md");
            assert!(left == old || left == new, "{call}");
            next_commit_goes_on(copy);
        });
        assert!(refused > 5, "{refused}");
    }
}

/// A file system without modes or owners, a file that is a mount point, a directory that takes no
/// new files: SESSION.md is written all the same, in place where nothing else is left.
#[cfg(target_os = "linux")]
#[test]
fn what_the_file_system_does_not_do_is_done_without() {
    if lacks("strace") {
        return;
    }
    let (project, old) = with_unseen_checkpoint();
    let new = undisturbed(&project);
    let renames = "?rename,?renameat,?renameat2";
    let (mode, owner) = ("?chmod,?fchmod,?fchmodat", "?chown,?fchown,?fchownat");
    std::fs::set_permissions(project.path("SESSION.md"), PermissionsExt::from_mode(0o666)).unwrap();
    let hook = Traced { hook: "post-commit", arguments: &[], input: "" };
    for (calls, error) in [
        (mode, "EPERM"),
        (mode, "EIO"),
        (mode, "EOPNOTSUPP"),
        (owner, "EPERM"),
        (renames, "EBUSY"),
        (renames, "EXDEV"),
        (renames, "EROFS"),
        (renames, "EPERM"),
        ("?utimensat", "EPERM"),
    ] {
        let copy = project.copy();
        // What is there already need not be renamed.
        copy.write(".git/checkpoint/SESSION.md.orig", &old);
        hook.run(&copy, calls, &format!("inject={calls}:error={error}"));
        assert!(copy.read("SESSION.md") == new, "{calls} {error}");
        assert_eq!(copy.read(".git/checkpoint/SESSION.md.orig"), old);
        let mode = copy.path("SESSION.md").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o666, "{calls} {error}");
        next_commit_goes_on(&copy);
    }
}

/// What a hook leaves beside SESSION.md that is killed there is gone after the next one.
#[cfg(target_os = "linux")]
#[test]
fn killed_with_the_git_dir_elsewhere_nothing_stays_in_the_worktree() {
    let elsewhere = [std::path::Path::new("/dev/shm"), std::path::Path::new("/tmp")];
    let device =
        |path: &std::path::Path| std::os::unix::fs::MetadataExt::dev(&path.metadata().unwrap());
    let (project, _) = with_unseen_checkpoint();
    let Some(other) = elsewhere.into_iter().find(|path| device(path) != device(project.top()))
    else {
        return;
    };
    let other = tempfile::TempDir::new_in(other).unwrap();
    let git_dir = other.path().join("git");
    let copied = Command::new("cp").arg("-a").arg(project.path(".git")).arg(&git_dir).status();
    assert!(copied.unwrap().success());
    std::fs::remove_dir_all(project.path(".git")).unwrap();
    project.write(".git", format!("gitdir: {}\n", git_dir.display()));
    let known = project.bytes("SESSION.md");
    project.write(".SESSION.md.aB3dE6.tmp", &known);
    project.write(".SESSION.md.zZ9zZ9.tmp", "what an editor wrote");
    project.write(".SESSION.md.notes.tmp", "not ours");
    assert!(post_commit(&project).status().unwrap().success());
    let names = std::fs::read_dir(project.top()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut hidden: Vec<_> = names.filter(|name| name.starts_with(".SESSION")).collect();
    hidden.sort();
    assert_eq!(hidden, [".SESSION.md.notes.tmp"]);
    let rescued = std::fs::read_to_string(git_dir.join("checkpoint/SESSION.md.rescued")).unwrap();
    assert_eq!(rescued, "what an editor wrote");
}

/// Whatever a killed program has left in the worktree is no file of the user's.
#[test]
fn what_a_killed_program_left_beside_the_file_is_never_reported_and_goes_away() {
    let (project, _) = with_unseen_checkpoint();
    project.write(".SESSION.md.aB3dE6.tmp", project.bytes("SESSION.md"));
    project.write(".SESSION.md.zZ9zZ9.tmp", "what an editor wrote");
    let (_, pre_commit) = PROGRAMS.iter().find(|(hook, _)| *hook == "pre-commit").unwrap();
    project.run(&mut project.command(pre_commit, ".")).ok().silent();
    project.write(".SESSION.md.notes.tmp", "not ours");
    let run = project.run(&mut project.command(pre_commit, ".")).ok();
    run.says(".SESSION.md.notes.tmp").never_says("zZ9zZ9");
    let resume = project.checkpoint(&["resume", "--json"]).ok();
    assert!(!resume.stdout.contains("zZ9zZ9"), "{resume}");
    // A recording that was killed has left none.
    std::fs::remove_file(project.path(".git/checkpoint/baseline")).unwrap();
    assert!(post_commit(&project).status().unwrap().success());
    let names = std::fs::read_dir(project.top()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.starts_with(".SESSION")).count(), 1);
    assert_eq!(project.read(".git/checkpoint/SESSION.md.rescued"), "what an editor wrote");
}

/// Said once, and only where it is so.
#[cfg(target_os = "linux")]
#[test]
fn that_it_is_written_in_place_is_said_once() {
    if lacks("setpriv") {
        return;
    }
    let (project, _) = with_unseen_checkpoint();
    let allow = |mode| {
        std::fs::set_permissions(project.top(), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let run = || {
        allow(0o555);
        let mut command = powerless(&project, &post_commit(&project));
        let run = project.run(&mut command).ok();
        allow(0o755);
        run
    };
    run().says("is written in place").says("SESSION.md.orig");
    project
        .git(&["-c", "core.hooksPath=/dev/null", "commit", "-q", "--allow-empty", "-m", "x"])
        .ok();
    run().never_says("in place");
    let head = project.head();
    assert!(project.read("SESSION.md").contains(&format!("**Last Commit**: {head} (")));
}

/// The pair comes into the map whole or not at all, and what the map knew stays.
#[cfg(target_os = "linux")]
#[test]
fn post_rewrite_killed_at_every_write_loses_no_pair_that_was_known() {
    if lacks("strace") {
        return;
    }
    let (project, _) = with_unseen_checkpoint();
    project.git(&["commit", "-q", "--allow-empty", "--amend", "-m", &message(4)]).ok();
    let map = project.read(".git/checkpoint/rewrites");
    let pair = format!("{} {}\n", "1".repeat(40), "2".repeat(40));
    let hook = Traced { hook: "post-rewrite", arguments: &["rebase"], input: &pair };
    let killed = hook.disturb(&project, &CALLS, "signal=KILL:when=N", |copy, call| {
        let left = copy.read(".git/checkpoint/rewrites");
        assert!(left == map || left == map.clone() + &pair, "{call}: {left}");
        next_commit_goes_on(copy);
    });
    assert!(killed > 20, "{killed}");
}

/// A hook in which system calls go wrong.
#[cfg(target_os = "linux")]
struct Traced<'a> {
    hook: &'a str,
    arguments: &'a [&'a str],
    input: &'a str,
}

#[cfg(target_os = "linux")]
impl Traced<'_> {
    /// Runs the hook once for each time that it makes one of these calls, and
    /// disturbs that one, the `N`-th; how often.
    fn disturb(
        &self,
        project: &Project,
        calls: &[&str],
        disturbance: &str,
        look: impl Fn(&Project, &str),
    ) -> usize {
        let mut count = 0;
        for call in calls {
            for when in 1..=self.count(project, call) {
                let copy = project.copy();
                let when_now = disturbance.replace("=N", &format!("={when}"));
                self.run(&copy, call, &format!("inject={call}:{when_now}"));
                look(&copy, &format!("{call} {when}"));
                count += 1;
            }
        }
        count
    }

    fn count(&self, project: &Project, call: &str) -> usize {
        let copy = project.copy();
        self.run(&copy, call, &format!("trace={call}"));
        let calls = copy.read("../calls");
        calls.lines().filter(|line| line.contains('(')).count()
    }

    fn run(&self, project: &Project, call: &str, rule: &str) {
        project.write("../input", self.input);
        let (_, program) = PROGRAMS.iter().find(|(hook, _)| *hook == self.hook).unwrap();
        let mut strace = project.command("strace", ".");
        strace.args(["-f", "-q", "-o", "../calls", "-e", &format!("trace={call}"), "-e", rule]);
        strace.arg(program).args(self.arguments);
        strace.stdin(std::fs::File::open(project.path("../input")).unwrap());
        strace.stdout(Stdio::null()).stderr(Stdio::null());
        strace.status().expect("strace is there");
    }
}

#[test]
fn a_full_disk_leaves_the_file_whole_and_stops_no_commit() {
    let (project, old) = with_unseen_checkpoint();
    let (_, program) = PROGRAMS.iter().find(|(hook, _)| *hook == "post-commit").unwrap();
    // No file may grow beyond so many blocks; the signal that comes with it is ignored as by git.
    for blocks in ["0", "1", "8", "20"] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec '{program}'");
        let copy = project.copy();
        let run = copy.run(copy.command("sh", ".").args(["-c", &script])).ok();
        assert!(run.stderr.contains("warning"), "{run}");
        assert_eq!(copy.read("SESSION.md"), old, "{blocks}");
        next_commit_goes_on(&copy);
    }
}

#[test]
fn a_folder_that_cannot_be_written_stops_no_commit() {
    if lacks("setpriv") {
        return;
    }
    let (project, old) = with_unseen_checkpoint();
    for folder in [".", ".git", ".git/checkpoint"] {
        let copy = project.copy();
        let allow = |mode| {
            std::fs::set_permissions(copy.path(folder), std::fs::Permissions::from_mode(mode))
                .unwrap();
        };
        allow(0o555);
        let run = copy.run(&mut powerless(&copy, &post_commit(&copy))).ok();
        let left = copy.read("SESSION.md");
        // Its new version comes from the git dir, or is written in place.
        assert!(left == old || folder != ".git/checkpoint", "{folder}: {run}");
        allow(0o755);
        next_commit_goes_on(&copy);
    }
}

/// The command without root's power to write everywhere, where root runs the tests.
fn powerless(project: &Project, command: &Command) -> Command {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if !is_root {
        return project.command(command.get_program().to_str().unwrap(), ".");
    }
    let mut powerless = project.command("setpriv", ".");
    powerless.args(["--bounding-set=-all", "--inh-caps=-all"]).arg(command.get_program());
    powerless
}
