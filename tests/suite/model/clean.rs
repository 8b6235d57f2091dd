//! The same histories in clean-tree mode: git without us is the oracle for
//! commits, index and files, and SESSION.md is modified only by its user.

use std::fs;

use super::play::Quiet;
use super::{World, live_many};
use crate::clean_tree::CONSTANT;
use crate::harness::Project;

const FIELD: &str = "**Last Checkpoint**: ";
const OPERATIONS: u64 = 400;

#[test]
fn whatever_becomes_of_history_the_tree_stays_clean() {
    live_many(OPERATIONS, World::clean);
}

/// The project as it would be without the filter: the file as it is committed.
pub(super) fn take_filter_out(project: &Project) {
    let text = fs::read_to_string(project.path("SESSION.md"));
    fs::remove_file(project.path(".git/info/attributes")).unwrap();
    let config = project.read(".git/config");
    let (config, _) = config.split_once("[filter \"git-checkpoint\"]").unwrap();
    project.write(".git/config", config);
    if let Ok(text) = text {
        project.write("SESSION.md", with_value(&text, CONSTANT));
    }
}

impl World {
    fn clean(seed: u64) -> Self {
        // The seeds whose SESSION.md is tracked are two of three.
        let mut world = Self::new(seed.div_ceil(2) * 3 - seed % 2);
        let project = &world.side.project;
        let text = project.read("SESSION.md").replace("[none yet]", CONSTANT);
        let lines = text.lines().filter(|line| !line.contains("Last Commit"));
        project.write("SESSION.md", lines.map(|line| format!("{line}\n")).collect::<String>());
        project.git(&["commit", "-q", "-a", "--amend", "--no-edit"]).ok();
        project.git(&["branch", "-f", "other"]).ok();
        let hooks = project.path(".git/hooks");
        let kept = project.path(".git/kept");
        fs::rename(&hooks, &kept).unwrap();
        project.checkpoint(&["install", "--clean-tree"]).ok();
        fs::remove_dir_all(&hooks).unwrap();
        fs::rename(&kept, &hooks).unwrap();
        project.git(&["reset", "-q", "--hard"]).ok();
        world.side.is_clean_tree = true;
        world
    }

    /// Half of the worlds have commits from before the mode, or by colleagues
    /// without it. Git alone would find conflicts in them.
    pub(super) fn has_raw_values(&self) -> bool {
        self.side.is_clean_tree && self.seed.is_multiple_of(2)
    }

    /// Whether the user has changed nothing in SESSION.md that is not staged.
    pub(super) fn is_unedited(&self) -> bool {
        self.side.is_clean_tree && {
            let staged = self.side.project.git(&["show", ":SESSION.md"]).stdout;
            let committed = value(&staged).unwrap_or(CONSTANT);
            with_value(&self.side.session(), committed) == staged
        }
    }

    /// What the file shows where the hooks had their say.
    pub(super) fn check_shown(&mut self, quiet: &Quiet, is_news: bool) {
        // A rebase that makes no commit runs no hook.
        if *quiet == Quiet::Perhaps || !is_news {
            return;
        }
        let head = self.history.id("HEAD").unwrap();
        let chain = self.history.first_parents(&head);
        let newest = chain.into_iter().find(|(_, commit)| commit.is_checkpoint);
        let staged = self.side.project.git(&["show", ":SESSION.md"]).stdout;
        let session = self.side.session();
        let shown = value(&session).unwrap_or_default();
        match newest {
            Some((id, _)) => assert!(shown.starts_with(&id[..12]), "{shown} is not {id}"),
            None => assert!(value(&staged) == Some(shown), "there is no checkpoint"),
        }
        self.checked += 1;
    }

    pub(super) fn check_clean(&mut self) {
        if !self.is_unedited() || self.side.is_busy() {
            return;
        }
        let project = &self.side.project;
        // First, for status makes it true.
        let files = project.git(&["diff-files", "--quiet", "--", "SESSION.md"]);
        assert!(files.code == Some(0), "diff-files: SESSION.md is modified");
        let status = project.git(&["status", "--porcelain", "--", "SESSION.md"]).stdout;
        assert!(status.is_empty() || status[1..].starts_with(' '), "{status}");
        self.checked += 1;
        if self.has_raw_values() && self.random.chance(15) {
            self.commit_raw(&status);
        }
    }

    /// A commit that holds a value, made where there is no filter.
    fn commit_raw(&mut self, status: &str) {
        let raw = format!("{:012x} (2026-01-01)", self.random.next() >> 20);
        self.side.script.push(format!("# commit {raw}, {status:?}"));
        let (project, before) = (&self.side.project, self.side.session());
        let staged = with_value(&project.git(&["show", ":SESSION.md"]).stdout, &raw);
        let blob = project.git_with_input(&["hash-object", "-w", "--stdin"], staged.as_bytes());
        let entry = format!("100644,{},SESSION.md", blob.stdout.trim());
        project.git(&["update-index", "--cacheinfo", &entry]).ok();
        project.git(&["commit", "-q", "-m", "Raw"]).ok();
        let after = self.side.session();
        assert!(with_value(&before, "") == with_value(&after, ""), "a commit changed\n{after}");
        project.git(&["reset", "-q", "--hard"]).ok();
    }
}

/// A line of the script without the value that somebody saw who wrote the file.
pub(super) fn without_value(step: &str) -> String {
    let Some((before, behind)) = step.split_once(FIELD) else { return step.to_owned() };
    format!("{before}{}", behind.get(CONSTANT.len()..).unwrap_or_default())
}

fn value(text: &str) -> Option<&str> {
    text.lines().find_map(|line| line.strip_prefix(FIELD))
}

fn with_value(text: &str, new: &str) -> String {
    match value(text) {
        Some(old) if old.len() == CONSTANT.len() => {
            text.replacen(&format!("{FIELD}{old}"), &format!("{FIELD}{new}"), 1)
        }
        _ => text.to_owned(),
    }
}
