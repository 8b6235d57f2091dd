//! The merge driver of SESSION.md: what two branches recorded does not conflict, and whatever
//! happens to the program, git's own merge is what is left.

use std::fs;

use crate::branches::{message, recorded};
use crate::harness::Project;

pub const SESSION: &str = "# Session State

**Current Phase**: Phase 1
**Current Stage**: Implementation
**Last Checkpoint**: [none yet]
**Planning Docs**: `docs/IMPLEMENTATION_PHASES.md`

---

## Phase 1: Setup [In Progress]

- [ ] Write src/one.ts <-- CURRENT
- [ ] Write src/two.ts
- [ ] Write src/three.ts
- [ ] Write src/four.ts
- [ ] Write src/five.ts

**Next Action**: Create src/one.ts (new file)
";

const CONSTANT: &str = "git log --grep=checkpoint";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Default,
    CleanTree,
}

pub const MODES: [Mode; 2] = [Mode::Default, Mode::CleanTree];

/// A first commit on main with hooks and driver, and a branch side at it.
pub fn start(mode: Mode) -> Project {
    start_with(mode, "SESSION.md", SESSION)
}

fn start_with(mode: Mode, path: &str, session: &str) -> Project {
    let project = Project::without_hooks();
    let session = match mode {
        Mode::Default => session.to_owned(),
        Mode::CleanTree => session.replace("[none yet]", CONSTANT),
    };
    project.write(path, session);
    if path != "SESSION.md" {
        project.write(".git-checkpoint.yaml", format!("session: {path}\n"));
    }
    project.write("docs/IMPLEMENTATION_PHASES.md", "# Plan\n\n## Phase 1: Setup\n");
    project.write("src/a.ts", "a\n");
    project.git(&["add", "."]).ok();
    project.commit("Start").ok();
    let install: &[&str] = match mode {
        Mode::Default => &["install", "--files"],
        Mode::CleanTree => &["install", "--files", "--clean-tree"],
    };
    project.checkpoint(install).ok();
    project.git(&["branch", "side"]).ok();
    project
}

/// Ticks a task and commits it with all else, as people do; what the hook wrote stays.
pub fn done(project: &Project, task: &str) -> String {
    project.checkpoint(&["done", task]).ok();
    project.git(&["commit", "-q", "-a", "-m", &format!("Do {task}")]).ok();
    project.head()
}

pub fn switch(project: &Project, branch: &str) {
    project.git(&["checkout", "-q", "-f", branch]).ok();
}

/// Tasks one and two ticked and committed on main, three and four on side, with main checked out.
fn both_ticked(mode: Mode) -> Project {
    let project = start(mode);
    switch(&project, "side");
    done(&project, "3");
    done(&project, "4");
    switch(&project, "main");
    done(&project, "1");
    done(&project, "2");
    project
}

/// The numbers of the ticked tasks, of which each has the note that was recorded for it, or none.
pub fn ticked(text: &str) -> String {
    let tasks = text.lines().filter(|line| line.starts_with("- ["));
    tasks.map(|line| if line.starts_with("- [x]") { 'x' } else { '-' }).collect()
}

#[track_caller]
fn assert_merged(project: &Project, path: &str, expected: &str) {
    let text = project.read(path);
    assert!(!text.contains("<<<<<<<"), "{text}");
    assert_eq!(ticked(&text), expected, "{text}");
    assert_eq!(text.matches("<-- CURRENT").count(), 1, "{text}");
}

#[test]
fn a_merge_takes_the_ticks_of_both_sides() {
    for mode in MODES {
        let project = both_ticked(mode);
        switch(&project, "main");
        project.git(&["merge", "-q", "--no-edit", "side"]).ok();
        assert_merged(&project, "SESSION.md", "xxxx-");
        assert_eq!(project.ask(&["status", "--porcelain"]), "", "{mode:?}");
        if mode == Mode::Default {
            // The first-parent chain decides: what side recorded last is not on it.
            let first = project.ask(&["rev-parse", "--short", "HEAD^1^"]);
            assert!(recorded(&project, "Last Commit").starts_with(&first));
        }
        let note = |task: &str| project.ask(&["log", "--format=%h", "--grep", task, "-1", "--all"]);
        let text = project.read("SESSION.md");
        let has_note = text.contains(&format!("three.ts (commit: {})", note("Do 3")));
        assert_eq!(has_note, mode == Mode::Default, "{text}");
    }
}

#[test]
fn a_rebase_takes_the_ticks_of_both_sides_at_each_commit() {
    for (mode, backend) in MODES.into_iter().flat_map(|m| [(m, "--merge"), (m, "--apply")]) {
        let project = both_ticked(mode);
        switch(&project, "side");
        project.git(&["rebase", "-q", backend, "main"]).ok();
        assert_merged(&project, "SESSION.md", "xxxx-");
        let before = project.ask(&["show", "HEAD^:SESSION.md"]);
        assert_eq!(ticked(&before), "xxx--", "{mode:?} {backend}");
    }
}

