//! File systems that do less than others: without modes or owners, or with a file that is a mount
//! point. `install` gives every hook its place all the same, and whoever writes SESSION.md writes.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::Command;

use crate::fixtures::TEMPLATE;
use crate::harness::{PROGRAMS, Project, Run};
use crate::requirements::lacks;

const COMPANION: &str = env!("CARGO_BIN_EXE_git-checkpoint");

/// The companion, with an error for each of these system calls of its own; git gets none.
fn disturbed(project: &Project, arguments: &[&str], calls: &str, error: &str) -> Run {
    let mut strace = project.command("strace", ".");
    strace.args(["-qq", "-o", "../calls", "-e", &format!("trace={calls}")]);
    strace.args(["-e", &format!("inject={calls}:error={error}"), COMPANION]).args(arguments);
    project.run(&mut strace)
}

/// The names in the hooks folder, without those of a half-written file.
#[track_caller]
fn hooks_run(project: &Project, run: &Run) {
    let entries = fs::read_dir(project.path(".git/hooks")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| !name.ends_with(".local"));
    names.sort();
    let mut hooks = PROGRAMS.map(|(hook, _)| hook);
    hooks.sort_unstable();
    assert_eq!(names, hooks, "{run}");
    project.git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"]).refused();
    project.git(&["commit", "-q", "--allow-empty", "-m", "Nothing"]).ok().silent();
    let session = project.read("SESSION.md");
    assert!(session.contains(&format!("**Last Commit**: {} (", project.head())), "{session}");
}

/// The shim, with another place for our programs.
fn older_shim(shim: &str) -> String {
    shim.replace("/checkpoint-", "/old/checkpoint-")
}

/// Where nothing is there yet, where ours is there, an older shim of ours, a foreign hook.
fn starts() -> Vec<(&'static str, Project)> {
    let filled = || {
        let project = Project::without_hooks();
        project.fill(TEMPLATE);
        project
    };
    let nothing = filled();
    let ours = filled();
    ours.checkpoint(&["install", "--files"]).ok();
    let older = filled();
    older.checkpoint(&["install", "--files"]).ok();
    for (hook, _) in PROGRAMS {
        let path = format!(".git/hooks/{hook}");
        let shim = fs::read_to_string(older.path(&path)).unwrap_or_default();
        if shim.starts_with("#!") {
            older.write(&path, older_shim(&shim));
        }
    }
    let foreign = filled();
    foreign.write_script(".git/hooks/commit-msg", "#!/bin/sh\nexit 0\n");
    vec![("nothing", nothing), ("ours", ours), ("older", older), ("foreign", foreign)]
}

#[test]
fn install_needs_no_file_system_with_modes_or_owners() {
    if lacks("strace") {
        return;
    }
    let (mode, owner) = ("?chmod,?fchmod,?fchmodat,?fchmodat2", "?chown,?fchown,?fchownat");
    for (start, template) in starts() {
        for (calls, error) in [(mode, "EPERM"), (mode, "EIO"), (owner, "EPERM")] {
            let project = template.copy();
            let run = disturbed(&project, &["install", "--files"], calls, error).ok();
            assert!(project.path("../calls").exists());
            hooks_run(&project, &run);
            assert_eq!(start == "foreign", project.path(".git/hooks/commit-msg.local").exists());
        }
    }
}

/// Clean-tree mode is switched on where SESSION.md cannot be given its mode, nor be replaced.
#[test]
fn clean_tree_mode_is_switched_on_where_session_is_written_in_place() {
    if lacks("strace") {
        return;
    }
    let renames = "?rename,?renameat,?renameat2";
    let modes = "?chmod,?fchmod,?fchmodat,?fchmodat2";
    for (calls, error) in [(modes, "EPERM"), (modes, "EIO"), (renames, "EBUSY")] {
        let project = Project::with_session(TEMPLATE);
        project.checkpoint(&["install", "--files"]).ok();
        project.git(&["commit", "-q", "--allow-empty", "-m", "More"]).ok();
        let before = project.head();
        let run = match calls == renames {
            true => mounted(&project, &["SESSION.md"], &["install", "--clean-tree", "--commit"]),
            false => {
                Some(disturbed(&project, &["install", "--clean-tree", "--commit"], calls, error))
            }
        };
        let Some(run) = run else { return };
        let run = run.ok();
        assert_ne!(project.head(), before, "{run}");
        let session = project.ask(&["show", "HEAD:SESSION.md"]);
        assert!(session.contains("git log --grep=checkpoint"), "{run}\n{session}");
    }
}

/// A hook that is a mount point keeps its place and takes another content; so does SESSION.md.
#[test]
fn a_hook_or_session_that_is_a_mount_point_is_written_in_place() {
    let project = Project::without_hooks();
    project.fill(TEMPLATE);
    project.write_script(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
    project.checkpoint(&["install", "--files"]).ok();
    // A shim of ours that names another program.
    let shim = project.read(".git/hooks/pre-commit");
    if !shim.starts_with("#!") {
        return;
    }
    project.write(".git/hooks/pre-commit", older_shim(&shim));
    let Some(run) = mounted(&project, &[".git/hooks/pre-commit"], &["install", "--files"]) else {
        return;
    };
    run.ok();
    assert_eq!(project.read(".git/hooks/pre-commit"), shim);
    let Some(run) = mounted(&project, &["SESSION.md"], &["next", "Write src/lib/schemas.ts:1"])
    else {
        return;
    };
    run.ok();
    assert!(project.read("SESSION.md").contains("Write src/lib/schemas.ts:1"));
    assert!(project.read(".git/checkpoint/SESSION.md.orig").contains("# Session State"));
}

/// The companion with these files mounted upon themselves; `None`, said aloud, where this machine
/// does not let us.
#[allow(clippy::print_stderr)]
fn mounted(project: &Project, files: &[&str], arguments: &[&str]) -> Option<Run> {
    let is_possible = Command::new("unshare").args(["-rm", "true"]).status();
    if !is_possible.is_ok_and(|status| status.success()) {
        eprintln!("not tried: mounts of one's own are needed");
        return None;
    }
    let mounts: String =
        files.iter().map(|file| format!("mount --bind '{file}' '{file}' && ")).collect();
    let script = mounts + "exec \"$0\" \"$@\"";
    let mut command = project.command("unshare", ".");
    command.args(["-rm", "sh", "-c", &script, COMPANION]).args(arguments);
    Some(project.run(&mut command))
}
