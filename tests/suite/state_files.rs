//! Files that we keep in the git dir, and what may have been planted in their places.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::fixtures::{CHECKPOINT, TEMPLATE};
use crate::harness::{Project, Run, link};

/// Every name below the git dir that our programs write to.
const NAMES: [&str; 13] = [
    "checkpoint/baseline",
    "checkpoint/reported",
    "checkpoint/postponed",
    "checkpoint/told",
    "checkpoint/spoken",
    "checkpoint/SESSION.md.orig",
    "checkpoint/SESSION.md.rescued",
    "checkpoint/turn",
    "checkpoint/lock",
    "checkpoint/index",
    "checkpoint/rewrites",
    "checkpoint/newest",
    "CHECKPOINT_EDITMSG",
];

const KINDS: [&str; 8] =
    ["link", "dangling", "loop", "directory link", "fifo", "socket", "directory", "hard link"];

/// A project with something in the place of a file of ours, and a file that is not ours.
struct Planted {
    project: Project,
    precious: PathBuf,
    name: &'static str,
    kind: &'static str,
}

impl Planted {
    fn new(name: &'static str, kind: &'static str) -> Self {
        let project = Project::with_session(TEMPLATE);
        let home = project.home();
        let precious = home.join("precious");
        fs::write(&precious, "precious\n").unwrap();
        fs::create_dir(home.join("outside")).unwrap();
        fs::create_dir_all(project.path(".git/checkpoint")).unwrap();
        let place = project.path(".git").join(name);
        fs::remove_file(&place).ok();
        match kind {
            "link" => link(&precious, &place),
            "dangling" => link(&home.join("nowhere"), &place),
            "loop" => link(&place, &place),
            "directory link" => link(&home.join("outside"), &place),
            "fifo" => assert!(fifo(&place)),
            "socket" => drop(std::os::unix::net::UnixListener::bind(&place).unwrap()),
            "directory" => fs::create_dir(&place).unwrap(),
            _ => fs::hard_link(&precious, &place).unwrap(),
        }
        Self { project, precious, name, kind }
    }

    /// All that makes our programs write: a refusal, a file that is left uncommitted, a
    /// checkpoint, an amend, a pick that waits, a long walk, commands.
    fn live(&self) -> Vec<Run> {
        let git = |arguments: &[&str]| self.project.git(arguments);
        self.project.write("left.ts", "");
        let refused = git(&["commit", "-q", "--allow-empty", "-m", "checkpoint: nonsense"]);
        let mut runs = vec![refused.refused()];
        runs.push(git(&["commit", "-q", "--allow-empty", "-m", CHECKPOINT]).ok());
        runs.push(git(&["commit", "-q", "--allow-empty", "--amend", "-m", "Ordinary"]).ok());
        git(&["checkout", "-q", "-b", "side", "HEAD~1"]);
        runs.push(git(&["cherry-pick", "--allow-empty", "main"]));
        let repair = self.project.checkpoint(&["repair"]);
        let stage = self.project.checkpoint(&["stage", "verification"]);
        let words = ["commit", "--session", "Did it", "--summary", "All", "--allow-empty"];
        let commit = self.project.checkpoint(&words);
        let switch = self.project.checkpoint(&["install", "--clean-tree", "--commit"]);
        runs.extend([repair, stage, commit, switch]);
        runs.push(git(&["commit", "-q", "--allow-empty", "-m", CHECKPOINT]));
        runs
    }

    fn check(&self) {
        let what = format!("{} {}", self.name, self.kind);
        let home = self.project.home();
        assert_eq!(fs::read_to_string(&self.precious).unwrap(), "precious\n", "{what}");
        assert!(!home.join("nowhere").exists(), "{what}");
        assert_eq!(fs::read_dir(home.join("outside")).unwrap().count(), 0, "{what}");
    }
}

fn fifo(path: &Path) -> bool {
    std::process::Command::new("mkfifo").arg(path).status().unwrap().success()
}

/// Nothing is written through what was planted, nothing hangs, nothing stops a commit that
/// is in order, and a refusal stays one.
#[test]
fn nothing_planted_in_the_place_of_a_file_does_harm() {
    for (row, name) in NAMES.into_iter().enumerate() {
        // Each kind is opened alike (unit tests), so each place gets some of them.
        for kind in KINDS.into_iter().skip(row % 4).step_by(4) {
            let planted = Planted::new(name, kind);
            for run in planted.live() {
                let has_panicked = run.stderr.contains("a bug in git-checkpoint");
                assert!(!has_panicked, "{name} {kind} {run}");
            }
            planted.check();
        }
    }
}

/// What is not a directory gives way, and the hooks remember as before.
#[test]
fn what_was_planted_gives_way() {
    let names = ["checkpoint/baseline", "checkpoint/lock", "checkpoint/rewrites"];
    for (row, kind) in KINDS.into_iter().filter(|kind| *kind != "directory").enumerate() {
        for name in names.into_iter().skip(row % 2).step_by(2) {
            let planted = Planted::new(name, kind);
            for run in planted.live().into_iter().take(3) {
                run.never_says("git-checkpoint: warning");
            }
            let meta = planted.project.path(".git").join(name).symlink_metadata().unwrap();
            assert!(meta.is_file() && meta.mode() & 0o777 != 0, "{name} {kind}");
            if name != "checkpoint/lock" {
                assert!(meta.len() > 0, "{name} {kind}");
            }
        }
    }
}

/// The directory itself as a link: nothing is read or written beyond it.
#[test]
fn the_directory_is_not_followed() {
    for kind in ["directory link", "link", "dangling", "loop", "fifo", "socket"] {
        let planted = Planted::new("checkpoint-other", kind);
        let directory = planted.project.path(".git/checkpoint");
        fs::remove_dir_all(&directory).unwrap();
        fs::rename(planted.project.path(".git/checkpoint-other"), &directory).unwrap();
        let outside = planted.project.home().join("outside");
        for (name, content) in [("postponed", "x\n"), ("told", "x"), ("baseline", "x")] {
            fs::write(outside.join(name), content).unwrap();
        }
        for run in planted.live() {
            assert!(!run.stderr.contains("a bug in"), "{kind} {run}");
        }
        for (name, content) in [("postponed", "x\n"), ("told", "x"), ("baseline", "x")] {
            assert_eq!(fs::read_to_string(outside.join(name)).unwrap(), content, "{kind}");
            fs::remove_file(outside.join(name)).unwrap();
        }
        planted.check();
    }
}

/// What our programs leave is in the table of ARCHITECTURE.md, and nothing else.
#[test]
fn nothing_is_left_that_the_table_does_not_name() {
    let project = Planted::new("checkpoint/unused", "directory");
    fs::remove_dir(project.project.path(".git/checkpoint/unused")).unwrap();
    project.live();
    let names = fs::read_dir(project.project.path(".git/checkpoint")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut count = 0;
    for name in names {
        assert!(NAMES.contains(&format!("checkpoint/{name}").as_str()), "{name}");
        count += 1;
    }
    assert!(count >= 6, "{count}");
}