#[test]
fn a_cherry_pick_takes_its_tick_alone() {
    for mode in MODES {
        let project = both_ticked(mode);
        switch(&project, "main");
        project.git(&["cherry-pick", "side"]).ok();
        assert_merged(&project, "SESSION.md", "xx-x-");
    }
}

#[test]
fn a_stash_pops_onto_what_was_committed_meanwhile() {
    for mode in MODES {
        let project = both_ticked(mode);
        switch(&project, "side");
        project.checkpoint(&["done", "5"]).ok();
        project.git(&["stash", "push", "-q"]).ok();
        switch(&project, "main");
        project.git(&["stash", "pop", "-q"]).ok();
        assert_merged(&project, "SESSION.md", "xx--x");
    }
}

#[test]
fn an_autostash_comes_back_with_the_newest_hash_on_their_side() {
    for fast_forward in [false, true] {
        let project = both_ticked(Mode::Default);
        if fast_forward {
            switch(&project, "side");
            project.git(&["reset", "-q", "--hard", "main"]).ok();
            done(&project, "4");
            done(&project, "3");
            switch(&project, "main");
        }
        // A commit of another file: the hash is in the worktree alone.
        project.commit_file("src/a.ts", "main\n").ok();
        if fast_forward {
            project.git(&["branch", "-f", "side", "main"]).ok();
        }
        let newest = project.head();
        let text = project.read("SESSION.md");
        assert!(text.contains(&format!("**Last Commit**: {newest}")), "{text}");
        project.git(&["merge", "-q", "--no-edit", "--autostash", "side"]).ok();
        let text = project.read("SESSION.md");
        assert!(text.contains(&format!("**Last Commit**: {newest}")), "{text}");
        assert_eq!(project.ask(&["stash", "list"]), "");
        if !fast_forward {
            assert_merged(&project, "SESSION.md", "xxxx-");
        }
    }
}

#[test]
fn a_rebase_with_autostash_ends_with_the_new_hash() {
    let project = both_ticked(Mode::Default);
    switch(&project, "side");
    project.commit_file("src/b.ts", "side\n").ok();
    project.git(&["rebase", "-q", "--autostash", "main"]).ok();
    assert_eq!(project.ask(&["stash", "list"]), "");
    assert_merged(&project, "SESSION.md", "xxxx-");
    // The next quiet moment.
    project.commit_file("src/b.ts", "more\n").ok();
    let newest = project.head();
    assert!(project.read("SESSION.md").contains(&format!("**Last Commit**: {newest}")));
    assert_eq!(project.checkpoint(&["check"]).ok().stdout.matches("hash-unknown").count(), 0);
}

#[test]
fn switch_with_merge_carries_the_changes_over() {
    for mode in MODES {
        let project = both_ticked(mode);
        project.checkpoint(&["done", "5"]).ok();
        project.git(&["switch", "-q", "-m", "side"]).ok();
        assert_merged(&project, "SESSION.md", "--xxx");
    }
}

#[test]
fn checkpoints_on_both_sides_leave_the_one_of_this_history() {
    let project = start(Mode::Default);
    let checkpoint = |name: &str| {
        project.write("src/a.ts", format!("{name}\n"));
        project.git(&["commit", "-q", "-a", "-m", &message("In Progress", name)]).ok();
        let hash = project.head();
        project.git(&["commit", "-q", "-a", "-m", "Keep the hash"]).ok();
        hash
    };
    let main = checkpoint("main");
    switch(&project, "side");
    let side = checkpoint("side");
    project.git(&["checkout", "-q", "-f", "main"]).ok();
    let merged = project.git(&["merge", "-q", "--no-edit", "-X", "ours", "side"]);
    assert_eq!(merged.code, Some(0), "{merged}");
    assert!(recorded(&project, "Last Checkpoint").starts_with(&main));
    project.git(&["reset", "-q", "--hard", "HEAD^"]).ok();
    switch(&project, "side");
    project.git(&["merge", "-q", "--no-edit", "-X", "ours", "main"]).ok();
    assert!(recorded(&project, "Last Checkpoint").starts_with(&side));
}

#[test]
fn linked_worktrees_have_it_too() {
    for mode in MODES {
        let project = both_ticked(mode);
        project.git(&["worktree", "add", "-q", "../linked", "side"]).ok();
        project.git_in("../linked", &["merge", "-q", "--no-edit", "main"]).ok();
        assert_merged(&project, "../linked/SESSION.md", "xxxx-");
    }
}

