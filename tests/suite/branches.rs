//! A small history of two branches, and what its SESSION.md says of it.

use crate::harness::Project;

pub const SESSION: &str = "# Session State

**Current Phase**: Phase 1
**Current Stage**: Implementation
**Last Checkpoint**: [none yet]
**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`

---

## Phase 1: Setup [In Progress]

- [ ] first
- [ ] second
- [ ] third

**Next Action**: write src/a.ts
";

/// A checkpoint message that passes.
pub fn message(status: &str, subject: &str) -> String {
    format!(
        "checkpoint: Phase 1 {status} - {subject}\n\nPhase: 1 - Setup\nStatus: {status}\nSession: Did {subject}\n\n\
         Files Changed:\n- src/a.ts ({subject})\n\nNext: Write src/b.ts (new file)\n"
    )
}

/// How git knows SESSION.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracking {
    Dirty,
    Clean,
    Untracked,
    Ignored,
}

pub const TRACKINGS: [Tracking; 4] =
    [Tracking::Dirty, Tracking::Clean, Tracking::Untracked, Tracking::Ignored];

/// A first commit, with SESSION.md in it or not.
pub fn start(tracking: Tracking) -> Project {
    let project = Project::new();
    project.write("SESSION.md", SESSION);
    project.write("docs/IMPLEMENTATION_PHASES.md", "# Plan\n\n## Phase 1: Setup\n");
    if tracking == Tracking::Ignored {
        project.write(".git/info/exclude", "SESSION.md\n");
    }
    let add: &[&str] = match tracking {
        Tracking::Dirty | Tracking::Clean => &["add", "."],
        Tracking::Untracked | Tracking::Ignored => &["add", "docs"],
    };
    project.git(add).ok();
    project.commit("Start the project").ok();
    settle(&project, tracking);
    project
}

/// Gives up what the recording left in SESSION.md, where it is to be clean.
pub fn settle(project: &Project, tracking: Tracking) {
    if tracking == Tracking::Clean {
        project.git(&["checkout", "-q", "--", "SESSION.md"]).ok();
    }
}

pub fn add(project: &Project, name: &str) -> String {
    let path = format!("src/{name}.ts");
    project.write(&path, format!("{name}\n"));
    project.git(&["add", &path]).ok();
    project.commit(&format!("Add {name}")).ok();
    project.head()
}

pub fn checkpoint(project: &Project, name: &str) -> String {
    project.write("src/a.ts", format!("{name}\n"));
    project.git(&["add", "src/a.ts"]).ok();
    project.commit(&message("In Progress", name)).ok();
    project.head()
}

pub fn recorded(project: &Project, key: &str) -> String {
    crate::all_hooks::recorded(project, "SESSION.md", key)
}

/// The newest commit of that subject.
pub fn named(project: &Project, subject: &str) -> String {
    project.ask(&["log", "-1", "--format=%h", &format!("--grep={subject}")])
}

pub fn edited_by(project: &mut Project, script: &str) {
    project.set("GIT_SEQUENCE_EDITOR", script);
    project.set("GIT_EDITOR", ":");
}

/// `main` and a branch `work` of three commits, the middle one a checkpoint,
/// with `main` one commit ahead of where it began.
pub fn two_branches(tracking: Tracking) -> Project {
    let project = start(tracking);
    project.git(&["checkout", "-q", "-b", "work"]).ok();
    add(&project, "one");
    checkpoint(&project, "middle");
    add(&project, "two");
    project.git(&["stash", "push", "-q"]);
    project.git(&["checkout", "-q", "main"]).ok();
    project.git(&["stash", "pop", "-q"]);
    project.write("src/main.ts", "main\n");
    project.git(&["add", "src/main.ts"]).ok();
    project.git(&["-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "Add main"]).ok();
    project.git(&["stash", "push", "-q"]);
    project.git(&["checkout", "-q", "work"]).ok();
    project.git(&["stash", "pop", "-q"]);
    settle(&project, tracking);
    project
}

/// One rebase of `work`, and how its todo list is edited.
pub const REBASES: [(&str, &[&str], &str); 11] = [
    ("onto main", &["rebase", "main"], ":"),
    ("apply backend", &["rebase", "--apply", "main"], ":"),
    ("interactive", &["rebase", "-i", "main"], ":"),
    ("reword", &["rebase", "-i", "main"], "sed -i 's/^pick/reword/'"),
    ("squash", &["rebase", "-i", "main"], "sed -i '3s/^pick/squash/'"),
    ("fixup of the checkpoint", &["rebase", "-i", "main"], "sed -i '2s/^pick/fixup/'"),
    ("drop", &["rebase", "-i", "main"], "sed -i '1d'"),
    ("exec", &["rebase", "-x", "true", "main"], ":"),
    ("merges", &["rebase", "-r", "main"], ":"),
    ("root", &["rebase", "-i", "--root"], "sed -i '2s/^pick/reword/'"),
    ("onto elsewhere", &["rebase", "--onto", "main", "work~2"], ":"),
];
