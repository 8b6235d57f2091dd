//! What we put into the git dir can be read and written by whom git lets.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::Project;

/// Every file that our hooks make, by a refusal, a checkpoint, an amend.
fn used(settings: &[&str]) -> Project {
    let project = Project::with_init(settings);
    project.fill(TEMPLATE);
    fs::set_permissions(project.path("SESSION.md"), fs::Permissions::from_mode(0o640)).unwrap();
    project.link_hooks(&project.path(".git/hooks"));
    let hooks = |arguments: &[&str]| {
        let mut command = project.command("sh", ".");
        command.args(["-c", "umask 077; exec git commit -q --allow-empty \"$@\"", "git"]);
        project.run(command.args(arguments))
    };
    project.write("new.ts", "");
    hooks(&["-m", "checkpoint: nonsense"]).refused();
    hooks(&["-m", CHECKPOINT]).ok();
    hooks(&["--amend", "-m", "Ordinary"]).ok();
    project
}

/// The modes in octal, of the files and of the directory.
fn modes(project: &Project) -> (Vec<String>, String) {
    let mode =
        |path: &Path| format!("{:o}", fs::metadata(path).unwrap().permissions().mode() & 0o7777);
    let directory = project.path(".git/checkpoint");
    let mut files: Vec<_> =
        fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 5, "{files:?}");
    // It was SESSION.md itself, and is as readable.
    files.retain(|file| !file.ends_with("SESSION.md.orig"));
    files.push(project.path(".git/CHECKPOINT_EDITMSG"));
    let mut modes: Vec<_> = files.iter().map(|file| mode(file)).collect();
    modes.sort();
    modes.dedup();
    assert_eq!(mode(&project.path("SESSION.md")), "640");
    (modes, mode(&directory))
}

#[test]
fn a_shared_repository_shares_what_we_remember() {
    for (setting, file, directory) in
        [("group", "660", "2770"), ("all", "664", "2775"), ("0640", "640", "2750")]
    {
        let project = used(&[&format!("--shared={setting}")]);
        assert_eq!(modes(&project), (vec![file.to_owned()], directory.to_owned()), "{setting}");
    }
}

#[test]
fn nothing_is_shared_that_the_umask_keeps_private() {
    assert_eq!(modes(&used(&[])), (vec!["600".to_owned()], "700".to_owned()));
}
