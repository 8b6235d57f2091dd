//! A repository in which operations are played.

use std::fs;

use crate::compare_state::Ending;
use crate::harness::Project;

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
        !Ending::open(&self.project).is_empty()
    }

    /// Whether the file beside SESSION.md differs from its commit: git puts it aside.
    pub fn is_dirty(&self) -> bool {
        self.project.git(&["diff", "--quiet", "HEAD", "--", "dirty"]).code != Some(0)
    }

    pub fn has_stash(&self) -> bool {
        self.project.path(".git/refs/stash").exists()
    }
}