#[test]
fn line_ends_stay() {
    for autocrlf in ["false", "true"] {
        let project = start_with(Mode::Default, "SESSION.md", &SESSION.replace('\n', "\r\n"));
        project.git(&["config", "core.autocrlf", autocrlf]).ok();
        switch(&project, "side");
        done(&project, "3");
        switch(&project, "main");
        done(&project, "1");
        switch(&project, "main");
        project.git(&["merge", "-q", "--no-edit", "side"]).ok();
        assert_merged(&project, "SESSION.md", "x-x--");
        let text = project.read("SESSION.md");
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    }
}

#[test]
fn a_configured_path_also_one_with_a_space_is_merged() {
    for path in ["docs/STATE.md", "my notes/the state.md"] {
        for mode in MODES {
            let project = start_with(mode, path, SESSION);
            switch(&project, "side");
            done(&project, "3");
            switch(&project, "main");
            done(&project, "1");
            switch(&project, "main");
            project.git(&["merge", "-q", "--no-edit", "side"]).ok();
            assert_merged(&project, path, "x-x--");
        }
    }
}

#[test]
fn a_session_that_one_side_moved_is_merged() {
    let project = start(Mode::Default);
    switch(&project, "side");
    project.git(&["mv", "SESSION.md", "STATE.md"]).ok();
    project.commit("Move").ok();
    switch(&project, "main");
    done(&project, "1");
    switch(&project, "main");
    // git asks for the attributes of the new name, so the lines are merged.
    project.git(&["merge", "-q", "--no-edit", "side"]).ok();
    assert_eq!(ticked(&project.read("STATE.md")), "x----");
}

#[test]
fn two_bases_are_merged_too() {
    let project = both_ticked(Mode::Default);
    switch(&project, "main");
    project.git(&["branch", "main-before"]).ok();
    project.git(&["merge", "-q", "--no-edit", "side"]).ok();
    switch(&project, "side");
    project.git(&["merge", "-q", "--no-edit", "main-before"]).ok();
    done(&project, "5");
    switch(&project, "main");
    project.git(&["merge", "-q", "--no-edit", "side"]).ok();
    let text = project.read("SESSION.md");
    assert_eq!((ticked(&text).as_str(), text.contains("<<<<<<<")), ("xxxxx", false), "{text}");
}

#[test]
fn install_sets_it_up_and_uninstall_takes_it_out_byte_for_byte() {
    for attributes in [None, Some("*.png binary\n"), Some("# mine\n*.md text")] {
        let project = Project::without_hooks();
        project.fill(SESSION);
        if let Some(attributes) = attributes {
            project.write(".git/info/attributes", attributes);
        }
        let config = project.read(".git/config");
        let folder = || project.path(".git/info").exists();
        let had_folder = folder();
        for install in [&["install"][..], &["install", "--clean-tree"], &["install", "--files"]] {
            project.checkpoint(install).ok();
            project.checkpoint(install).ok();
            let said = project.ask(&["check-attr", "merge", "SESSION.md", "other/SESSION.md"]);
            assert_eq!(
                said,
                "SESSION.md: merge: git-checkpoint\nother/SESSION.md: merge: unspecified"
            );
            let set = project.read(".git/info/attributes");
            assert_eq!(set.matches("merge=git-checkpoint").count(), 1);
            project.checkpoint(&["uninstall"]).ok();
            assert_eq!(project.read(".git/config"), config);
            let left = fs::read_to_string(project.path(".git/info/attributes")).ok();
            assert_eq!(left.as_deref(), attributes);
            assert_eq!(folder(), had_folder);
        }
    }
}

#[test]
fn a_driver_that_the_project_chose_stays() {
    let project = Project::without_hooks();
    project.fill(SESSION);
    project.write(".gitattributes", "SESSION.md merge=union\n");
    let run = project.checkpoint(&["install"]).ok();
    assert!(run.stdout.contains("left to the driver `union`"), "{run}");
    assert!(!project.path(".git/info/attributes").exists());
    let run = project.checkpoint(&["doctor"]);
    assert!(!run.stdout.contains("merged-by-lines"), "{run}");
}

#[test]
fn doctor_says_where_it_is_missing() {
    let project = start(Mode::Default);
    let is_missing = || project.checkpoint(&["doctor"]).stdout.contains("warning[merged-by-lines]");
    assert!(!is_missing());
    project.git(&["config", "--remove-section", "merge.git-checkpoint"]).ok();
    assert!(is_missing());
    project.checkpoint(&["install", "--files"]).ok();
    assert!(!is_missing());
    project.write(".git-checkpoint.yaml", "session: STATE.md\n");
    project.git(&["mv", "SESSION.md", "STATE.md"]).ok();
    assert!(is_missing());
    project.checkpoint(&["install", "--files"]).ok();
    assert!(!is_missing());
    project.write(".git/info/exclude", "STATE.md\n");
    project.git(&["rm", "-q", "--cached", "STATE.md"]).ok();
    project.git(&["config", "--remove-section", "merge.git-checkpoint"]).ok();
    assert!(!is_missing());
}
