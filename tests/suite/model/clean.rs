//! The same histories in clean-tree mode, beside git alone: the same commits
//! come out of the same commands, and SESSION.md is modified only by its user.

use std::fs;

use super::{OPERATIONS, World, live_many};
use crate::harness::{Project, Run};

const FIELD: &str = "**Last Checkpoint**: ";
const CONSTANT: &str = "git log --grep=checkpoint";

/// What git alone made of a command.
pub(super) struct Alone {
    project: Project,
    run: Run,
}

#[test]
fn whatever_becomes_of_history_the_tree_stays_clean() {
    live_many(OPERATIONS / 2, World::clean);
}

impl World {
    fn clean(seed: u64) -> Self {
        // The numbers of the seeds whose SESSION.md is tracked.
        let mut world = World::new(seed * 3);
        let text = world.project.read("SESSION.md");
        let text: Vec<&str> = text.lines().filter(|line| !line.contains("Last Commit")).collect();
        let text = text.join("\n") + "\n";
        world.project.write("SESSION.md", text.replace("[none yet]", CONSTANT));
        world.git(&["commit", "-q", "-a", "--amend", "--no-edit"]);
        world.git(&["branch", "-f", "other"]);
        let autostash = if (seed / 2).is_multiple_of(2) { "true" } else { "false" };
        world.project.git(&["config", "rebase.autoStash", autostash]).ok();
        world.project.checkpoint(&["install", "--clean-tree"]).ok();
        // root gets copies, which are large.
        let hooks = world.project.path(".git/hooks");
        fs::remove_dir_all(&hooks).unwrap();
        world.project.link_hooks(&hooks);
        // What the hooks wrote before.
        world.project.git(&["reset", "-q", "--hard"]).ok();
        world.clean = true;
        world
    }

    /// Runs the same command where neither hooks nor filter are.
    pub(super) fn alone(&self, arguments: &[&str]) -> Option<Alone> {
        let is_harmless = |command: &str| ["add", "branch", "config"].contains(&command);
        if !self.clean || is_harmless(arguments[0]) {
            return None;
        }
        let text = self.with_committed(&self.project.read("SESSION.md"));
        let project = self.project.copy();
        fs::remove_dir_all(project.path(".git/hooks")).unwrap();
        fs::remove_file(project.path(".git/info/attributes")).unwrap();
        project.git(&["config", "--remove-section", "filter.git-checkpoint"]).ok();
        project.write("SESSION.md", text);
        project.git(&["update-index", "-q", "--refresh"]);
        // The clocks go on alike.
        for _ in 0..2 {
            let _ = self.project.command("git", ".");
        }
        let run = project.git(arguments);
        Some(Alone { project, run })
    }

    /// Git does what it would do without us.
    pub(super) fn check_beside(&self, alone: Option<&Alone>, run: &Run) {
        let Some(Alone { project, run: beside }) = alone else { return };
        let session = self.project.read("SESSION.md");
        if self.has_raw_values() {
            // Those conflict where nobody renormalizes.
            let is_worse = run.code != Some(0) && beside.code == Some(0);
            return self.hold(!is_worse, &format!("{run}\nalone: {beside}"), &session);
        }
        self.hold(run.code == beside.code, &format!("{run}\nalone: {beside}"), &session);
        for what in [&["rev-parse", "HEAD"][..], &["write-tree"]] {
            let (ours, theirs) = (self.project.git(what), project.git(what));
            self.hold(ours.stdout == theirs.stdout, &format!("{what:?} differs"), &session);
        }
        let same = with_constant(&session) == with_constant(&project.read("SESSION.md"));
        self.hold(same, "SESSION.md differs", &session);
    }

    /// Whether the user has changed nothing in SESSION.md that is not staged.
    pub(super) fn is_unedited(&self) -> bool {
        self.clean
            && self.ask(&["show", ":SESSION.md"]).trim_end()
                == self.with_committed(&self.project.read("SESSION.md")).trim_end()
    }

    /// Every second world has commits from before the mode, or by colleagues without it.
    fn has_raw_values(&self) -> bool {
        self.clean && self.seed.is_multiple_of(6)
    }

    /// A commit that holds a value, made where there is no filter.
    fn commit_raw(&mut self) {
        let (text, staged) = (self.project.read("SESSION.md"), self.ask(&["show", ":SESSION.md"]));
        self.tokens += 1;
        let raw = format!("{:012x} (2026-01-01)", self.tokens);
        let staged = with_value(&staged, &raw) + "\n";
        let blob =
            self.project.git_with_input(&["hash-object", "-w", "--stdin"], staged.as_bytes());
        let entry = format!("100644,{},SESSION.md", blob.stdout.trim());
        self.note(&format!("commit {raw}"));
        self.project.git(&["update-index", "--cacheinfo", &entry]).ok();
        self.project.git(&["commit", "-q", "-m", "Raw"]).ok();
        let left = self.project.read("SESSION.md");
        self.hold(text == left, "a commit changed it", &left);
        self.project.git(&["reset", "-q", "--hard"]).ok();
    }

    /// The text with the value that the index holds.
    fn with_committed(&self, text: &str) -> String {
        let staged = self.project.git(&["show", ":SESSION.md"]).stdout;
        let value = staged.lines().find_map(|line| line.strip_prefix(FIELD));
        with_value(text, value.unwrap_or(CONSTANT))
    }

    /// Without a checkpoint the file shows what is committed.
    pub(super) fn check_constant(&self, session: &str) {
        let shows_it = !self.clean || self.with_committed(session) == session;
        self.hold(shows_it, "there is no checkpoint", session);
    }

    pub(super) fn check_clean(&mut self) {
        if !self.is_unedited() {
            return;
        }
        let session = self.project.read("SESSION.md");
        // First, for status makes it true.
        let files = self.project.git(&["diff-files", "--quiet", "--", "SESSION.md"]);
        self.hold(files.code == Some(0), "diff-files says it is modified", &session);
        let status = self.project.git(&["status", "--porcelain", "--", "SESSION.md"]).stdout;
        self.hold(!status.starts_with(" M") && !status.starts_with("MM"), &status, &session);
        self.checked += 1;
        if self.has_raw_values() && self.random.chance(15) {
            self.commit_raw();
            self.check_clean();
        }
    }
}

fn with_constant(text: &str) -> String {
    with_value(text, CONSTANT)
}

fn with_value(text: &str, new: &str) -> String {
    let with = |line: &str| match line.strip_prefix(FIELD) {
        Some(value) if value.trim_end().len() == CONSTANT.len() => {
            line.replace(value.trim_end(), new)
        }
        _ => line.to_owned(),
    };
    text.split_inclusive('\n').map(with).collect()
}
