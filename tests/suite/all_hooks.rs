//! What all hooks do in any repository, to be proved of each kind: pre-commit tells
//! what git says is left, commit-msg judges and repairs, post-commit records, and
//! post-rewrite lets the recorded hashes follow a rebase.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use crate::fixtures::CHECKPOINT;
use crate::harness::Project;

/// Refuses and repairs, records, records an amend, and tells what is left.
#[track_caller]
pub fn hooks_work_in(project: &Project) {
    hooks_work_with(project, "SESSION.md");
}

#[track_caller]
pub fn hooks_work_with(project: &Project, session: &str) {
    ordinary_commits_are_recorded_silently(project, session);
    malformed_checkpoints_are_repaired(project, session);
    what_is_left_is_what_git_says(project, session);
    hashes_follow_a_rebase(project, session);
}

/// Of the last commits, with the checkpoint among them; post-commit alone would know
/// nothing of it.
#[track_caller]
fn hashes_follow_a_rebase(project: &Project, session: &str) {
    let [checkpoint, full] = [&["--short"][..], &[]]
        .map(|short| project.ask(&[&["rev-parse"], short, &["HEAD~2"]].concat()));
    assert_eq!(recorded(project, session, "Last Checkpoint"), checkpoint);
    let run = project.git(&["rebase", "-q", "--autostash", "--force-rebase", "HEAD~3"]).ok();
    run.never_says("git-checkpoint").never_says("warning").never_says("conflict");
    let rewritten = project.ask(&["rev-parse", "HEAD~2"]);
    assert_ne!(full, rewritten);
    let common = project.ask(&["rev-parse", "--git-common-dir"]);
    let map = project.read(&format!("{common}/checkpoint/rewrites"));
    assert!(map.contains(&format!("{full} {rewritten}\n")), "{map}");
    project.git(&["commit", "-q", "--allow-empty", "-m", "After the rebase"]).ok();
    let rewritten = project.ask(&["rev-parse", "--short", "HEAD~3"]);
    assert_eq!(recorded(project, session, "Last Checkpoint"), rewritten);
    assert_eq!(recorded(project, session, "Last Commit"), project.head());
    assert!(!project.read(session).contains(&checkpoint));
}

#[track_caller]
pub fn ordinary_commits_are_recorded_silently(project: &Project, session: &str) {
    for name in NAMES {
        fs::write(project.top().join(OsStr::from_bytes(name)), "one\n").unwrap();
    }
    project.git(&["add", "--", ":(glob)*.ts"]).ok();
    project.git(&["commit", "-q", "-m", "Ordinary"]).ok().silent();
    assert_eq!(recorded(project, session, "Last Commit"), project.head());
}

#[track_caller]
pub fn malformed_checkpoints_are_repaired(project: &Project, session: &str) {
    let before = project.head();
    let malformed = CHECKPOINT.replace("Phase: 3", "Phase: 4");
    let run = project.git(&["commit", "-q", "--allow-empty", "-m", &malformed]).refused();
    let run = run.says("error[phase-mismatch]").says("CHECKPOINT_EDITMSG");
    assert_eq!(project.head(), before, "{run}");

    let draft = git_path(project, "CHECKPOINT_EDITMSG");
    let draft = draft.to_str().unwrap();
    let run = project.git(&["commit", "-q", "--allow-empty", "-F", draft]).ok();
    let checkpoint = project.head();
    run.says(&format!("checkpoint {checkpoint} recorded in {session}"));
    assert_eq!(recorded(project, session, "Last Checkpoint"), checkpoint);

    project.git(&["commit", "-q", "--amend", "--allow-empty", "-F", draft]).ok();
    assert_ne!(project.head(), checkpoint);
    assert_eq!(recorded(project, session, "Last Checkpoint"), project.head());
    assert_eq!(recorded(project, session, "Last Commit"), project.head());
    assert!(!project.read(session).contains(&checkpoint));
}

#[track_caller]
fn what_is_left_is_what_git_says(project: &Project, session: &str) {
    for name in [&b"changed.ts"[..], b"staged.ts", b"blank and 'quote'.ts", b"\xff\xfe.ts"] {
        fs::write(project.top().join(OsStr::from_bytes(name)), "three\n").unwrap();
    }
    fs::remove_file(project.path("gone.ts")).unwrap();
    project.git(&["add", "staged.ts"]).ok();
    project.write("new folder/deep/x.ts", "");
    project.write("new.ts", "");
    project.write("sub/CLAUDE.md", "");
    let run = project.git(&["commit", "-q", "-m", "Partial", "changed.ts"]).ok();
    assert_eq!(recorded(project, session, "Last Commit"), project.head());

    let mut left = left_by_git(project);
    assert!(left.remove(b"sub/".as_slice()));
    left.remove(session.as_bytes());
    assert!(left.len() >= 6, "{left:?}");
    let told = fs::read(git_path(project, "checkpoint/reported")).unwrap();
    assert_eq!(text(told.split(|&byte| byte == 0).filter(|path| !path.is_empty())), text(&left));
    run.says("uncommitted");

    // Clean again, with a commit of everything.
    project.git(&["add", "--sparse", "--", ":(glob)*.ts", "new folder"]).ok();
    project.git(&["commit", "-q", "-a", "-m", "Everything"]).ok();
    fs::remove_dir_all(project.path("sub")).unwrap();
    let mut left = left_by_git(project);
    left.remove(session.as_bytes());
    assert!(left.is_empty(), "{:?}", text(&left));
}

/// Files that are committed first: some for what becomes of them, the others
/// for their names.
const NAMES: [&[u8]; 7] = [
    b"changed.ts", b"staged.ts", b"gone.ts", b"blank and 'quote'.ts", b"new\nline.ts",
    b"\"double\\quoted\".ts", b"\xff\xfe.ts",
];

fn text(paths: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<String> {
    paths.into_iter().map(|path| path.as_ref().escape_ascii().to_string()).collect()
}

/// The hash behind a key of the header.
#[track_caller]
pub fn recorded(project: &Project, session: &str, key: &str) -> String {
    let text = project.read(session);
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("**{key}**: ")));
    let line = line.unwrap_or_else(|| panic!("no {key} in\n{text}"));
    line.split(' ').next().unwrap().to_owned()
}

pub fn git_path(project: &Project, name: &str) -> PathBuf {
    project.top().join(project.ask(&["rev-parse", "--git-path", name]))
}

/// What git itself says will be left, in bytes.
pub fn left_by_git(project: &Project) -> BTreeSet<Vec<u8>> {
    let mut command = project.command("git", ".");
    let output = command.args(["status", "--porcelain=v2", "-z", "--no-renames"]).output().unwrap();
    assert!(output.status.success());
    let lines = output.stdout.split(|&byte| byte == 0);
    lines.filter_map(|line| line_path(line).map(<[u8]>::to_vec)).collect()
}

fn line_path(line: &[u8]) -> Option<&[u8]> {
    let fields = match line.first()? {
        b'?' => 2,
        b'1' => 9,
        b'u' => 11,
        other => panic!("{}", char::from(*other)),
    };
    line.splitn(fields, |&byte| byte == b' ').last()
}
