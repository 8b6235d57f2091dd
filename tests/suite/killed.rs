//! A hook that dies, a disk that is full, a folder that cannot be written:
//! SESSION.md is the old or the new one, whole, and the next commit goes on.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::harness::{PROGRAMS, Project};

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

/// Kills the hook at its n-th call of each system call that changes the disk.
#[test]
fn killed_at_every_write_the_file_is_whole_and_the_next_commit_goes_on() {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        return;
    }
    let (project, old) = with_unseen_checkpoint();
    let new = undisturbed(&project);
    let (_, program) = PROGRAMS.iter().find(|(hook, _)| *hook == "post-commit").unwrap();
    // Those that this machine does not have are none (the question mark).
    let calls = ["write", "rename", "renameat", "renameat2", "openat", "unlink", "fchmod", "flock"];
    let mut killed = 0;
    for call in calls.map(|call| format!("?{call}")) {
        for count in 1.. {
            let copy = project.copy();
            let inject = format!("inject={call}:signal=KILL:when={count}");
            let mut command = copy.command("strace", ".");
            command.args([
                "-f",
                "-q",
                "-o",
                "/dev/null",
                "-e",
                &format!("trace={call}"),
                "-e",
                &inject,
                program,
            ]);
            let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
            let left = copy.read("SESSION.md");
            assert!(left == old || left == new, "{call} {count}");
            next_commit_goes_on(&copy);
            if status.success() {
                break;
            }
            killed += 1;
            assert!(count < 100, "{call}: {:?} {:?}", status.signal(), status.code());
        }
    }
    assert!(killed > 10, "{killed}");
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
    if Command::new("id").arg("-u").output().unwrap().stdout == b"0\n" {
        // root may write everywhere.
        return;
    }
    let (project, old) = with_unseen_checkpoint();
    for folder in [".", ".git/checkpoint"] {
        let copy = project.copy();
        let allow = |mode| {
            std::fs::set_permissions(copy.path(folder), std::fs::Permissions::from_mode(mode))
                .unwrap();
        };
        allow(0o555);
        assert!(post_commit(&copy).status().unwrap().success());
        assert_eq!(copy.read("SESSION.md"), old, "{folder}");
        allow(0o755);
        next_commit_goes_on(&copy);
    }
}
