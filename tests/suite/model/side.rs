//! A repository in which operations are played.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::session;
use crate::harness::Project;

/// Names in the git dir that say that an operation is not over.
const MARKS: [&str; 7] = [
    "rebase-merge",
    "rebase-apply",
    "sequencer",
    "CHERRY_PICK_HEAD",
    "REVERT_HEAD",
    "MERGE_HEAD",
    "MERGE_AUTOSTASH",
];

/// One repository, and what was done in it.
pub struct Side {
    pub project: Project,
    pub script: Vec<String>,
    pub tokens: usize,
    /// SESSION.md before the last command.
    pub offered: String,
    /// Whether a filter shows in SESSION.md what commits do not hold.
    pub is_clean_tree: bool,
}

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

impl Side {
    pub fn of(project: Project) -> Self {
        Self {
            project,
            script: Vec::new(),
            tokens: 0,
            offered: String::new(),
            is_clean_tree: false,
        }
    }

    /// The same once more, without our hooks.
    pub fn without_hooks(&self) -> Self {
        let project = self.project.copy();
        fs::remove_dir_all(project.path(".git/hooks")).unwrap();
        if self.is_clean_tree {
            super::clean::take_filter_out(&project);
        }
        Self { script: self.script.clone(), offered: self.offered.clone(), project, ..*self }
    }

    /// Runs git; whether it came to a good end.
    pub fn git(&mut self, arguments: &[&str]) -> bool {
        self.offered = self.session();
        let code = self.project.git(arguments).code;
        self.script.push(format!("git {}    # {code:?}", arguments.join(" ")));
        code == Some(0)
    }

    pub fn session(&self) -> String {
        self.text("SESSION.md")
    }

    /// What a file holds; nothing where it is not there.
    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.project.path(path)).unwrap_or_default()
    }

    pub fn write(&mut self, path: &str, text: &str) {
        self.script.push(format!("# write {path}: {text:?}"));
        self.project.write(path, text);
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.script.push(format!("export {name}='{}'", value.replace('\'', "'\\''")));
        self.project.set(name, value);
    }

    /// A file that nobody has; its name.
    pub fn add_token(&mut self) -> String {
        self.tokens += 1;
        let path = format!("t/{}", self.tokens);
        self.write(&path, &format!("{}\n", self.tokens));
        self.git(&["add", &path]);
        self.tokens.to_string()
    }

    /// Whether an operation waits to be brought to its end.
    pub fn is_busy(&self) -> bool {
        !self.open().is_empty()
    }

    pub fn has_stash(&self) -> bool {
        self.project.path(".git/refs/stash").exists()
    }

    pub fn ending(&self) -> Ending {
        let mut files = BTreeMap::new();
        collect(self.project.top(), "", &mut files);
        files.insert("SESSION.md".to_owned(), session::foreign(&self.session()).into());
        Ending {
            moves: [self.text(".git/HEAD"), self.text(".git/logs/HEAD")],
            stashes: self.text(".git/logs/refs/stash"),
            open: self.open(),
            index: self.project.ask(&["ls-files", "--stage"]),
            files,
        }
    }

    fn open(&self) -> Vec<&'static str> {
        let is_there = |name: &&str| self.project.path(".git").join(name).exists();
        MARKS.into_iter().filter(is_there).collect()
    }
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
