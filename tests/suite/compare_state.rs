//! Where an operation left a repository, to be compared with where it would
//! have left it without our hooks.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::harness::Project;

/// Names in the git dir that say that an operation is not over.
const MARKS: [&str; 7] = [
    "rebase-merge", "rebase-apply", "sequencer", "CHERRY_PICK_HEAD", "REVERT_HEAD", "MERGE_HEAD",
    "MERGE_AUTOSTASH",
];

/// Where an operation ended, but for what is ours to write in SESSION.md.
#[derive(Debug, PartialEq, Eq)]
pub struct Ending {
    /// HEAD, and every step on the way with its commit.
    moves: [String; 2],
    /// The stashes, with their commits.
    stashes: String,
    open: Vec<&'static str>,
    index: String,
    files: BTreeMap<String, Vec<u8>>,
}

impl Ending {
    pub fn of(project: &Project) -> Self {
        let text = |path: &str| fs::read_to_string(project.path(path)).unwrap_or_default();
        let mut files = BTreeMap::new();
        collect(project.top(), "", &mut files);
        if let Some(session) = files.get_mut("SESSION.md") {
            *session = foreign(&String::from_utf8_lossy(session)).into();
        }
        Self {
            moves: [text(".git/HEAD"), text(".git/logs/HEAD")],
            stashes: text(".git/logs/refs/stash"),
            open: Self::open(project),
            index: project.ask(&["ls-files", "--stage"]),
            files,
        }
    }

    /// What marks an operation that is not over.
    pub fn open(project: &Project) -> Vec<&'static str> {
        let is_there = |name: &&str| project.path(".git").join(name).exists();
        MARKS.into_iter().filter(is_there).collect()
    }

    pub fn is_over(&self) -> bool {
        self.open.is_empty()
    }

    pub fn has_stash(&self) -> bool {
        !self.stashes.is_empty()
    }
}

/// What becomes of two copies, one of them without our hooks, step for step.
#[track_caller]
pub fn with_and_without_hooks<T: PartialEq + std::fmt::Debug>(
    template: &Project,
    work: impl Fn(&mut Project) -> T,
) -> (T, Ending) {
    let [with, without] = [true, false].map(|hooks| {
        let mut project = template.copy();
        if !hooks {
            fs::remove_dir_all(project.path(".git/hooks")).unwrap();
        }
        let told = work(&mut project);
        (told, Ending::of(&project))
    });
    assert_eq!(with, without, "with the hooks, and without");
    with
}

/// The text of a SESSION.md without all that is ours to write.
pub fn foreign(text: &str) -> String {
    let ours = |line: &&str| line.starts_with("**Last C") || line.starts_with("**Completed**: ");
    let lines = text.lines().filter(|line| !ours(line));
    let without_note = |line: &str| line.split(" (commit: ").next().unwrap_or_default().to_owned();
    // A phase gets a blank line along with its first field.
    lines.map(without_note).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn collect(folder: &Path, below: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            if name != ".git" {
                collect(&entry.path(), &format!("{name}/"), found);
            }
        } else {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}
